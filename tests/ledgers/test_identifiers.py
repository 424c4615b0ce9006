"""ID numbers, telephones and credit codes; every vector of the rules, and made-up ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers.identifiers import (
    USCC_ALPHABET,
    holder_of,
    id_check_digit,
    organisation_check_digit,
    read_credit_code,
    read_id_number,
    read_phone,
    uscc_check_digit,
)
from ledgers.problems import Problem, Reading, Rejected

TODAY = date(2024, 9, 20)

first_17 = st.builds(
    lambda area, born, order: f"{area}{born:%Y%m%d}{order:03}",
    st.sampled_from(["310107", "310103", "310228", "110105", "440524"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def read(number: object) -> Reading:
    return read_id_number(number, today=TODAY)


def problem_of(number: object) -> Problem:
    with pytest.raises(Rejected) as rejected:
        read(number)
    return rejected.value.problem


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "31010719000101001X", "310107190012319995"]
)
def test_valid_ids_pass_without_a_warning(number: str) -> None:
    assert read(number) == Reading(number)


@pytest.mark.parametrize(
    "written",
    [
        "310107 19000101 001X",
        "310107-19000101-001x",
        "３１０１０７１９０００１０１００１Ｘ",
        " 31010719000101001X\u200b",
    ],
)
def test_ids_are_tidied(written: str) -> None:
    assert read(written).value == "31010719000101001X"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("310107190002290017", "id_date"),
        ("440524188001010014", "id_date"),
        ("110105194912310021", "id_checksum"),
        ("3101071900010100", "id_length"),
        ("31010719000101001XX", "id_length"),
        ("31010719000101A01X", "id_chars"),
        ("X10107190001010010", "id_chars"),
        (310107198001011000, "id_excel_lost"),
        (3.10107198001011e17, "id_excel_lost"),
        (float("310107198001011238"), "id_excel_lost"),
        (10**15, "id_excel_lost"),
        (10**15 - 1, "id_date"),
        ("3.10107198001011E+17", "id_excel_lost"),
    ],
)
def test_wrong_ids_are_told_apart(number: object, code: str) -> None:
    assert problem_of(number).code == code


def test_the_standards_own_sample_has_a_good_check_digit() -> None:
    """It is rejected for its year alone, and python-stdnum's complaint is not repeated."""
    assert id_check_digit("44052418800101001") == "4"
    assert problem_of("440524188001010014").message.startswith("身份证号里的出生日期1880-01-01")


def test_a_bad_day_with_a_good_check_digit_is_a_bad_day() -> None:
    assert id_check_digit("31010719000229001") == "7"
    assert "19000229" in problem_of("310107190002290017").message


def test_a_missing_digit_is_counted() -> None:
    assert problem_of("3101071900010100").message == "身份证号应为18位，现在是16位，少2位。"


def test_somebody_born_tomorrow_is_not_born() -> None:
    today, tomorrow = "31010720240920001", "31010720240921001"

    assert read(today + id_check_digit(today)).value
    assert problem_of(tomorrow + id_check_digit(tomorrow)).code == "id_date"


def test_an_old_id_of_15_digits_is_upgraded_with_a_warning() -> None:
    reading = read("110105491231002")

    assert reading.value == "11010519491231002X"
    assert [note.code for note in reading.warnings] == ["id_15_upgraded"]


@pytest.mark.parametrize(
    ("area", "codes"),
    [
        ("310103", []),  # Luwan, abolished
        ("310108", []),  # Zhabei, abolished
        ("310228", []),  # Jinshan county, abolished
        ("310230", []),  # Chongming county, abolished
        ("810000", []),  # residents of Hong Kong
        ("820000", []),
        ("830000", []),
        ("810107", ["id_area_unknown"]),
        ("990107", ["id_area_unknown"]),
        ("160107", ["id_area_unknown"]),
    ],
)
def test_an_unknown_area_is_a_warning_and_an_abolished_one_is_known(
    area: str, codes: list[str]
) -> None:
    number = f"{area}19800101001"
    reading = read(number + id_check_digit(number))

    assert [note.code for note in reading.warnings] == codes


@given(number=first_17)
def test_a_made_up_id_checks_and_no_other_last_digit_does(number: str) -> None:
    right = id_check_digit(number)

    assert read(number + right).value == number + right
    for other in set("0123456789X") - {right}:
        assert problem_of(number + other).code == "id_checksum"


@given(number=first_17, at=st.integers(14, 16), step=st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, at: int, step: int) -> None:
    wrong = f"{number[:at]}{(int(number[at]) + step) % 10}{number[at + 1 :]}"

    assert problem_of(wrong + id_check_digit(number)).code == "id_checksum"


@given(number=first_17)
def test_an_id_tells_birth_and_sex(number: str) -> None:
    holder = holder_of(number + id_check_digit(number))

    assert f"{holder.born_on:%Y%m%d}" == number[6:14]
    assert holder.sex == ("male" if number[16] in "13579" else "female")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800000000", "13800000000"),
        (13800000000, "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("0086 13800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("62050000", "021-62050000"),
        ("02162050000", "021-62050000"),
        ("021-62050000", "021-62050000"),
        ("(021)62050000", "021-62050000"),
        ("62050000-801", "021-62050000-801"),
        ("021-62050000转801", "021-62050000-801"),
        ("0512-68220000", "0512-68220000"),
        ("010-62050000", "010-62050000"),
        ("0512-6822000", "0512-6822000"),
    ],
)
def test_telephones_get_one_form(written: object, number: str) -> None:
    assert read_phone(written) == Reading(number)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("138000000", "手机号应为11位，现在是9位，少2位。"),
        ("138000000001", "手机号应为11位，现在是12位，多1位。"),
        ("12800000000", "手机号第二位不会是2，请核对。"),
        ("6205", "电话只有4位；上海固定电话为8位，手机为11位。"),
        ("12050000", "手机号应为11位，现在是8位，少3位。"),
        ("0216205", "固定电话0216205不对，应是区号加7或8位号码。"),
        ("张三", "电话号码里有不是数字的字：“张三”。"),
        ("12345", "电话只有5位；上海固定电话为8位，手机为11位。"),
        ("13800000000-1", "手机号应为11位，现在是12位，多1位。"),
    ],
)
def test_a_wrong_telephone_is_explained(written: str, message: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read_phone(written)

    assert rejected.value.problem.code == "phone_bad"
    assert rejected.value.problem.message == message


@pytest.mark.parametrize("number", ["12345", "962200", "95588", "95001"])
def test_hotlines_are_for_stations(number: str) -> None:
    assert read_phone(number, hotlines=True) == Reading(number)
    with pytest.raises(Rejected):
        read_phone(number)


def test_of_several_telephones_the_first_is_kept_with_a_warning() -> None:
    reading = read_phone("13800000000、62050000")

    assert reading.value == "13800000000"
    assert [note.code for note in reading.warnings] == ["phone_several"]


def test_one_wrong_telephone_among_several_is_wrong() -> None:
    with pytest.raises(Rejected):
        read_phone("13800000000/6205")


@pytest.mark.parametrize("code", ["91110000600037341L", "52310107TE5T000161", "91310107TE5T00024T"])
def test_valid_credit_codes_pass(code: str) -> None:
    assert read_credit_code(code) == Reading(code)
    assert read_credit_code(f" {code.lower()} ").value == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("91110000600037342L", "uscc_checksum"),
        ("9111000060003734", "uscc_length"),
        ("9111000060003734IL", "uscc_chars"),
    ],
)
def test_wrong_credit_codes_are_told_apart(written: str, code: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read_credit_code(written)
    assert rejected.value.problem.code == code


uscc_bodies = st.text(alphabet=USCC_ALPHABET, min_size=14, max_size=14)


@given(body=uscc_bodies)
def test_a_made_up_credit_code_checks_and_no_other_last_character_does(body: str) -> None:
    head = "91" + body
    first = head + organisation_check_digit(head[8:16])
    right = uscc_check_digit(first)

    assert read_credit_code(first + right) == Reading(first + right)
    for other in set(USCC_ALPHABET) - {right}:
        with pytest.raises(Rejected):
            read_credit_code(first + other)


@given(body=uscc_bodies, check=st.sampled_from("0123456789X"))
def test_a_wrong_organisation_code_inside_is_a_warning(body: str, check: str) -> None:
    first = "91" + body + check
    reading = read_credit_code(first + uscc_check_digit(first))

    is_right = check == organisation_check_digit(body[6:])
    assert [note.code for note in reading.warnings] == ([] if is_right else ["uscc_organisation"])
