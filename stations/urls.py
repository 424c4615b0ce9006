from django.urls import path

from stations.views import lists, points, stations

app_name = "stations"

urlpatterns = [
    path("stations/", lists.station_list, name="list"),
    path("stations/points/", lists.point_list, name="points"),
    path("stations/export/", lists.export, name="export"),
    path("stations/new/<str:code>/", stations.add, name="add"),
    path("stations/name/<str:code>/", stations.check_name, name="check-name"),
    path("stations/<int:pk>/", stations.station, name="station"),
    path("stations/<int:pk>/change/", stations.change, name="change"),
    path("stations/<int:pk>/move/", stations.move, name="move"),
    path("stations/<int:pk>/close/", stations.close, name="close"),
    path("stations/<int:pk>/reopen/", stations.reopen, name="reopen"),
    path("stations/points/open/<str:code>/", points.open_many, name="open-points"),
    path("stations/points/<int:pk>/", points.point, name="point"),
    path("stations/points/<int:pk>/change/", points.change, name="change-point"),
    path("stations/points/<int:pk>/close/", points.close, name="close-point"),
    path("stations/points/<int:pk>/reopen/", points.reopen, name="reopen-point"),
]
