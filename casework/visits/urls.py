from django.urls import URLPattern, path

from casework.visits import exporting
from casework.visits.views import keeping, logging, mine, reading

paths: list[URLPattern] = [
    path("casework/mine/", mine.mine, name="mine"),
    path("casework/households/<uuid:pk>/visit/", logging.add, name="visit-add"),
    path("casework/visits/", reading.visits, name="visits"),
    path("casework/visits/export/", exporting.export, name="visits-export"),
    path("casework/visits/new/", logging.quick, name="visit-quick"),
    path("casework/visits/photos/<uuid:pk>/", reading.photo, name="visit-file"),
    path("casework/visits/<uuid:pk>/", reading.visit, name="visit"),
    path("casework/visits/<uuid:pk>/change/", keeping.change, name="visit-change"),
    path("casework/visits/<uuid:pk>/void/", keeping.void, name="visit-void"),
]
