"""The milestones a street sets itself (P2-4): by the plan, by hand, told by records."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from stations.enums import MilestoneKind
from stations.milestones.services import plan_milestones
from stations.models import StreetMilestone
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import drawn, filled, send

MAY = date(2024, 5, 20)
DAYS = {MilestoneKind.SITING: MAY, MilestoneKind.OPENING: date(2024, 6, 28)}


def url(cast: Cast) -> str:
    return f"/stations/milestones/{cast.a.unit.code}/"


def planned(cast: Cast) -> dict[str, date | None]:
    return dict(cast.a.unit.milestones.order_by("id").values_list("kind", "planned_on"))


def plan(cast: Cast, days: dict[MilestoneKind, date] = DAYS, seat: str = "a_manager") -> int:
    return plan_milestones(street=cast.a.unit, year=2024, days=days, by=cast.actor(seat))


def test_a_plan_sets_its_days_once(cast: Cast) -> None:
    assert plan(cast) == 2
    assert planned(cast) == {"siting": MAY, "opening": date(2024, 6, 28)}
    assert plan(cast) == 0
    assert plan(cast, {MilestoneKind.SITING: date(2024, 5, 27)}) == 1
    rows = cast.a.unit.milestones.order_by("id")
    assert [(row.planned_on, row.set_on) for row in rows] == [
        (date(2024, 5, 27), date(2024, 9, 20)),
        (date(2024, 6, 28), date(2024, 9, 20)),
    ]
    lines = Entry.objects.filter(subject="milestones:2024").order_by("id")
    assert [line.detail["kinds"] for line in lines] == [["siting", "opening"], ["siting"]]


@pytest.mark.parametrize("seat", ["reviewer", "a_advisor", "a_community", "b_manager"])
def test_others_plan_nothing(cast: Cast, seat: str) -> None:
    with pytest.raises(PermissionDenied):
        plan(cast, seat=seat)
    assert planned(cast) == {}


def test_seven_days_are_set_on_one_page(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    typed = {f"{kind.value}-planned_on": "2024-05-20" for kind in MilestoneKind}
    assert send(client, url(cast), **typed).status_code == 302
    assert planned(cast) == dict.fromkeys((kind.value for kind in MilestoneKind), MAY)
    assert Entry.objects.filter(subject="milestones:2024").count() == 1
    # The same form once more changes nothing.
    send(client, url(cast))
    assert Entry.objects.filter(subject="milestones:2024").count() == 1


def test_a_day_that_moves_wants_its_reason(cast: Cast, sign_in) -> None:
    plan(cast)
    client = sign_in("a_manager")
    moved = {"siting-planned_on": "2024-05-27"}
    body = send(client, url(cast), **moved).content.decode()
    assert "“选址”的计划日期原为 2024-05-20，改了请写明原因。" in body
    assert 'value="2024-05-27"' in body  # nothing typed is lost
    assert planned(cast)["siting"] == MAY
    send(client, url(cast), **moved, **{"siting-note": "场地交接推迟一周"})
    assert planned(cast)["siting"] == date(2024, 5, 27)
    assert "场地交接推迟一周" in text_of(client, url(cast))
    row = StreetMilestone.objects.get(kind="siting", street=cast.a.unit)
    body = text_of(client, f"/stations/milestone/{row.pk}/")
    assert "<del>2024-05-20</del> → <ins>2024-05-27</ins>" in body


def test_nothing_is_done_tomorrow(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    late = send(client, url(cast), **{"signing-done_on": "2024-09-21"}).content.decode()
    assert "“挂牌”的完成日期不能晚于今天。" in late
    assert send(client, url(cast), **{"signing-done_on": "2024-09-20"}).status_code == 302
    assert cast.a.unit.milestones.get(kind="signing").done_on == date(2024, 9, 20)


def test_what_records_tell_is_not_typed(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    fields = filled(client, url(cast))
    assert {kind for kind in MilestoneKind if f"{kind.value}-done_on" in fields} == {
        "siting", "fitting_out", "signing", "training_plan",
    }  # fmt: skip
    # The station of the cast opened on 4 April; typed days for it are passed over.
    assert "完成于 2024-04-04" in text_of(client, url(cast))
    send(client, url(cast), **{"opening-done_on": "2024-03-01"})
    assert cast.a.unit.milestones.get(kind="opening").done_on is None
    assert "完成于 2024-04-04" not in text_of(client, f"{url(cast)}?as_of=2024-04-03")


def test_the_days_of_the_points_stand_beside(cast: Cast, sign_in) -> None:
    make.ServicePointFactory(community=cast.a.communities[1], opened_on=date(2024, 8, 12))
    body = text_of(sign_in("a_manager"), url(cast))
    assert "2024-06-02" in body
    assert "2024-08-12" in body
    assert cast.a.communities[2].name in body


def test_two_people_at_one_form_lose_nothing(cast: Cast, sign_in) -> None:
    plan(cast)
    manager, admin = sign_in("a_manager"), sign_in("a_admin")
    seen = filled(manager, url(cast))
    send(admin, url(cast), **{"fitting_out-planned_on": "2024-06-03"})
    typed = {**seen, "signing-planned_on": "2024-06-10"}
    clash = manager.post(url(cast), typed)
    assert clash.status_code == 409
    body = clash.content.decode()
    assert "刚有人改过这里" in body
    assert 'value="2024-06-10"' in body
    assert "2024-06-03" in body
    assert "signing" not in {kind for kind, day in planned(cast).items() if day}
    assert manager.post(url(cast), drawn(clash)).status_code == 302
    kept = planned(cast)
    assert (kept["fitting_out"], kept["signing"]) == (date(2024, 6, 3), date(2024, 6, 10))


def test_a_milestone_has_its_page_for_what_proves_it(cast: Cast, sign_in) -> None:
    plan(cast)
    row = StreetMilestone.objects.get(kind="siting", street=cast.a.unit)
    assert f"/stations/milestone/{row.pk}/" in text_of(sign_in("a_manager"), url(cast))
    body = text_of(sign_in("a_manager"), f"/stations/milestone/{row.pk}/")
    assert f"/evidence/add/milestone:{row.pk}/" in body
    assert f"/evidence/add/milestone:{row.pk}/" not in text_of(
        sign_in("reviewer"), f"/stations/milestone/{row.pk}/"
    )


def test_the_district_sees_all_streets_and_fills_nothing(cast: Cast, sign_in) -> None:
    plan(cast)
    reviewer = sign_in("reviewer")
    body = text_of(reviewer, "/stations/milestones/")
    assert cast.a.unit.name in body
    assert cast.b.unit.name in body
    assert "05-20" in body
    assert "保存节点" not in text_of(reviewer, url(cast))


def test_one_street_goes_straight_to_its_page(cast: Cast, sign_in) -> None:
    assert sign_in("a_manager").get("/stations/milestones/").headers["Location"] == url(cast)
    narrowed = sign_in("reviewer").get(f"/stations/milestones/?street={cast.a.unit.code}")
    assert narrowed.headers["Location"] == url(cast)


def test_the_pages_cost_the_same_with_more_rows(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    plan(cast)

    def more() -> None:
        plan(cast, dict.fromkeys(MilestoneKind, MAY))
        for community in cast.a.communities[1:]:
            make.ServicePointFactory(community=community)

    assert costs_the_same(client, url(cast), more)


def test_the_table_of_streets_costs_the_same_with_more_streets(cast: Cast, sign_in) -> None:
    def more() -> None:
        for kind in ("siting", "signing"):
            make.StreetMilestoneFactory(kind=kind)

    plan(cast)
    assert costs_the_same(sign_in("reviewer"), "/stations/milestones/", more)
