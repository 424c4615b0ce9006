from django.urls import path

from training import views

app_name = "training"

urlpatterns = [
    path("training/", views.session_list, name="list"),
    path("training/hours/", views.hours, name="hours"),
    path("training/export/", views.export, name="export"),
    path("training/<int:pk>/", views.session, name="session"),
]
