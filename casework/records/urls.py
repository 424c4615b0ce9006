from django.urls import path

from casework.records import views

paths = [path("casework/records/", views.records, name="records")]
