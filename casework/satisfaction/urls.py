from django.urls import URLPattern, path

from casework.satisfaction import views

paths: list[URLPattern] = [
    path("casework/satisfaction/", views.listed, name="satisfaction"),
    path("casework/satisfaction/add/<slug:code>/", views.add, name="satisfaction-add"),
    path("casework/satisfaction/<uuid:pk>/", views.survey, name="satisfaction-survey"),
    path("casework/satisfaction/<uuid:pk>/accept/", views.accept, name="satisfaction-accept"),
    path("casework/satisfaction/<uuid:pk>/remove/", views.remove, name="satisfaction-remove"),
]
