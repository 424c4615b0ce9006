from django.urls import URLPattern, path

from casework.stuck.exporting import export
from casework.stuck.views import acting, extending, keeping, pages

paths: list[URLPattern] = [
    path("casework/stuck/", pages.listed, name="stuck-cases"),
    path("casework/stuck/export/", export, name="stuck-export"),
    path("casework/stuck/add/<slug:code>/", keeping.add, name="stuck-add"),
    path("casework/stuck/<uuid:pk>/", pages.detail, name="stuck"),
    path("casework/stuck/<uuid:pk>/change/", keeping.change, name="stuck-change"),
    path("casework/stuck/<uuid:pk>/close/", keeping.close, name="stuck-close"),
    path("casework/stuck/<uuid:pk>/hand-on/", acting.hand_on, name="stuck-hand-on"),
    path("casework/stuck/<uuid:pk>/call-back/", acting.call_back, name="stuck-call-back"),
    path("casework/stuck/<uuid:pk>/withdraw/", acting.withdraw, name="stuck-withdraw"),
    path("casework/stuck/<uuid:pk>/reopen/", acting.reopen, name="stuck-reopen"),
    path("casework/stuck/<uuid:pk>/extend/", extending.ask, name="stuck-extend"),
    path(
        "casework/stuck/<uuid:pk>/extend/decide/",
        extending.decide,
        name="stuck-extension-decide",
    ),
]
