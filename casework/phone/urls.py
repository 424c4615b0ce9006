from django.urls import path

from casework.phone import views

paths = [
    path("casework/phone/", views.page, name="phone"),
    path("casework/phone/worker.js", views.worker, name="phone-worker"),
    path("casework/phone/key/", views.key, name="phone-key"),
    path("casework/phone/mine/", views.mine, name="phone-mine"),
    path("casework/phone/send/", views.send, name="phone-send"),
]
