"""The one place that runs typst: sheets to be printed, as PDF.

What a sheet says goes in as data and never as Typst source: a name with `#`, `$` or a quote in it
is printed as it stands. Only our own fonts are used, so that a sheet looks the same on every
machine.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

CONTENT_TYPE = "application/pdf"
# Put there by `make setup` (bin/vendor.py).
FONTS = Path("vendor/fonts")


def typeset(template: str, data: Mapping[str, Any], *, day: date) -> bytes:
    """The PDF of a template (its path from the repository's root) with this data in it.

    The template reads it with `json(bytes(sys.inputs.data))`. `day` is the date the file bears,
    so that the same records give the same file.
    """
    file = settings.BASE_DIR / template
    compiler = typst.Compiler(
        str(file),
        root=str(file.parent),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", timestamp=datetime.combine(day, time(), UTC))
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Our fonts, read once."""
    folder = settings.BASE_DIR / FONTS
    if not any(folder.glob("*.ttf")):
        raise ImproperlyConfigured(f"没有找到印刷用的字体（{FONTS}）：请运行 make setup。")
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
