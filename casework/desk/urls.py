from django.urls import path

from casework.desk import ability_views, views

paths = [
    path("casework/", views.desk, name="desk"),
    path("casework/abilities/", ability_views.abilities, name="abilities"),
]
