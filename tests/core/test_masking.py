"""What is left to see of a person's name, phone and ID number."""

import pytest

from core.masking import mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王**"), ("王明", "王*"), ("王", "王*"), ("买买提·艾力", "买*****"), ("", "")],
)
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("18684871723", "186****1723"),
        ("021-52564588", "021****4588"),
        ("52564588", "****4588"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("310107198001011238", "310107********1238"),
        ("31010719800101123X", "310107********123X"),
        ("310107800101123", "310107********1123"),
        ("3101", "****"),
        ("", ""),
    ],
)
def test_an_id_number_keeps_its_district_and_its_end(number: str, shown: str) -> None:
    assert mask_id_number(number) == shown


@pytest.mark.parametrize("text", ["1234", "12", "1"])
def test_a_fragment_too_short_to_mask_is_not_shown_whole(text: str) -> None:
    assert text not in mask_phone(text)
    assert text not in mask_id_number(text)
