"""Certificates for an advisor (聘书、星级救助顾问证书、培训结业证明): one sheet, A4 landscape."""

from collections.abc import Sequence
from datetime import date

from core.typesetting import typeset

TEMPLATE = "advisors/typst/certificate.typ"


def certificate(
    *, title: str, name: str, lines: Sequence[str], issuer: str, day: date, number: str
) -> bytes:
    """The PDF of one certificate, ready to be stamped.

    `name` is the person in full, `lines` the paragraphs under it, `issuer` whose stamp goes over
    the `day`; `number` (编号) is left out where it is empty.
    """
    data = {
        "title": title,
        "name": name,
        "lines": list(lines),
        "issuer": issuer,
        "day": f"{day.year}年{day.month}月{day.day}日",
        "number": number,
    }
    return typeset(TEMPLATE, data, day=day)
