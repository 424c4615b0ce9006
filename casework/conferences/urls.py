from django.urls import URLPattern, path

from casework.conferences.exporting import export
from casework.conferences.views import actions, cases, keeping, minutes, pages

_TOP = "casework/conferences/"
_ONE = f"{_TOP}<uuid:pk>/"
_CASE = f"{_TOP}cases/<uuid:pk>/"
_ACTION = f"{_TOP}actions/<uuid:pk>/"

paths: list[URLPattern] = [
    path(_TOP, pages.listed, name="conferences"),
    path(f"{_TOP}export/", export, name="conference-export"),
    path(f"{_TOP}add/<slug:code>/", keeping.add, name="conference-add"),
    path(f"{_TOP}actions/", pages.actions, name="actions"),
    path(_ACTION, actions.close, name="conference-action-close"),
    path(f"{_ACTION}change/", actions.change, name="conference-action-change"),
    path(f"{_ACTION}drop/", actions.drop, name="conference-action-drop"),
    path(_CASE, cases.change, name="conference-case"),
    path(f"{_CASE}outcome/", cases.outcome, name="conference-case-outcome"),
    path(f"{_CASE}drop/", cases.drop, name="conference-case-drop"),
    path(_ONE, pages.detail, name="conference"),
    path(f"{_ONE}change/", keeping.change, name="conference-change"),
    path(f"{_ONE}hold/", keeping.hold, name="conference-hold"),
    path(f"{_ONE}cancel/", keeping.cancel, name="conference-cancel"),
    path(f"{_ONE}cases/add/", cases.add, name="conference-case-add"),
    path(f"{_ONE}actions/add/", actions.add, name="conference-action-add"),
    path(f"{_ONE}minutes/", minutes.settle, name="conference-minutes"),
    path(f"{_ONE}minutes/withdraw/", minutes.withdraw, name="conference-minutes-withdraw"),
    path(f"{_ONE}word/", minutes.word, name="conference-word"),
    path(f"{_ONE}file/", minutes.file, name="conference-file"),
]
