from django.urls import path

from ledgers import views

app_name = "ledgers"

urlpatterns = [
    path("ledgers/", views.batch_list, name="list"),
    path("ledgers/template/<slug:kind>/", views.template, name="template"),
    path("ledgers/<uuid:pk>/", views.batch, name="batch"),
    path("ledgers/<uuid:pk>/columns/", views.columns, name="columns"),
    path("ledgers/<uuid:pk>/enter/", views.enter, name="enter"),
    path("ledgers/<uuid:pk>/undo/", views.undo, name="undo"),
    path("ledgers/<uuid:pk>/discard/", views.discard, name="discard"),
    path("ledgers/<uuid:pk>/returns/", views.returns, name="returns"),
]
