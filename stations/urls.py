from django.urls import path

from stations import views

app_name = "stations"

urlpatterns = [
    path("stations/", views.station_list, name="list"),
    path("stations/points/", views.point_list, name="points"),
    path("stations/export/", views.export, name="export"),
]
