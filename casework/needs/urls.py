from django.urls import URLPattern, path

from casework.needs.views import acting, pages

paths: list[URLPattern] = [
    path("casework/needs/", pages.listed, name="needs"),
    path("casework/needs/<uuid:pk>/", pages.detail, name="need"),
    path("casework/needs/<uuid:pk>/settle/", acting.settle, name="need-settle"),
    path("casework/needs/<uuid:pk>/reopen/", acting.reopen, name="need-reopen"),
    path("casework/households/<uuid:pk>/need/", acting.add, name="need-add"),
]
