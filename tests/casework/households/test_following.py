"""What is open goes along when a household moves, is merged, or its community changes."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from casework.households.services import merge_households, move_household
from casework.models import Household
from casework.units import held
from tests import factories as make
from tests.casework.households.filing import url
from tests.casework.needs.scenes import need_of, referral_of, resource_of
from tests.cast import DAY as TODAY
from tests.cast import Cast, Street
from tests.orgs.changing import DAY, carried_out, choices, split
from tests.pages import text_of


def scene(street: Street) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a household has open, and what is over, by name; both in its first community."""
    household, resource = street.household, resource_of(street)
    needs = {
        name: need_of(street, category=category)
        for name, category in (
            ("need", "health"),
            ("held", "education"),
            ("met", "donation"),
            ("fallen", "employment"),
        )
    }
    needs["settled"] = need_of(
        street, category="elder_care", settlement="refused", settled_on=TODAY
    )
    conference = make.CaseConferenceFactory(street=street.unit)
    past = make.CaseConferenceFactory(street=street.unit)
    open_ones = {
        "need": needs["need"],
        "held": needs["held"],
        "fallen need": needs["fallen"],
        "referral": referral_of(needs["held"], resource=resource),
        "plan": make.SupportPlanFactory(household=household, advisor=street.street_advisor),
        "case": make.ConferenceCaseFactory(conference=conference, household=household),
    }
    over = {
        "met": needs["met"],
        "settled": needs["settled"],
        "done": referral_of(needs["met"], "done", resource=resource),
        "failed": referral_of(needs["fallen"], "failed", resource=resource),
        "closed plan": make.SupportPlanFactory(
            household=household, advisor=street.street_advisor,
            state="closed", closed_on=TODAY, result="achieved",
        ),
        "solved": make.ConferenceCaseFactory(
            conference=past, household=household, outcome="solved", solved_on=TODAY
        ),
    }  # fmt: skip
    return open_ones, over


def counter(street: Street) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the service point of its first community took in."""
    point = street.communities[0]
    facts = {"unit": point, "advisor": street.community_advisor, "household": street.household}
    open_ones = {"handover": make.HandoverFactory(**facts), "stuck": make.StuckCaseFactory(**facts)}
    over = {
        "acknowledged": make.HandoverFactory(**facts, state="acknowledged", acknowledged_on=TODAY),
        "closed": make.StuckCaseFactory(**facts, state="closed", closed_on=TODAY, outcome="solved"),
    }
    return open_ones, over


def places(rows: dict[str, Any]) -> dict[str, str]:
    """Where each is now, by the end of the community's code."""
    for one in rows.values():
        one.refresh_from_db()
    return {
        name: (getattr(one, "community_id", "") or one.unit_id)[-3:] for name, one in rows.items()
    }


def all_in(rows: dict[str, Any], code: str) -> dict[str, str]:
    return dict.fromkeys(rows, code)


def test_what_is_open_moves_with_its_household(cast: Cast) -> None:
    open_ones, over = scene(cast.a)
    taken_in, _ = counter(cast.a)
    neighbours = make.NeedFactory(household=make.HouseholdFactory(community=cast.a.communities[0]))
    link = make.OneTimeLinkFactory(subject=open_ones["referral"].pk, unit=cast.a.communities[0])
    move_household(
        household=cast.a.household,
        community=cast.a.communities[1],
        starts_on=TODAY,
        by=cast.actor("a_manager"),
    )
    assert places(open_ones) == all_in(open_ones, "002")
    assert places(over) == all_in(over, "001")
    # The point that took a matter in answers for it, wherever its household lives.
    assert places(taken_in) == all_in(taken_in, "001")
    assert places({"neighbours": neighbours}) == {"neighbours": "001"}
    link.refresh_from_db()
    assert link.unit_id == cast.a.communities[1].code


def test_what_is_open_goes_with_its_community(cast: Cast) -> None:
    open_ones, over = scene(cast.a)
    taken_in, done_with = counter(cast.a)
    sent = make.OneTimeLinkFactory(
        purpose="casework.handover", subject=taken_in["handover"].pk, unit=cast.a.communities[0]
    )
    by = cast.actor("district_admin")
    old = cast.a.communities[0]
    (told,) = held([old.code], DAY, by)
    assert told.words == (
        "困难家庭 1 户（在册 1 户）、待处置线索 1 条、没对接的需求 3 项、进行中的对接 1 项、"
        "帮扶方案 1 项、没确认的衔接 1 件、没办结的办不成事 1 件"
    )
    planned = split(cast.a.unit, old, "铜川路第一居委会", "铜川路第二居委会")
    to = list(planned.places().values())
    carried_out(replace(planned, choices=choices(old, by, households=[to[1]])), by)
    assert places(open_ones | taken_in) == all_in(open_ones | taken_in, "902")
    assert places(over | done_with) == all_in(over | done_with, "001")
    sent.refresh_from_db()
    assert sent.unit_id[-3:] == "902"


@pytest.fixture
def old(cast: Cast) -> Household:
    """A duplicate in the second community."""
    found: Household = make.HouseholdFactory(
        community=cast.a.communities[1], head_name="石户明", number="PT-OLD"
    )
    return found


def test_a_merger_takes_everything_along(cast: Cast, old: Household) -> None:
    new = cast.a.household
    need = make.NeedFactory(household=old)
    waiting = make.NeedFactory(household=old, category="education")
    facts = {"household": old, "advisor": cast.a.street_advisor}
    rows = {
        "need": need,
        "waiting": waiting,
        "referral": referral_of(need, "done", resource=resource_of(cast.a)),
        "handover": make.HandoverFactory(unit=cast.a.unit, **facts),
        "stuck": make.StuckCaseFactory(unit=cast.a.unit, **facts),
        "plan": make.SupportPlanFactory(**facts),
        "case": make.ConferenceCaseFactory(
            household=old, conference=make.CaseConferenceFactory(street=cast.a.unit)
        ),
    }
    merge_households(duplicate=old, into=new, by=cast.actor("a_manager"))
    for name, one in rows.items():
        one.refresh_from_db()
        assert one.household == new, name
    # What is open is where the survivor lives, what is over where it was done.
    assert places({"waiting": waiting, "plan": rows["plan"], "met": need}) == {
        "waiting": "001", "plan": "001", "met": "002",
    }  # fmt: skip


def test_of_two_cases_of_one_conference_each_stays(
    cast: Cast, old: Household, sign_in: Any
) -> None:
    conference = make.CaseConferenceFactory(street=cast.a.unit)
    theirs = make.ConferenceCaseFactory(household=old, conference=conference)
    make.ConferenceCaseFactory(household=cast.a.household, conference=conference)
    page = text_of(sign_in("a_manager"), f"{url(old, 'merge/')}?into={cast.a.household.pk}")
    assert "同一次会商的，留在 PT-OLD 里不转" in page
    merge_households(duplicate=old, into=cast.a.household, by=cast.actor("a_manager"))
    theirs.refresh_from_db()
    assert theirs.household == old


def test_two_running_plans_are_for_people_to_settle(
    cast: Cast, old: Household, sign_in: Any
) -> None:
    for household in (old, cast.a.household):
        make.SupportPlanFactory(household=household, advisor=cast.a.street_advisor)
    with pytest.raises(PermissionDenied, match="各有一份帮扶中的方案"):
        merge_households(duplicate=old, into=cast.a.household, by=cast.actor("a_manager"))
    page = sign_in("a_manager").post(
        url(old, "merge/"), {"into": str(cast.a.household.pk)}, follow=True
    )
    assert "没有合并：两份档案各有一份帮扶中的方案" in page.content.decode()
    old.refresh_from_db()
    assert old.merged_into is None
