"""Which resources are proposed for a need, in which order, and why."""

from datetime import date, timedelta
from typing import Any

import pytest

from casework.categories import TERMS
from casework.models import HouseholdCategory, Need
from casework.needs.proposals import ELIGIBLE, Proposal, eligible_kinds, proposals_for
from resources.enums import Eligibility
from tests import factories as make
from tests.casework.needs.scenes import need_of, referral_of, resource_of
from tests.cast import DAY, Cast


@pytest.fixture
def need(cast: Cast) -> Need:
    return need_of(cast.a)


def proposed(cast: Cast, need: Need, by: str = "a_community") -> list[Proposal]:
    return proposals_for(need, cast.actor(by), DAY)


def only(cast: Cast, need: Need) -> Proposal:
    (one,) = proposed(cast, need)
    return one


def test_every_category_is_some_kind_of_household() -> None:
    assert set(ELIGIBLE) == {one.category for one in TERMS}
    assert set(ELIGIBLE.values()) == set(Eligibility)
    assert eligible_kinds(["dibao", "rigid_expenditure"]) == {"dibao", "expenditure"}
    assert eligible_kinds([]) == {"other"}


def test_what_is_for_everybody_fits_and_says_so(cast: Cast, need: Need) -> None:
    resource = resource_of(cast.a, ends_on=date(2024, 12, 31))
    one = only(cast, need)
    assert (one.resource, one.left, one.against, one.may_offer) == (resource, None, [], True)
    assert one.fits == [
        "类别相同：健康医疗",
        "有效到2024-12-31",
        "没有写数量，对接前先问一问",
        "不限家庭类别",
        "全街镇都服务",
    ]


def test_only_of_its_category_street_and_district(cast: Cast, need: Need) -> None:
    district = make.ResourceFactory(
        unit=cast.district, provider=make.ProviderFactory(unit=cast.district)
    )
    own = resource_of(cast.a)
    resource_of(cast.a, category="education")
    resource_of(cast.b)
    for name in ("a_community", "a_manager"):
        found = proposed(cast, need, name)
        # The street's own comes first where nothing else tells them apart.
        assert [one.resource for one in found] == [own, district]
    assert "全区都服务" in found[1].fits


@pytest.mark.parametrize(
    ("eligible", "words", "is_fit"),
    [
        (["dibao"], "这户是低保家庭，符合条件", True),
        (["tekun", "dibao"], "这户是低保家庭，符合条件", True),
        (["tekun"], "只给特困人员，这户登记的不是", False),
        (["other"], "只给其他困难家庭，这户登记的不是", False),
    ],
)
def test_for_whom_it_is(
    cast: Cast, need: Need, eligible: list[str], words: str, is_fit: bool
) -> None:
    resource_of(cast.a, eligible=eligible)
    one = only(cast, need)
    assert words in (one.fits if is_fit else one.against)
    assert one.is_fit is is_fit
    # Whoever knows better than the file may offer it all the same.
    assert one.may_offer


def test_a_category_that_is_over_counts_no_more(cast: Cast, need: Need) -> None:
    resource_of(cast.a, eligible=["dibao"])
    HouseholdCategory.objects.filter(household=need.household).update(ends_on=date(2024, 8, 31))
    assert not only(cast, need).is_fit
    make.HouseholdCategoryFactory(household=need.household, category="temporary")
    resource_of(cast.a, eligible=["other"], name="其他家庭")
    assert [one.resource.name for one in proposed(cast, need) if one.is_fit] == ["其他家庭"]


def test_where_it_is(cast: Cast, need: Need) -> None:
    here, there = resource_of(cast.a, name="这里"), resource_of(cast.a, name="那里")
    make.ResourceAreaFactory(resource=here, community=cast.a.communities[0])
    for community in cast.a.communities[1:]:
        make.ResourceAreaFactory(resource=there, community=community)
    fit, unfit = proposed(cast, need)
    assert (fit.resource, unfit.resource) == (here, there)
    assert "服务这户所在的居村" in fit.fits
    names = "、".join(one.short_name for one in cast.a.communities[1:])
    assert unfit.against == [f"只服务{names}"]


def test_what_is_left_of_it(cast: Cast, need: Need) -> None:
    resource = resource_of(cast.a, capacity=2, per="month", capacity_unit="人次")
    assert "本月还剩2人次（共2人次）" in only(cast, need).fits
    make.PlaceFactory(resource=resource, taken_on=date(2024, 8, 30))
    make.PlaceFactory(resource=resource, taken_on=date(2024, 9, 2))
    one = only(cast, need)
    assert (one.left, "本月还剩1人次（共2人次）" in one.fits) == (1, True)
    make.PlaceFactory(resource=resource, taken_on=DAY)
    full = only(cast, need)
    assert (full.left, full.against, full.may_offer) == (0, ["本月的2人次已经用完"], False)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ({"ends_on": date(2024, 9, 19)}, "2024-09-19已到期"),
        ({"starts_on": date(2024, 10, 1)}, "2024-10-01才开始"),
        ({"stopped_on": DAY, "stop_reason": "used_up"}, "2024-09-20已停用（额度用完）"),
    ],
)
def test_what_is_not_running_is_told_and_not_offered(
    cast: Cast, need: Need, term: dict[str, Any], words: str
) -> None:
    resource_of(cast.a, **term)
    one = only(cast, need)
    assert (one.against, one.may_offer) == ([words], False)


def test_on_its_last_day_it_is_offered(cast: Cast, need: Need) -> None:
    resource_of(cast.a, ends_on=DAY)
    assert only(cast, need).is_fit


def test_what_was_long_over_or_a_mistake_is_not_told(cast: Cast, need: Need) -> None:
    resource_of(cast.a, starts_on=None, ends_on=DAY - timedelta(days=366))
    resource_of(cast.a, stopped_on=DAY, stop_reason="mistaken")
    assert proposed(cast, need) == []


def test_what_came_of_it_before_is_told_and_leads(cast: Cast, need: Need) -> None:
    good, bad = resource_of(cast.a, name="办成的"), resource_of(cast.a, name="甲没办成的")
    other = need_of(cast.a, category="education")
    neighbours = make.NeedFactory(household=cast.b.household)
    referral_of(other, "done", resource=good)
    referral_of(neighbours, "done", resource=good)
    third = need_of(cast.a, category="donation")
    referral_of(third, "failed", resource=bad)
    # What the advisors took back says nothing of who provides it; what is old neither.
    referral_of(third, "revoked", resource=good)
    old = date(2023, 9, 20)
    referral_of(third, "failed", resource=good, offered_on=old, consent_on=old)
    found = proposed(cast, need)
    assert [one.resource for one in found] == [good, bad]
    assert (found[0].offered, found[0].done) == (2, 2)
    assert "近12个月对接2次，办成2次" in found[0].fits
    assert "近12个月对接1次，办成0次" in found[1].fits


def test_what_this_need_was_refused_by_comes_last(cast: Cast, need: Need) -> None:
    resource = resource_of(cast.a, name="甲")
    other = resource_of(cast.a, name="乙")
    referral_of(need, "rejected", resource=resource)
    first, last = proposed(cast, need)
    assert (first.resource, last.resource) == (other, resource)
    assert last.against == ["这项需求对接过，2024-09-05未接（名额已满）"]
    assert last.may_offer


def test_what_does_not_fit_comes_after_and_what_is_full_last(cast: Cast, need: Need) -> None:
    full = resource_of(cast.a, name="甲满", capacity=0, per="year")
    unfit = resource_of(cast.a, name="乙别类", eligible=["tekun"])
    fit = resource_of(cast.a, name="丙合适")
    meant = resource_of(cast.a, name="丁低保", eligible=["dibao"])
    # What is meant for such households leaves the rest to others.
    assert [one.resource for one in proposed(cast, need)] == [meant, fit, unfit, full]


def test_it_costs_the_same_for_many(cast: Cast, need: Need, django_assert_num_queries: Any) -> None:
    resource_of(cast.a)
    actor = cast.actor("a_community")
    for _ in range(2):
        with django_assert_num_queries(5):
            proposals_for(need, actor, DAY)
        for _ in range(4):
            resource = resource_of(cast.a, capacity=9, per="month")
            make.ResourceAreaFactory(resource=resource, community=cast.a.communities[0])
            referral_of(make.NeedFactory(household=cast.a.household), "done", resource=resource)
