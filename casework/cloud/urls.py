from django.urls import URLPattern, path

from casework.cloud import views

paths: list[URLPattern] = [
    path("casework/cloud/", views.cloud, name="cloud"),
    path("casework/cloud/columns/", views.columns, name="cloud-columns"),
    path("casework/cloud/<uuid:pk>/columns/", views.match, name="cloud-match"),
]
