"""Loading a district again: what differs is put right, what is the same is left alone."""

from datetime import date

import pytest
from django.apps import apps

from orgs.loading import DISTRICTS, load_units
from orgs.models import Unit

pytestmark = pytest.mark.django_db


def history() -> int:
    return apps.get_model("orgs.UnitEvent").objects.count()


def test_loading_again_writes_nothing() -> None:
    first = load_units(DISTRICTS["putuo"])
    before = history()
    assert before == Unit.objects.count()
    assert load_units(DISTRICTS["putuo"]) == first
    assert history() == before


def test_what_differs_is_put_right_and_days_stay() -> None:
    load_units(DISTRICTS["putuo"])
    before = history()
    changed = Unit.objects.filter(pk="310107017")
    name = changed.get().name
    changed.update(name="改过", valid_from=date(2020, 1, 1))
    load_units(DISTRICTS["putuo"])
    assert (changed.get().name, changed.get().valid_from) == (name, date(2020, 1, 1))
    assert history() == before + 2
