"""The trail: its page, its filters, its chain."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import InternalError
from django.utils import timezone

from audit import trail
from audit.models import Entry
from ledgers.batches import receive
from tests import factories as make
from tests.cast import Cast
from tests.ledgers.scenes import roster
from tests.pages import costs_the_same, text_of


def test_the_auditor_reads_who_did_what(cast: Cast, sign_in) -> None:
    trail.record(
        actor=cast.actor("a_manager"), action=Entry.Action.EXPORTED, subject="顾问名册", rows=37
    )
    body = text_of(sign_in("auditor"), "/trail/")
    assert "a_manager" in body
    assert "街镇负责人" in body
    assert "导出" in body
    assert "37 行" in body
    assert cast.a.unit.name in body


def test_a_batch_goes_by_its_ledger_and_file_and_its_counts_are_words(cast: Cast, sign_in) -> None:
    admin = cast.actor("district_admin")
    batch = receive(file_name="名册.xlsx", content=roster({}), by=admin).batch
    user = cast.users["district_admin"]
    user.name = "赵管理"
    user.save()
    trail.record(
        actor=admin,
        action=Entry.Action.IMPORTED,
        subject=f"batch:{batch.pk}",
        new=29, changed=214, same=0, rejected=5,
    )  # fmt: skip
    body = text_of(sign_in("auditor"), "/trail/")
    assert f'title="batch:{batch.pk}">顾问名册：名册.xlsx</td>' in body
    assert "新增 29、有变化 214、退回 5" in body
    assert 'title="district_admin">赵管理</td>' in body


def test_what_has_no_words_of_its_own_goes_by_its_kind(cast: Cast, sign_in) -> None:
    trail.record(
        actor=cast.actor("a_manager"), action=Entry.Action.REVEALED, subject="advisor:1",
        field="phone",
    )  # fmt: skip
    body = text_of(sign_in("auditor"), "/trail/")
    assert 'title="advisor:1">顾问</td>' in body
    assert "联系电话" in body


def test_reading_the_trail_leaves_no_line(cast: Cast, sign_in) -> None:
    client = sign_in("auditor")
    before = Entry.objects.count()
    text_of(client, "/trail/")
    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", ["reviewer", "district_admin", "a_manager", "a_community"])
def test_nobody_else_reads_it(cast: Cast, sign_in, who: str) -> None:
    text_of(sign_in(who), "/trail/", status=403)


def test_it_is_narrowed_by_action_account_and_day(cast: Cast, sign_in) -> None:
    client = sign_in("auditor")
    for name, action in (("a_manager", "exported"), ("b_manager", "revealed")):
        trail.record(actor=cast.actor(name), action=Entry.Action(action), subject=f"of {name}")
    assert "of a_manager" in text_of(client, "/trail/?action=exported")
    assert "of b_manager" not in text_of(client, "/trail/?action=exported")
    assert "of a_manager" not in text_of(client, "/trail/?username=b_manager")
    day = timezone.localdate()
    assert "of a_manager" in text_of(client, f"/trail/?first={day}&last={day}")
    tomorrow = day + timedelta(days=1)
    assert "没有符合条件的记录" in text_of(client, f"/trail/?first={tomorrow}")


def test_an_auditor_of_a_street_reads_its_lines_alone(cast: Cast, sign_in) -> None:
    user = make.UserFactory(username="a_auditor")
    make.MembershipFactory(user=user, unit=cast.a.unit, role="auditor")
    cast.users["a_auditor"] = user
    for name in ("a_manager", "b_manager", "reviewer"):
        trail.record(actor=cast.actor(name), action=Entry.Action.EXPORTED, subject=f"of {name}")
    body = text_of(sign_in("a_auditor"), "/trail/")
    assert "of a_manager" in body
    assert "of b_manager" not in body
    assert "of reviewer" not in body


def test_lines_cannot_be_changed(cast: Cast) -> None:
    entry = trail.record(actor=None, action=Entry.Action.CREATED, subject="x", username="system")
    with pytest.raises(InternalError):
        Entry.objects.filter(pk=entry.pk).update(subject="y")


def test_a_forged_line_is_found_at_its_place(db: None) -> None:
    lines = [
        trail.record(actor=None, action=Entry.Action.CREATED, subject=str(n), username="system")
        for n in range(3)
    ]
    assert trail.first_broken() is None
    with connection.cursor() as cursor:
        # As the owner of the database could.
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET subject = 'forged' WHERE id = %s", [lines[1].pk])
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    assert trail.first_broken() == lines[1]
    with pytest.raises(CommandError, match=f"第 {lines[1].pk} 行") as told:
        call_command("check_trail")
    assert told.value.returncode == 1


def test_a_whole_trail_is_said_to_be_so(db: None, capsys) -> None:
    trail.record(actor=None, action=Entry.Action.CREATED, subject="x", username="system")
    call_command("check_trail")
    assert capsys.readouterr().out == "留痕共 1 行，逐行相符。\n"


@pytest.mark.parametrize("asked", ["last=9999-12-31", "first=0001-01-01", "username=%00"])
def test_the_ends_of_time_are_days_too(cast: Cast, sign_in, asked: str) -> None:
    trail.record(actor=cast.actor("a_manager"), action=Entry.Action.EXPORTED, subject="of all time")
    assert "of all time" in text_of(sign_in("auditor"), f"/trail/?{asked}")


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    client = sign_in("auditor")
    assert costs_the_same(client, "/trail/", lambda: make.EntryFactory.create_batch(60))
