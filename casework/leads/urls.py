from django.urls import URLPattern, path

from casework.leads.views import acting, pages

paths: list[URLPattern] = [
    path("casework/leads/", pages.listed, name="leads"),
    path("casework/leads/add/", acting.add, name="lead-add"),
    path("casework/leads/<uuid:pk>/", pages.detail, name="lead"),
    path("casework/leads/<uuid:pk>/decide/", acting.decide, name="lead-decide"),
    path("casework/leads/<uuid:pk>/withdraw/", acting.withdraw, name="lead-withdraw"),
    path("casework/leads/<uuid:pk>/told/", acting.told, name="lead-told"),
]
