"""The list of handovers, a handover's page, and what waits: what is shown to whom."""

from datetime import timedelta

import pytest

from audit.models import Entry
from casework.handovers import services
from casework.handovers.todos import handovers_waiting
from casework.models import Handover
from core.gathering import gathered
from tests import factories as make
from tests.casework.handovers.telling import LIST, MATTER, early, sent
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

pytestmark = pytest.mark.django_db


def old(cast: Cast, day: int, **changes) -> Handover:
    """A handover of street A's station, sent on a day of that September."""
    told = {"unit": cast.a.unit, "advisor": cast.a.street_advisor, "sent_on": early(day)}
    one: Handover = make.HandoverFactory(**{"person_name": f"第{day}人", **told, **changes})
    return one


class Asker:
    def __init__(self, cast: Cast, name: str, day=None) -> None:
        self.actor, self.asked_day = cast.actor(name), day


def todos(cast: Cast, name: str) -> list[str]:
    return [one.title for one in gathered(handovers_waiting)(Asker(cast, name))]


def test_those_that_wait_come_first_the_longest_first(cast: Cast, sign_in) -> None:
    rows = [old(cast, day) for day in (19, 3, 12)]
    done = old(cast, 20, state="acknowledged", acknowledged_on=DAY)
    body = text_of(sign_in("a_manager"), f"{LIST}?show=all")
    order = sorted((one.receipt for one in [*rows, done]), key=body.index)
    assert order == [rows[1].receipt, rows[2].receipt, rows[0].receipt, done.receipt]
    assert "迟3个工作日" in body  # sent on the 12th, due on the 14th
    assert "还有1个工作日" in body
    body = text_of(sign_in("a_manager"), LIST)
    assert done.receipt not in body
    assert done.receipt in text_of(sign_in("a_manager"), f"{LIST}?show=done")


def test_chips_tell_whom_it_waits_for_and_what_is_late(cast: Cast, sign_in) -> None:
    ours = old(cast, 19, way="from_counter")
    theirs = old(cast, 12)
    client = sign_in("a_advisor")
    for show, there, absent in (
        ("ours", ours, theirs), ("theirs", theirs, ours), ("late", theirs, ours),
    ):  # fmt: skip
        body = text_of(client, f"{LIST}?show={show}")
        assert there.receipt in body
        assert absent.receipt not in body


def test_names_are_masked_and_the_district_has_no_way_in(cast: Cast, sign_in) -> None:
    one = old(cast, 19, person_name="陆一鸣")
    of_file = sent(cast, unit=cast.a.communities[0])
    for name in ("reviewer", "district_admin", "a_admin", "a_manager", "a_advisor"):
        body = text_of(sign_in(name), LIST)
        assert "陆**" in body
        assert "石**" in body
        assert "陆一鸣" not in body
        assert cast.a.household.head_name not in body
        assert (f"{LIST}{one.pk}/" in body) is (name in ("a_manager", "a_advisor"))
    for name, status in (
        ("reviewer", 403), ("a_admin", 403), ("auditor", 403), ("b_manager", 404),
        ("a_community", 404), ("outsider", 403),
    ):  # fmt: skip
        assert sign_in(name).get(f"{LIST}{one.pk}/").status_code == status, name
    assert of_file.receipt in text_of(sign_in("a_community"), LIST)
    assert one.receipt not in text_of(sign_in("a_community"), LIST)
    assert sign_in("auditor").get(LIST).status_code == 403


def test_the_district_sees_every_street(cast: Cast, sign_in) -> None:
    old(cast, 12)
    make.HandoverFactory(unit=cast.b.unit, sent_on=DAY)
    body = text_of(sign_in("reviewer"), LIST)
    assert "各街镇的待确认衔接" in body
    assert "长寿路" in body
    narrowed = text_of(sign_in("reviewer"), f"{LIST}?street={cast.a.unit.pk}")
    assert Handover.objects.get(unit=cast.b.unit).receipt not in narrowed


def test_filters_narrow_the_scope_and_never_leave_it(cast: Cast, sign_in) -> None:
    one = old(cast, 19, kind="medical")
    point = sent(cast, unit=cast.a.communities[0])
    manager = sign_in("a_manager")
    for query, there, absent in (
        ("kind=medical", one, point),
        ("kind=temporary", point, one),
        (f"place={cast.a.unit.pk}", one, point),
        (f"place={cast.a.communities[0].pk}", point, one),
    ):
        body = text_of(manager, f"{LIST}?{query}")
        assert there.receipt in body, query
        assert absent.receipt not in body, query
    assert "没有符合条件的衔接" in text_of(manager, f"{LIST}?way=from_counter")
    assert manager.get(f"{LIST}?street={cast.b.unit.pk}").status_code == 404
    make.HandoverFactory(unit=cast.b.unit, sent_on=DAY)
    theirs = Handover.objects.get(unit=cast.b.unit).receipt
    assert theirs not in text_of(manager, f"{LIST}?place={cast.b.unit.pk}")


def test_the_list_is_as_of_its_day(cast: Cast, sign_in) -> None:
    one = old(cast, 10, state="acknowledged", acknowledged_on=early(19))
    manager = sign_in("a_manager")
    assert one.receipt not in text_of(manager, LIST)
    assert one.receipt in text_of(manager, f"{LIST}?as_of=2024-09-18")
    assert one.receipt not in text_of(manager, f"{LIST}?as_of=2024-09-09&show=all")


def test_an_empty_list_says_that_none_is_needed(cast: Cast, sign_in) -> None:
    for query in ("", "?show=all", "?show=late"):
        assert "不用为得分造一件" in text_of(sign_in("a_advisor"), f"{LIST}{query}")


@pytest.mark.parametrize("name", ["a_manager", "a_community", "reviewer"])
def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, sign_in, name: str) -> None:
    def add() -> None:
        for n in range(1, 8):
            old(cast, n)
            old(cast, n, unit=cast.a.communities[0], household=cast.a.household, person_name="")

    add()
    assert costs_the_same(sign_in(name), f"{LIST}?show=all", add)


def test_a_page_costs_little(cast: Cast, sign_in) -> None:
    one = sent(cast)
    for url in (f"{LIST}{one.pk}/", f"{LIST}add/{cast.a.unit.pk}/"):
        assert costs_the_same(sign_in("a_advisor"), url, lambda: old(cast, 19))


def test_a_handover_is_read_in_full_and_the_reading_written_down(cast: Cast, sign_in) -> None:
    one = sent(cast, clerk="窗口甲")
    body = text_of(sign_in("a_manager"), f"{LIST}{one.pk}/")
    for words in (MATTER, cast.a.household.head_name, "窗口甲", "2024-09-24"):
        assert words in body
    title = body[body.index("<title>") : body.index("</title>")]
    assert "石" not in title
    line = Entry.objects.filter(subject=f"handover:{one.pk}", action="seen").get()
    assert line.username == "a_manager"


# What waits --------------------------------------------------------------------------------------


def test_what_waits_is_told_in_its_own_unit(cast: Cast) -> None:
    old(cast, 19, way="from_counter")
    old(cast, 19)
    point = sent(cast, unit=cast.a.communities[0])
    assert todos(cast, "a_advisor") == [
        "转窗口的临时救助还没有确认，还有1个工作日",
        "窗口转来的临时救助等确认，还有1个工作日",
    ]
    assert len(todos(cast, "a_community")) == 1
    assert todos(cast, "b_manager") == todos(cast, "reviewer") == todos(cast, "auditor") == []
    # Late below it, the street hears of it too.
    Handover.objects.filter(pk=point.pk).update(sent_on=early(12))
    assert "转窗口的临时救助还没有确认，迟3个工作日" in todos(cast, "a_manager")


def test_many_are_told_as_one(cast: Cast) -> None:
    for day in (12, 12, 18, 18, 19, 19):
        old(cast, day, way="from_counter")
    assert todos(cast, "a_manager") == ["6件窗口转来的衔接等确认，其中2件已超过时限"]


def test_what_is_done_waits_no_more(cast: Cast) -> None:
    one = sent(cast)
    assert todos(cast, "a_advisor")
    services.acknowledge(
        handover=one, acknowledged_on=DAY, clerk="窗口甲", by=cast.actor("a_advisor")
    )
    assert todos(cast, "a_advisor") == []


def test_a_todo_leads_to_the_page_where_it_is_done(cast: Cast, sign_in) -> None:
    one = old(cast, 19, way="from_counter")
    found = next(iter(gathered(handovers_waiting)(Asker(cast, "a_advisor"))))
    assert (found.view, found.args, found.action) == (
        "casework:handover", (str(one.pk),), "去确认",
    )  # fmt: skip
    assert found.due_on == DAY + timedelta(days=3)
    assert "窗口转来的临时救助等确认" in text_of(sign_in("a_advisor"), "/")
