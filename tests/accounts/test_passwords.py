"""What a password must be, and first passwords that can be typed from a slip."""

import re

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import first_password, hash_first_password


@pytest.mark.parametrize(
    "password",
    [
        "kfm7hw3p",  # eight characters
        "mulanhuakaixi",  # no digit
        "72938472398",  # no letter
        "putuo12345",
        "Woaini1314",
        "minzheng88",
        "abc1234567",
        "password123",
        "qwerty12345",
        "zhouxiaomei1",  # the user's own name for the account
        "a888888888",
    ],
)
def test_these_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(username="zhouxiaomei"))


@pytest.mark.parametrize(
    "password",
    ["mulan-2024-xi", "kfm7-hw3p-x9td", "晨光机场旁的蓝雨2024", "putuo-rainy-tuesday-31"],
)
def test_these_will_do(password: str) -> None:
    validate_password(password, User(username="zhou"))


def test_refusals_are_in_chinese() -> None:
    with pytest.raises(ValidationError) as told:
        validate_password("putuo123", User(username="zhou"))
    assert all(re.search("[一-鿿]", message) for message in told.value.messages)


def test_first_passwords_are_easy_to_read_and_would_be_accepted() -> None:
    passwords = {first_password() for _ in range(500)}
    assert len(passwords) == 500
    for password in passwords:
        assert re.fullmatch(r"(?:[a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", password)
        validate_password(password)


def test_the_hash_of_a_first_password_is_an_ordinary_one() -> None:
    hashed = hash_first_password("kfm7-hw3p-x9td")
    assert identify_hasher(hashed).algorithm == "pbkdf2_sha256"
    assert check_password("kfm7-hw3p-x9td", hashed)
    assert not check_password("kfm7-hw3p-x9te", hashed)
    assert hashed != hash_first_password("kfm7-hw3p-x9td")
