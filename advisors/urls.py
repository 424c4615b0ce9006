from django.urls import path

from advisors import views

app_name = "advisors"

urlpatterns = [
    path("advisors/", views.advisor_list, name="list"),
    path("advisors/export/", views.export, name="export"),
    path("advisors/accounts/", views.accounts, name="accounts"),
    path("advisors/<uuid:pk>/", views.advisor, name="detail"),
    path("advisors/<uuid:pk>/phone/", views.phone, name="phone"),
]
