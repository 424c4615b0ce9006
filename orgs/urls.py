from django.urls import path, register_converter

from orgs import views
from orgs.changes import views as changes


class UnitCode:
    """The digits of a unit."""

    regex = "[0-9]{6,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CommunityCode(UnitCode):
    """The digits of a community."""

    regex = "[0-9]{12}"


class ChangeKind(UnitCode):
    """How communities change (orgs.models.UnitChange.Kind)."""

    regex = "split|merge|rename"


register_converter(UnitCode, "unit")
register_converter(CommunityCode, "community")
register_converter(ChangeKind, "change_kind")

app_name = "orgs"

urlpatterns = [
    path("units/", views.unit_list, name="list"),
    path("units/changes/", changes.changes, name="changes"),
    path("units/changes/<int:pk>/", changes.changed, name="changed"),
    path("units/changes/<change_kind:kind>/", changes.choose, name="choose"),
    path("units/<community:code>/", views.community, name="community"),
    path("units/<unit:code>/", views.unit, name="unit"),
    path("units/<unit:code>/change/<change_kind:kind>/", changes.change, name="change"),
]
