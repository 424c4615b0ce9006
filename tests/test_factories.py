"""Every model has a factory, and every factory builds."""

import pytest
from django.apps import apps
from django.conf import settings
from factory.django import DjangoModelFactory

from tests import factories

FACTORIES = [
    one
    for one in vars(factories).values()
    if isinstance(one, type)
    and issubclass(one, DjangoModelFactory)
    and one is not DjangoModelFactory
    and not one._meta.abstract
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda one: one.__name__)
def test_it_builds(factory: type[DjangoModelFactory]) -> None:
    made = factory()
    assert type(made).objects.filter(pk=made.pk).exists()
    assert str(made)


def test_every_model_of_ours_has_one() -> None:
    made = {one._meta.model for one in FACTORIES}
    ours = {
        model
        for config in apps.get_app_configs()
        if (settings.BASE_DIR / config.label).is_dir()
        for model in config.get_models()
        # The event tables are pghistory's; the database fills them.
        if not hasattr(model, "pgh_tracked_model")
    }
    assert ours == made
