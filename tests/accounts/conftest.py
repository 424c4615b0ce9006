"""People with passwords."""

from datetime import date

import pytest
from pytest_django import Settings

from accounts.models import User
from core.permissions import Role
from orgs.models import Unit
from tests import factories as make
from tests.accounts.browsers import PASSWORD


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    """A million rounds are for real passwords."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


@pytest.fixture
def street(db: None) -> Unit:
    return make.StreetFactory(name="石泉路街道")


@pytest.fixture
def zhou(street: Unit) -> User:
    """A street's manager, who has chosen her password."""
    user = User.objects.create_user("zhou", PASSWORD, name="周主任")
    make.MembershipFactory(
        user=user, unit=street, role=Role.STREET_MANAGER.value, starts_on=date(2024, 1, 1)
    )
    return user
