"""A standard's YAML file → a checked StandardBook → the database."""

from pathlib import Path

import yaml
from django.db import transaction

from standards.book import StandardBook
from standards.models import Standard
from standards.parsing import InvalidStandard, build
from standards.selectors import read_book
from standards.services import publish_at_set_up, write_draft
from standards.validation import check

DATA = Path(__file__).parent / "data"


def standard_file(district: str, year: int) -> Path:
    """The file in the repository that holds a district's standard of a year."""
    return DATA / f"{district}-{year}.yaml"


def read_file(path: Path) -> StandardBook:
    """Read and check a standard's file.

    Raises InvalidStandard with every fault, one sentence each: a key unknown or missing, a
    wrong sum of weights, a worked example that does not come out.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidStandard(f"打不开标准文件 {path.name}。") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidStandard(f"{path.name} 不是可读的 YAML 文件：{error}") from error
    book: StandardBook = build(StandardBook, data)
    check(book)
    return book


@transaction.atomic
def load_standard(path: Path, *, publish: bool = False) -> Standard:
    """Bring a file into the database, and publish it where asked; again, it changes nothing.

    Raises InvalidStandard when the file is faulty, or when this version is in the database
    with other content: a standard is changed by a new version, a draft by its editor.
    """
    book = read_file(path)
    standard = Standard.objects.filter(year=book.year, version=book.version).first()
    if standard is None:
        standard = write_draft(book=book)
    elif read_book(standard) != book:
        raise InvalidStandard(
            f"库中{standard}（{standard.get_status_display()}）与 {path.name} 内容不同；"
            "请把文件中的 version 加 1，或先删除库中的草稿。"
        )
    if publish and standard.is_draft:
        standard = publish_at_set_up(standard=standard)
    return standard
