"""The trail is chained and only added to; an edit behind its back is found at its row."""

import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, InternalError, connection, transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.permissions import Role

ACTOR = Actor(7, "zhou", "周主任", Role.STREET_MANAGER, "310107017", "石泉路街道")

pytestmark = pytest.mark.django_db


def written(count: int = 5) -> list[Entry]:
    return [
        trail.record(actor=ACTOR, action=Entry.Action.EXPORTED, subject="顾问名册", rows=number)
        for number in range(count)
    ]


def behind_its_back(statement: str, *parameters: object) -> None:
    """What a superuser of the database could do: with the table's triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


def test_a_line_holds_who_in_which_unit_did_what_and_how_much() -> None:
    entry = written(1)[0]
    entry.refresh_from_db()
    assert (entry.username, entry.role, entry.unit_code) == ("zhou", "street_manager", "310107017")
    assert (entry.action, entry.subject, entry.detail) == ("exported", "顾问名册", {"rows": 0})
    assert "周主任" not in f"{entry} {vars(entry)}"


def test_an_untouched_chain_is_whole() -> None:
    assert trail.first_broken() is None
    lines = written()
    assert trail.first_broken() is None
    assert [line.previous for line in lines[1:]] == [line.digest for line in lines[:-1]]
    assert lines[0].previous == ""


@pytest.mark.parametrize(
    "change",
    [
        "username = 'somebody'",
        "role = 'auditor'",
        "unit_code = '310107015'",
        "action = 'seen'",
        "subject = '站点台账'",
        """detail = '{"rows": 1}'""",
        "at = at - interval '1 second'",
        "previous = ''",
        "digest = repeat('0', 64)",
    ],
)
def test_an_edit_is_found_at_its_row(change: str) -> None:
    lines = written()
    behind_its_back(f"UPDATE audit_entry SET {change} WHERE id = %s", lines[2].pk)  # noqa: S608
    assert trail.first_broken() == lines[2]


def test_an_edit_with_its_own_hash_put_right_is_found_at_the_next_row() -> None:
    lines = written()
    forged = lines[2]
    forged.subject = "站点台账"
    behind_its_back(
        "UPDATE audit_entry SET subject = %s, digest = %s WHERE id = %s",
        forged.subject,
        trail.digest_of(forged),
        forged.pk,
    )
    assert trail.first_broken() == lines[3]


def test_a_line_taken_out_is_found_at_the_next_row() -> None:
    lines = written()
    behind_its_back("DELETE FROM audit_entry WHERE id = %s", lines[2].pk)
    assert trail.first_broken() == lines[3]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET subject = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
)
def test_the_applications_own_role_can_only_add(statement: str) -> None:
    written(1)
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_saving_and_deleting_a_line_are_refused() -> None:
    entry = written(1)[0]
    with pytest.raises(InternalError), transaction.atomic():
        entry.save()
    with pytest.raises(InternalError), transaction.atomic():
        entry.delete()


def test_a_line_stands_only_if_the_deed_stands() -> None:
    with transaction.atomic():
        written(1)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_without_an_actor_it_keeps_the_name_and_no_unit() -> None:
    entry = trail.record(
        actor=None, username="somebody", action=Entry.Action.SIGNED_IN, subject="user:somebody"
    )
    assert (entry.username, entry.role, entry.unit_code) == ("somebody", "", "")
    assert trail.first_broken() is None


def test_a_time_of_another_zone_is_the_same_instant_in_the_hash() -> None:
    entry = written(1)[0]
    entry.at = entry.at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert trail.digest_of(entry) == entry.digest
    entry.at += timedelta(microseconds=1)
    assert trail.digest_of(entry) != entry.digest


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain() -> None:
    together = threading.Barrier(4)

    def write() -> None:
        together.wait()
        try:
            written(5)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Entry.objects.count() == 20
    assert trail.first_broken() is None
