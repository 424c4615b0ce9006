"""Personal data is sealed to its row, and stays readable while keys and ciphers change."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from advisors.models import Advisor, phone_key
from core.sealing import SealBroken, blind_index, seal, unseal

PHONE = "13812345678"
ROW = "advisors.Advisor.phone_sealed:1"


@pytest.fixture(params=["AES-256-GCM", "SM4-GCM"])
def cipher(request: pytest.FixtureRequest, settings) -> Iterator[str]:
    settings.DATA_CIPHER = request.param
    return request.param


def test_what_was_sealed_opens_again(cipher: str) -> None:
    sealed = seal(PHONE.encode(), bound_to=ROW)
    assert PHONE.encode() not in sealed
    assert unseal(sealed, bound_to=ROW).decode() == PHONE


def test_the_same_value_never_looks_the_same_twice(cipher: str) -> None:
    assert seal(b"x", bound_to=ROW) != seal(b"x", bound_to=ROW)


def test_it_does_not_open_in_another_row(cipher: str) -> None:
    sealed = seal(PHONE.encode(), bound_to=ROW)
    with pytest.raises(SealBroken):
        unseal(sealed, bound_to="advisors.Advisor.phone_sealed:2")


def test_it_does_not_open_when_a_single_bit_was_altered(cipher: str) -> None:
    sealed = seal(PHONE.encode(), bound_to=ROW)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            unseal(bytes(altered), bound_to=ROW)


@pytest.mark.parametrize("rubbish", [b"", b"\x01", b"\x01\x01\x02k1", bytes(80)])
def test_rubbish_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(rubbish, bound_to=ROW)


def test_an_old_key_still_opens_after_a_new_one_took_its_place(settings) -> None:
    old, new = os.urandom(32), os.urandom(32)
    settings.DATA_KEYS = {"k1": old}
    before = seal(PHONE.encode(), bound_to=ROW)
    settings.DATA_KEYS = {"k2": new, "k1": old}
    after = seal(PHONE.encode(), bound_to=ROW)
    assert unseal(before, bound_to=ROW) == unseal(after, bound_to=ROW) == PHONE.encode()
    settings.DATA_KEYS = {"k2": new}
    assert unseal(after, bound_to=ROW) == PHONE.encode()
    with pytest.raises(SealBroken):
        unseal(before, bound_to=ROW)


def test_values_of_the_other_cipher_still_open_after_a_change(settings) -> None:
    sealed = {}
    for name in ("AES-256-GCM", "SM4-GCM"):
        settings.DATA_CIPHER = name
        sealed[name] = seal(PHONE.encode(), bound_to=ROW)
    assert [value[1] for value in sealed.values()] == [1, 2]
    assert {unseal(value, bound_to=ROW) for value in sealed.values()} == {PHONE.encode()}


def test_the_blind_index_finds_equal_values_for_one_purpose_only(settings) -> None:
    index = blind_index(PHONE, purpose="phone")
    assert index == blind_index(PHONE, purpose="phone")
    assert index != blind_index(PHONE, purpose="id")
    assert index != blind_index("13812345679", purpose="phone")
    assert PHONE not in index
    settings.INDEX_KEY = os.urandom(32)
    assert index != blind_index(PHONE, purpose="phone")


def test_a_models_phone_is_sealed_bytes_with_a_key_to_find_it() -> None:
    advisor = Advisor()
    advisor.set_phone(PHONE)
    assert PHONE.encode() not in advisor.phone_sealed
    assert (advisor.phone, advisor.phone_key) == (PHONE, phone_key(PHONE))
    advisor.set_phone("")
    assert (advisor.phone, advisor.phone_sealed, advisor.phone_key) == ("", None, "")


def test_a_value_carried_to_another_persons_row_or_field_does_not_open() -> None:
    advisor, other = Advisor(), Advisor()
    advisor.phone = PHONE
    other.phone_sealed = advisor.phone_sealed
    with pytest.raises(SealBroken):
        _ = other.phone
    advisor.id_number_sealed = advisor.phone_sealed
    with pytest.raises(SealBroken):
        _ = advisor.id_number
    advisor.pk = uuid4()
    with pytest.raises(SealBroken):
        _ = advisor.phone


def test_sealed_bytes_come_back_from_the_database_as_they_went(db) -> None:
    from django.db import connection

    advisor = Advisor(phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bytea", [advisor.phone_sealed])
        advisor.phone_sealed = cursor.fetchone()[0]  # a memoryview
    assert advisor.phone == PHONE
