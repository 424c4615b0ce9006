from django.urls import path

from resources.views import keeping, lists, pages, providers

app_name = "resources"

urlpatterns = [
    path("resources/", lists.listed, name="list"),
    path("resources/export/", lists.export, name="export"),
    path("resources/add/", keeping.add, name="add"),
    path("resources/providers/", providers.listed, name="providers"),
    path("resources/providers/add/", providers.add, name="provider-add"),
    path("resources/providers/<uuid:pk>/", providers.detail, name="provider"),
    path("resources/providers/<uuid:pk>/change/", providers.change, name="provider-change"),
    path("resources/<uuid:pk>/", pages.detail, name="resource"),
    path("resources/<uuid:pk>/change/", keeping.change, name="change"),
    path("resources/<uuid:pk>/stop/", keeping.stop, name="stop"),
    path("resources/<uuid:pk>/resume/", keeping.resume, name="resume"),
]
