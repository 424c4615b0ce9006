from django.urls import path

from audit import views

app_name = "audit"

urlpatterns = [
    path("trail/", views.trail_list, name="trail"),
]
