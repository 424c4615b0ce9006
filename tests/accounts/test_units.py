"""Who acts for a community goes on when it is split or merged."""

from dataclasses import replace
from datetime import date

from accounts.models import Membership
from accounts.units import held
from advisors.models import Advisor
from tests import factories as make
from tests.cast import Cast
from tests.orgs.changing import DAY, EVE, carried_out, choices, split


def test_an_account_sees_the_successor_from_then_on(cast: Cast, sign_in) -> None:
    street, old, by = cast.a.unit, cast.a.communities[0], cast.actor("district_admin")
    planned = split(street, old, "铜川路第一居委会", "铜川路第二居委会")
    second = list(planned.places().values())[1]
    chosen = choices(old, by, assignments=[second], points=[second], memberships=[second])
    carried_out(replace(planned, choices=chosen), by)

    rows = Membership.objects.filter(user__username="a_community").order_by("starts_on")
    assert list(rows.values_list("unit", "role", "starts_on", "ends_on")) == [
        (old.code, "community_advisor", date(2024, 1, 1), EVE),
        (second.code, "community_advisor", DAY, None),
    ]
    page = sign_in("a_community").get("/advisors/")
    assert page.wsgi_request.actor.unit_code == second.code
    assert cast.a.community_advisor.name in page.content.decode()
    seen = Advisor.objects.visible_to(page.wsgi_request.actor)
    assert list(seen) == [cast.a.community_advisor]


def test_an_account_that_is_switched_off_is_not_asked_about(cast: Cast) -> None:
    old, by = cast.a.communities[0], cast.actor("district_admin")
    off = make.UserFactory(is_active=False)
    make.MembershipFactory(user=off, unit=old, role="community_advisor")
    assert [one.words for one in held([old.code], DAY, by)] == ["a_community（居村顾问）"]


def test_an_account_whose_time_is_limited_keeps_its_last_day(cast: Cast) -> None:
    street, old, by = cast.a.unit, cast.a.communities[2], cast.actor("district_admin")
    user = make.UserFactory()
    make.MembershipFactory(
        user=user, unit=old, role="community_advisor", ends_on=date(2024, 12, 31)
    )
    planned = split(street, old, "铜川路第一居委会", "铜川路第二居委会")
    both = list(planned.places().values())
    carried_out(replace(planned, choices=choices(old, by, memberships=both)), by)
    rows = Membership.objects.filter(user=user).order_by("starts_on", "unit")
    assert list(rows.values_list("unit", "starts_on", "ends_on")) == [
        (old.code, date(2024, 1, 1), EVE),
        (both[0].code, DAY, date(2024, 12, 31)),
        (both[1].code, DAY, date(2024, 12, 31)),
    ]
