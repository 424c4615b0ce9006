"""Text, numbers, marks and choices as offices type them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import cells
from ledgers.cells import Choices, clean, display, is_blank, is_ditto
from ledgers.problems import Rejected
from ledgers.workbook import Broken

COLOURS = Choices.of([("red", "红"), ("blue", "蓝色")], {"red": ("红色", "朱 红"), "blue": ("b",)})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  文 ", "  文 "),
        (3, "3"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (310107190808175000, "310107190808175000"),
        (True, "TRUE"),
        (date(2024, 3, 5), "2024-03-05"),
        (datetime(2024, 3, 5), "2024-03-05"),  # noqa: DTZ001
        (datetime(2024, 3, 5, 9, 30), "2024-03-05 09:30"),  # noqa: DTZ001
        (time(9, 5), "09:05"),
        (timedelta(hours=30, minutes=5), "30:05"),
        (Broken("#REF!"), "#REF!"),
    ],
)
def test_a_value_is_shown_as_the_sheet_shows_it(value: object, text: str) -> None:
    assert display(value) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (" 曹杨\u3000", "曹杨"),
        ("\u200b曹\ufeff杨\xa0", "曹杨"),
        ("１２３ＡＢｃ", "123ABc"),
        ("长风（一）村", "长风（一）村"),
        ("甲_x000D_\n乙", "甲\n乙"),
        ("a\x00\x07b", "ab"),
    ],
)
def test_text_is_tidied_and_punctuation_left_alone(written: str, text: str) -> None:
    assert clean(written) == text


@given(text=st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert once == once.strip()
    assert clean(once) == once


@pytest.mark.parametrize(
    "written", [None, "", " ", "\u3000", "—", "——", "－", "-", "--", "/", "\\", "N/A", "n/a"]
)
def test_signs_for_nothing_say_nothing(written: str | None) -> None:
    assert is_blank(written)


@pytest.mark.parametrize("written", ["无", "没有", "空", "暂无", "未知", "不详", "待补", " 无 "])
def test_blank_words_say_nothing(written: str) -> None:
    assert is_blank(written)


@pytest.mark.parametrize("written", ["无锡", "0", 0, False, "空军", "-1", "同上", Broken("公式")])
def test_other_words_say_something(written: object) -> None:
    assert not is_blank(written)


def test_as_above_is_known() -> None:
    assert is_ditto("同上")
    assert is_ditto(" 〃 ")
    assert not is_ditto("同上海")


@pytest.mark.parametrize(
    ("value", "shown"), [(Broken("公式"), "公式无结果。"), (Broken("#N/A"), "公式无结果（#N/A）。")]
)
def test_a_broken_formula_is_refused(value: Broken, shown: str) -> None:
    with pytest.raises(Rejected) as rejected:
        cells.refuse_broken(value)
    assert rejected.value.problem.code == "formula_no_result"
    assert rejected.value.problem.message.startswith(shown)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"),
        ("张\u3000 三", "张三"),
        ("阿迪力•买买提", "阿迪力·买买提"),
        ("阿迪力 · 买买提", "阿迪力·买买提"),
        ("John Smith", "John Smith"),
    ],
)
def test_names_are_tidied(written: str, name: str) -> None:
    assert cells.read_person_name(written).value == name


@pytest.mark.parametrize("written", ["李", "张三2", "王芳13800000000", "长" * 31])
def test_what_is_no_name_is_rejected(written: str) -> None:
    with pytest.raises(Rejected) as rejected:
        cells.read_person_name(written)
    assert rejected.value.problem.code == "name_bad"


def test_a_name_with_a_number_is_suggested_without_it() -> None:
    with pytest.raises(Rejected) as rejected:
        cells.read_person_name("王芳（2）")
    assert rejected.value.problem.suggestion == "王芳"


@pytest.mark.parametrize(
    "written",
    [
        "张三、李四、王小五",
        "张三，李四,王小五",
        "张三；李四;王小五",
        "张三\n李四\r\n王小五\n",
        "张三 李四  王小五",
        "张三/李四/王小五",
        "张 三、李\u3000四、王小五",
        "张 三 李 四 王小五",
        "张三、李四、王小五等3人",
        "张三、李四、王小五等",
    ],
)
def test_names_are_split_whatever_stands_between(written: str) -> None:
    assert cells.split_names(written) == ["张三", "李四", "王小五"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (18, "18"),
        ("18人", "18"),
        ("40㎡", "40"),
        ("40 平方米", "40"),
        ("25.5m2", "25.5"),
        ("¥1,200.50", "1200.50"),
        ("￥1，200元", "1200"),
        ("1.2万", "12000"),
        ("1.2万元", "12000"),
        ("3亿", "300000000"),
        ("-5", "-5"),
        ("１２", "12"),
        (0.1, "0.1"),
    ],
)
def test_numbers_lose_their_units(written: object, number: str) -> None:
    reading = cells.read_number(written)

    assert (reading.value, reading.warnings) == (Decimal(number), ())


def test_ten_thousands_in_the_header_multiply_unless_the_cell_says_so_itself() -> None:
    assert cells.read_number(1.2, header="金额（万元）").value == 12000
    assert cells.read_number("1.2万", header="金额（万元）").value == 12000


@pytest.mark.parametrize("written", ["约40㎡", "大约40", "40平方米左右"])
def test_a_rough_number_is_taken_with_a_warning(written: str) -> None:
    reading = cells.read_number(written)

    assert reading.value == 40
    assert [note.code for note in reading.warnings] == ["number_approximate"]


@pytest.mark.parametrize("written", ["若干", "十八", "18-20", "1 2 x", "", "1.2.3", True, date.max])
def test_what_is_no_number_is_rejected(written: object) -> None:
    with pytest.raises(Rejected) as rejected:
        cells.read_number(written)
    assert rejected.value.problem.code == "number_invalid"


@pytest.mark.parametrize(("written", "is_good"), [(0, True), (20, True), (21, False), (-1, False)])
def test_a_count_has_limits(written: int, is_good: bool) -> None:
    if is_good:
        assert cells.read_count(written, most=20).value == written
    else:
        with pytest.raises(Rejected):
            cells.read_count(written, most=20)


def test_a_count_is_whole() -> None:
    with pytest.raises(Rejected) as rejected:
        cells.read_count("2.5人")
    assert rejected.value.problem.code == "number_invalid"


def test_money_is_in_cents_and_not_negative() -> None:
    assert str(cells.read_money("1,200.5").value) == "1200.50"
    for wrong in ("-1", "0.005"):
        with pytest.raises(Rejected) as rejected:
            cells.read_money(wrong)
        assert rejected.value.problem.code == "number_invalid"


@pytest.mark.parametrize("written", ["是", "√", "1", 1, "Y", True, "有"])
def test_marks_for_yes(written: object) -> None:
    assert cells.read_yes_no(written).value is True


@pytest.mark.parametrize("written", ["否", "×", "0", 0, "N", False])
def test_marks_for_no(written: object) -> None:
    assert cells.read_yes_no(written).value is False


def test_another_mark_is_rejected_with_both() -> None:
    with pytest.raises(Rejected) as rejected:
        cells.read_yes_no("也许")
    assert [each.value for each in rejected.value.problem.candidates] == ["是", "否"]


@pytest.mark.parametrize("written", ["红", "红色", " 朱红 ", "朱 红"])
def test_a_choice_goes_by_its_label_and_other_words(written: str) -> None:
    assert COLOURS.read(written).value == "red"


def test_letters_of_a_choice_may_be_large_or_small() -> None:
    assert COLOURS.read("Ｂ").value == "blue"


def test_an_unknown_choice_lists_all() -> None:
    with pytest.raises(Rejected) as rejected:
        COLOURS.read("绿")

    problem = rejected.value.problem
    assert problem.code == "choice_unknown"
    assert problem.message == "“绿”不在可选项里，应是：红、蓝色。"
    assert [each.value for each in problem.candidates] == ["红", "蓝色"]


def test_several_choices_are_a_list_without_repeats() -> None:
    assert COLOURS.read_many("蓝色、红+红色/蓝色").value == ["blue", "red"]
    with pytest.raises(Rejected):
        COLOURS.read_many("红、绿")


def test_text_has_a_length() -> None:
    assert cells.read_text("四个字吧", longest=4).value == "四个字吧"
    for text, limits in (("五个字的话", {"longest": 4}), ("短", {"shortest": 2})):
        with pytest.raises(Rejected) as rejected:
            cells.read_text(text, **limits)
        assert rejected.value.problem.code == "text_length"
