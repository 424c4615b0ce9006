from django.urls import path

from orgs import views

app_name = "orgs"

urlpatterns = [
    path("units/", views.unit_list, name="list"),
    path("units/<str:code>/", views.unit, name="unit"),
]
