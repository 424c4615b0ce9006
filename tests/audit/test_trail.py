"""The trail: its page, its filters, its chain."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import InternalError
from django.utils import timezone

from audit import trail
from audit.models import Entry
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of


def test_the_auditor_reads_who_did_what(cast: Cast, sign_in) -> None:
    trail.record(
        actor=cast.actor("a_manager"), action=Entry.Action.EXPORTED, subject="顾问名册", rows=37
    )
    body = text_of(sign_in("auditor"), "/trail/")
    assert "a_manager" in body
    assert "街镇负责人" in body
    assert "导出" in body
    assert "rows=37" in body


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


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    client = sign_in("auditor")
    assert costs_the_same(client, "/trail/", lambda: make.EntryFactory.create_batch(60))
