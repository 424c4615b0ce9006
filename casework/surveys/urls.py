from django.urls import URLPattern, path

from casework.surveys.assessing import views as assessing
from casework.surveys.means import views as means
from casework.surveys.needs import views as needs

_NEEDS = "casework/surveys/"
_HOUSEHOLD = "casework/households/<uuid:pk>/"
_MEANS = "casework/means/<uuid:pk>/"

paths: list[URLPattern] = [
    path(_NEEDS, needs.listed, name="needs-surveys"),
    path(f"{_NEEDS}<int:pk>/", needs.detail, name="needs-survey"),
    path(f"{_NEEDS}<int:pk>/change/", needs.change, name="needs-survey-change"),
    path(f"{_NEEDS}<slug:code>/<int:year>/<slug:half>/", needs.begin, name="needs-survey-begin"),
    path(f"{_HOUSEHOLD}means/", means.add, name="means-survey-add"),
    path(_MEANS, means.detail, name="means-survey"),
    path(f"{_MEANS}change/", means.change, name="means-survey-change"),
    path(f"{_MEANS}sheet/", means.sheet, name="means-survey-sheet"),
    path("casework/means/files/<uuid:pk>/", means.file, name="means-survey-file"),
    path(f"{_HOUSEHOLD}assessment/", assessing.add, name="assessment-add"),
    path("casework/assessments/<uuid:pk>/", assessing.detail, name="assessment"),
]
