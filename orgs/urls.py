from django.urls import path, register_converter

from orgs import views


class UnitCode:
    """The digits of a unit."""

    regex = "[0-9]{6,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UnitCode, "unit")

app_name = "orgs"

urlpatterns = [
    path("units/", views.unit_list, name="list"),
    path("units/<unit:code>/", views.unit, name="unit"),
]
