from django.urls import path

from stations.annex import views as annex
from stations.kit import views as kit
from stations.milestones import views as milestones
from stations.views import leaflets, lists, points, services, stations
from stations.walls import views as walls

app_name = "stations"

urlpatterns = [
    path("stations/", lists.station_list, name="list"),
    path("stations/points/", lists.point_list, name="points"),
    path("stations/main/", stations.main, name="main"),
    path("stations/export/", lists.export, name="export"),
    path("stations/new/<slug:code>/", stations.add, name="add"),
    path("stations/name/<slug:code>/", stations.check_name, name="check-name"),
    path("stations/<int:pk>/", stations.station, name="station"),
    path("stations/<int:pk>/change/", stations.change, name="change"),
    path("stations/<int:pk>/move/", stations.move, name="move"),
    path("stations/<int:pk>/close/", stations.close, name="close"),
    path("stations/<int:pk>/reopen/", stations.reopen, name="reopen"),
    path("stations/<int:pk>/leaflets/", leaflets.add, name="add-leaflet"),
    path(
        "stations/<int:pk>/leaflets/<int:leaflet>/withdraw/",
        leaflets.withdraw,
        name="withdraw-leaflet",
    ),
    path("stations/kit/<slug:code>/", kit.overview, name="kit"),
    path("stations/kit/<slug:code>/<str:sheet>/", kit.sheet, name="sheet"),
    path("stations/walls/<slug:code>/", walls.walls, name="walls"),
    path("stations/points/open/<slug:code>/", points.open_many, name="open-points"),
    path("stations/points/<int:pk>/", points.point, name="point"),
    path("stations/points/<int:pk>/change/", points.change, name="change-point"),
    path("stations/points/<int:pk>/close/", points.close, name="close-point"),
    path("stations/points/<int:pk>/reopen/", points.reopen, name="reopen-point"),
    path("stations/self-check/", annex.self_checks, name="self-checks"),
    path("stations/self-check/<slug:code>/", annex.self_check, name="self-check"),
    path("stations/milestones/", milestones.progress, name="progress"),
    path("stations/milestones/<slug:code>/", milestones.milestones, name="milestones"),
    path("stations/milestones/<slug:code>/delay/", milestones.ask, name="ask-delay"),
    path("stations/milestone/<int:pk>/", milestones.milestone, name="milestone"),
    path("stations/delays/<int:pk>/answer/", milestones.answer, name="answer-delay"),
    path("stations/<int:pk>/services/", services.services, name="services"),
    path("stations/<int:pk>/services/sheet/", services.sheet, name="service-sheet"),
]
