"""Nothing that looks like a person's number reaches a log."""

import logging
import re
import sys

import pytest
from django.db import IntegrityError, connection

from core.logs import ScrubbingFormatter, scrub

ID_NUMBER = "310107198001011238"
PHONE = "13812345678"


def logged(message: str, *arguments: object, error: Exception | None = None) -> str:
    """The line that the portal's formatter would write."""
    trace = None
    if error:
        try:
            raise error
        except type(error):
            trace = sys.exc_info()
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, message, arguments, trace)
    return ScrubbingFormatter().format(record)


@pytest.mark.parametrize(
    "number",
    [
        ID_NUMBER,
        "31010719800101123X",
        "31010719800101123x",
        "310107800101123",
        PHONE,
        f"+86{PHONE}",
        f"86{PHONE}",
        f"86-{PHONE}",
        "138-1234-5678",
        "138 1234 5678",
        "021-52564588",
        "02152564588",
    ],
)
@pytest.mark.parametrize("around", ["{}", "电话{}号", "phone={};", "('{}',)", "a{}b", "{}，{}"])
def test_numbers_of_people_are_taken_out(number: str, around: str) -> None:
    text = scrub(around.format(number, number))
    assert number not in text
    assert number[-8:] not in text


@pytest.mark.parametrize(
    "text",
    [
        "entered 333 rows of unit 310107017003 on 2024-09-20 08:00:00,123",
        "digest 5f0c2a9e7d1b4a61 in 0.123456789 s",
        "batch 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert scrub(text) == text


def test_names_are_taken_out_with_every_other_chinese_word() -> None:
    error = KeyError("王小明·艾力")
    assert logged("Not Found: /长征/", error=error).count("[zh]") >= 2
    assert not re.search("[王小明长征·艾力]", logged("Not Found: /长征/", error=error))


def test_a_name_is_scrubbed_as_the_framework_escapes_an_address() -> None:
    for name in ("金丝雀", "𠮷野"):
        escaped = name.encode("unicode_escape").decode()
        assert scrub(f"Not Found: /households/{name}/") == "Not Found: /households/[zh]/"
        assert scrub(f"Not Found: /households/{escaped}/") == "Not Found: /households/[zh]/"


def test_arguments_are_scrubbed() -> None:
    line = logged("row %s of %r", ID_NUMBER, [PHONE])
    assert "row [id] of ['[phone]']" in line


def test_a_trace_back_is_scrubbed() -> None:
    line = logged("failed", error=ValueError(f"bad phone {PHONE} of {ID_NUMBER}"))
    assert "Traceback" in line
    assert "bad phone [phone] of [id]" in line


@pytest.mark.parametrize("told", ["{}", "{!r}"])
def test_postgresqls_row_details_are_scrubbed(told: str) -> None:
    error = IntegrityError(
        'violates "one_file"\nDETAIL:  Failing row contains (Wang Xiaoming, Lane 3\n\nRoom 5).\n'
    )
    line = logged(told.format(error))
    assert "one_file" in line
    assert "Wang" not in line
    assert "Room" not in line


def test_the_next_trace_back_after_a_row_detail_stays() -> None:
    # Spelt out, the name would stand in the trace-back as a line of this test.
    words = f"violates\nDETAIL:  Key (name)=({'W' + 'ang'} Xiaoming)\n"
    try:
        raise IntegrityError(words)
    except IntegrityError as error:
        following = RuntimeError("while entering a batch")
        following.__cause__ = error
    line = logged("failed", error=following)
    assert "Wang" not in line
    assert "while entering a batch" in line


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT '王小明'::integer",
        "SELECT '王小明' FROM",
        "DO $$ BEGIN PERFORM '王小明'::date; END $$",
    ],
)
@pytest.mark.django_db
def test_what_postgresql_quotes_of_a_statement_is_scrubbed(statement: str) -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError) as failed, connection.cursor() as cursor:
        cursor.execute(statement)
    assert "王小明" in str(failed.value)
    assert "王小明" not in logged("failed", error=failed.value)
    assert "王小明" not in logged(repr(failed.value))


def test_every_handler_scrubs(settings) -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert {handler["formatter"] for handler in handlers} == {"scrubbed"}
    used = {
        name for one in settings.LOGGING["loggers"].values() for name in one.get("handlers", ())
    }
    assert used | set(settings.LOGGING["root"]["handlers"]) == set(settings.LOGGING["handlers"])


SECRET = "k7m2-9xq4-bcde-fghj-2345-wxyz"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"Not Found: /r/{SECRET}/", "Not Found: /r/[link]/"),
        (f'"GET /h/{SECRET}/?x=1 HTTP/1.1" 200', '"GET /h/[link]/?x=1 HTTP/1.1" 200'),
        ("Gone: /h/k7m2-9xq4-bc", "Gone: /h/[link]"),
        ("Gone: /h/K7M2%209XQ4/", "Gone: /h/[link]/"),
        (f"next=%2Fr%2F{SECRET}%2F", "next=%2Fr%2F[link]"),
        (f"secret {SECRET!r} of {SECRET.upper()}", "secret '[link]' of [link]"),
    ],
)
def test_secrets_of_links_are_taken_out(line: str, left: str) -> None:
    assert scrub(line) == left
    assert scrub(left) == left
