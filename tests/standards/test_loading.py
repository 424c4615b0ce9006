"""From the file to the database and back, published and frozen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from core.actor import Actor
from core.measures import Question
from core.permissions import Role, permissions_of
from orgs.models import Unit
from standards import selectors
from standards.book import StandardBook
from standards.enums import Status
from standards.indicators import published
from standards.loading import load_standard, read_file, standard_file
from standards.models import Setting, Standard
from standards.parsing import InvalidStandard
from standards.selectors import read_book, standard_for
from standards.services import (
    SETUP,
    delete_draft,
    new_version,
    note_edit,
    publish_at_set_up,
    publish_standard,
    write_draft,
)
from tests.standards.books import book

pytestmark = pytest.mark.django_db

FILE = standard_file("putuo", 2024)
DAY = date(2024, 9, 20)


@pytest.fixture
def putuo() -> Standard:
    return load_standard(FILE, publish=True)


@pytest.fixture
def draft() -> Standard:
    return write_draft(book=book(), by=person("drafter"))


def person(name: str, *, may_sign: bool = True, role: Role = Role.DATA_ADMIN) -> Actor:
    return Actor(
        user_id=1,
        username=name,
        name=name,
        role=role,
        unit_code="310107",
        unit_name="普陀区",
        may_sign=may_sign,
        permissions=permissions_of(role, "310107"),
    )


def test_what_is_read_back_is_what_was_written(putuo: Standard) -> None:
    assert read_book(putuo) == read_file(FILE)
    assert (putuo.status, putuo.published_by) == (Status.PUBLISHED, SETUP)
    assert putuo.published_at is not None


def test_loading_again_changes_nothing(putuo: Standard) -> None:
    lines = Entry.objects.count()
    assert load_standard(FILE, publish=True) == putuo
    assert Standard.objects.count() == 1
    assert Entry.objects.count() == lines


def test_a_loaded_draft_is_published_by_the_next_load() -> None:
    assert load_standard(FILE).status == Status.DRAFT
    assert load_standard(FILE, publish=True).status == Status.PUBLISHED


@pytest.mark.parametrize("publish", [True, False])
def test_the_same_version_with_other_content_is_refused(tmp_path: Path, publish: bool) -> None:
    load_standard(FILE, publish=publish)
    other = tmp_path / "putuo-2024.yaml"
    text = FILE.read_text(encoding="utf-8").replace("value: 45", "value: 40")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidStandard, match=r"与 putuo-2024\.yaml 内容不同"):
        load_standard(other, publish=True)
    assert Setting.objects.get(code="class_minutes").value == 45


def test_a_faulty_file_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "standard.yaml"
    path.write_text(FILE.read_text(encoding="utf-8").replace("weight: 4", "weight: 3"), "utf-8")
    with pytest.raises(InvalidStandard, match="应为 100"):
        load_standard(path)
    assert not Standard.objects.exists()


def test_a_standard_serves_from_its_cycles_start_on(putuo: Standard) -> None:
    assert standard_for(date(2023, 12, 31)) is None
    for day in (date(2024, 1, 1), DAY, date(2026, 5, 1)):
        found = standard_for(day)
        assert found is not None
        assert found.year == 2024
    assert list(Standard.objects.in_force(DAY)) == [putuo]
    assert not Standard.objects.in_force(date(2025, 1, 1)).exists()


def test_a_draft_serves_no_day(draft: Standard) -> None:
    assert standard_for(DAY) is None


def test_reading_takes_a_fixed_number_of_queries(
    putuo: Standard, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    selectors._published_book.cache_clear()
    with django_assert_num_queries(8):
        standard_for(DAY)
    with django_assert_num_queries(1):
        standard_for(DAY)


def rows(standard: Standard) -> Iterator[Any]:
    for name in ("parts", "clauses", "conventions", "settings", "phases", "milestones"):
        yield getattr(standard, name).first()


@pytest.fixture(params=range(6))
def row(request: pytest.FixtureRequest, draft: Standard) -> Any:
    return list(rows(draft))[request.param]


def test_a_draft_can_be_changed_in_every_row(row: Any) -> None:
    row.position = 7
    row.save()
    row.pk = None
    row.code = "new"
    row.save()
    row.delete()


def test_a_published_row_is_frozen(row: Any, draft: Standard) -> None:
    publish_standard(standard=draft, by=person("signer"))
    rows_ = type(row).objects
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        rows_.filter(pk=row.pk).update(position=7)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        rows_.filter(pk=row.pk).delete()
    row.pk = None
    row.code = "new"
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        row.save()


def test_a_row_cannot_move_out_of_a_published_standard_or_into_one(draft: Standard) -> None:
    publish_standard(standard=draft, by=person("signer"))
    other = write_draft(book=book(year=2025), by=None)
    other.clauses.update(code="T2")
    for clauses, target in ((draft.clauses, other), (other.clauses, draft)):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            clauses.update(standard=target)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "另一个标准"},
        {"cycle_end": date(2025, 12, 31)},
        {"status": Status.DRAFT, "published_by": "", "published_at": None},
        {"status": Status.RETIRED, "retired_at": "2024-12-31T00:00+08:00", "title": "停用"},
    ],
)
def test_a_published_standard_is_frozen(draft: Standard, changes: dict[str, Any]) -> None:
    publish_standard(standard=draft, by=person("signer"))
    with pytest.raises(IntegrityError, match="only be retired"), transaction.atomic():
        Standard.objects.filter(pk=draft.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Standard.objects.filter(pk=draft.pk).delete()


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.PUBLISHED},
        {"published_by": "signer"},
        {"status": Status.RETIRED, "retired_at": "2024-12-31T00:00+08:00"},
    ],
)
def test_a_status_has_its_times(draft: Standard, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="status_fits"), transaction.atomic():
        Standard.objects.filter(pk=draft.pk).update(**changes)


def test_a_successor_retires_its_predecessor(draft: Standard) -> None:
    first = publish_standard(standard=draft, by=person("signer"))
    second = new_version(standard=first, by=person("drafter"))
    assert (second.version, second.status) == (2, Status.DRAFT)
    assert read_book(second) == replace(read_book(first), version=2)
    second = publish_standard(standard=second, by=person("signer"))
    first.refresh_from_db()
    assert (first.status, second.status) == (Status.RETIRED, Status.PUBLISHED)
    assert first.retired_at == second.published_at
    assert standard_for(DAY) == read_book(second)


def test_a_draft_that_does_not_hold_together_is_not_published(draft: Standard) -> None:
    draft.clauses.update(weight=99)
    with pytest.raises(InvalidStandard) as raised:
        publish_standard(standard=draft, by=person("signer"))
    assert "各条款分值合计 99" in raised.value.problems[0]
    assert any("的算例" in problem for problem in raised.value.problems)
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"rule": {"kind": "guess"}}, "没有“guess”这种计分规则"),
        ({"part": "Z"}, "没有部分“Z”"),
        ({"examples": [{"numerator": "x"}]}, "points：缺这一项"),
    ],
)
def test_a_draft_that_cannot_be_read_is_told(
    draft: Standard, changes: dict[str, Any], problem: str
) -> None:
    draft.clauses.update(**changes)
    with pytest.raises(InvalidStandard, match=problem):
        publish_standard(standard=draft, by=person("signer"))


def test_forms_refuse_what_could_not_be_read(draft: Standard) -> None:
    clause = draft.clauses.get()
    clause.full_clean()
    clause.rule = {"kind": "linear", "zero_at": 2}
    with pytest.raises(ValidationError, match="起得分应小于满分"):
        clause.full_clean()
    cap = draft.settings.get(code="bonus_cap")
    cap.full_clean()
    cap.value = "五"
    with pytest.raises(ValidationError, match="不是可用的值"):
        cap.full_clean()


@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        (person("drafter"), "您修改过"),
        (person("signer", may_sign=False), "可签发"),
        (person("signer", role=Role.STREET_MANAGER), "不能发布标准"),
    ],
)
def test_publishing_wants_a_second_person_who_may_sign(
    draft: Standard, actor: Actor, reason: str
) -> None:
    with pytest.raises(PermissionDenied, match=reason):
        publish_standard(standard=draft, by=actor)


def test_whoever_edited_ever_may_not_publish(draft: Standard) -> None:
    for name in ("signer", "third"):
        note_edit(standard=draft, by=person(name))
    for name in ("drafter", "signer", "third"):
        with pytest.raises(PermissionDenied, match="您修改过"):
            publish_standard(standard=draft, by=person(name))
    assert publish_standard(standard=draft, by=person("fourth")).published_by == "fourth"


def test_the_set_up_publishes_its_own_draft_alone(draft: Standard) -> None:
    own = write_draft(book=book(year=2025))
    note_edit(standard=own, by=person("editor"))
    for one in (draft, own):
        with pytest.raises(PermissionDenied, match="有人改过"):
            publish_at_set_up(standard=one)


def test_publishing_twice_is_refused(draft: Standard) -> None:
    publish_standard(standard=draft, by=person("signer"))
    with pytest.raises(PermissionDenied, match="已经发布"):
        publish_standard(standard=draft, by=person("signer"))


def test_only_drafts_are_edited_or_given_up(draft: Standard) -> None:
    delete_draft(standard=draft, by=person("drafter"))
    assert not Standard.objects.exists()
    other = publish_at_set_up(standard=write_draft(book=book()))
    for service in (note_edit, delete_draft):
        with pytest.raises(PermissionDenied, match="另起一版"):
            service(standard=other, by=person("drafter"))


def test_the_trail_tells_who_published(draft: Standard) -> None:
    publish_standard(standard=draft, by=person("signer"))
    line = Entry.objects.filter(action=Entry.Action.PUBLISHED).get()
    assert (line.username, line.subject) == ("signer", f"standard:{draft.pk}")
    assert line.detail == {"year": 2024, "version": 1}


def test_the_milestone_is_met_on_the_day_of_the_paper(putuo: Standard) -> None:
    Unit.objects.create(code="310107", name="普陀区", level="district", kind="district")
    read: StandardBook = read_book(putuo)
    question = Question(DAY, read.cycle_start, read.cycle_end, read.values)
    facts = published(question).values_list("street_code", "met_on")
    assert list(facts) == [("310107", date(2024, 3, 18))]
