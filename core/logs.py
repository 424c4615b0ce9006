"""Keeps personal data and the secrets of one-time links out of the logs, whatever raised."""

import logging
import re

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[0-9Xx](?!\d)|(?<!\d)\d{15}(?!\d)")
_MOBILE = r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
_LANDLINE = r"0\d{2,3}-?\d{7,8}"
_PHONE = re.compile(rf"(?<!\d)(?:{_MOBILE}|{_LANDLINE})(?!\d)")
# These lines quote the row or the statement. A value may hold line ends, so that all up to the
# next trace-back goes with them; in a `repr` a line end is a backslash and an n.
_QUOTED_ROW = re.compile(
    r"(DETAIL|CONTEXT|QUERY|LINE \d+): .*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL
)
# A name can't be told from other words, and the code speaks English: no Chinese is logged, nor as
# the framework escapes an address (\u91d1).
_CHINESE = re.compile(
    r"(?:[㐀-鿿豈-﫿\U00020000-\U0003ffff·]|\\u[3-9fF][0-9a-fA-F]{3}|\\U000[23][0-9a-fA-F]{4})+"
)
# What follows /r/ or /h/ in an address opens something (accounts.links), and so do six groups of
# four signs wherever they stand.
_LINK = re.compile(r"((?:/|%2F)[rh](?:/|%2F))[^\s\"'<>?#/]+", re.IGNORECASE)
_SECRET = re.compile(
    r"(?<![0-9a-z])(?:[2-9a-hjkmnp-z]{4}-){5}[2-9a-hjkmnp-z]{4}(?![0-9a-z])", re.IGNORECASE
)


def scrub(text: str) -> str:
    """Replace ID numbers, phones, secrets of links, Chinese words and PostgreSQL's quotations."""
    text = _QUOTED_ROW.sub(r"\1: [scrubbed]", text)
    text = _SECRET.sub("[link]", _LINK.sub(r"\1[link]", text))
    text = _PHONE.sub("[phone]", _ID_NUMBER.sub("[id]", text))
    return _CHINESE.sub("[zh]", text)


class ScrubbingFormatter(logging.Formatter):
    """Formats a record, trace-back included, then scrubs the whole."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return scrub(super().format(record))
