from django.urls import URLPattern, path

from casework.handovers.views import acting, outside, pages

paths: list[URLPattern] = [
    path("casework/handovers/", pages.listed, name="handovers"),
    path("casework/handovers/add/<slug:code>/", acting.add, name="handover-add"),
    path("casework/handovers/<uuid:pk>/", pages.detail, name="handover"),
    path(
        "casework/handovers/<uuid:pk>/acknowledge/", acting.acknowledge, name="handover-acknowledge"
    ),
    path("casework/handovers/<uuid:pk>/withdraw/", acting.withdraw, name="handover-withdraw"),
    path("casework/handovers/<uuid:pk>/link/", acting.link, name="handover-link"),
    path("h/<str:secret>/", outside.open_handover, name="handover-open"),
]
