"""Keeps personal data out of the logs, whatever raised."""

import logging
import re

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[0-9Xx](?!\d)|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
# PostgreSQL's DETAIL line quotes the row; nothing in it is worth the risk.
_DETAIL = re.compile(r"^DETAIL:.*$", re.MULTILINE)


def scrub(text: str) -> str:
    """Replace ID numbers, phones and PostgreSQL's row details."""
    text = _DETAIL.sub("DETAIL: [scrubbed]", text)
    return _PHONE.sub("[phone]", _ID_NUMBER.sub("[id]", text))


class ScrubbingFormatter(logging.Formatter):
    """Formats a record, trace-back included, then scrubs the whole."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))
