"""Two files of one household become one, and nothing is lost or counted twice."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Entry
from casework.households.services import merge_households
from casework.households.services.merging import ONE_A_DAY, SPANS, WHOLE, free_days
from casework.models import CaseFile, Household, Listing, Member
from tests import factories as make
from tests.casework.households.filing import HER_ID, HIS_ID, NEW_YEAR, at_once, spans, url
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.stations.browsing import send


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def old(cast: Cast) -> Household:
    """The duplicate, in another community of street A."""
    return make.HouseholdFactory(
        community=cast.a.communities[1],
        head_name="石户明",
        number="PT-OLD",
        phone="13812345678",
        listed_on=date(2023, 6, 1),
    )


def merged(cast: Cast, old: Household) -> Household:
    return merge_households(duplicate=old, into=cast.a.household, by=cast.actor("a_manager"))


def test_every_record_of_a_household_is_thought_of() -> None:
    """Whoever adds a key to a household says what merging does to it."""
    known = {*WHOLE, *(one for one, _ in ONE_A_DAY), *(one for one, _ in SPANS)}
    known |= {Member, CaseFile, Household}
    pointing = {
        one.related_model
        for one in Household._meta.get_fields(include_hidden=True)
        if one.auto_created and (one.one_to_many or one.one_to_one)
    }
    assert {one for one in pointing if not hasattr(one, "pgh_tracked_model")} == known


def test_what_was_done_goes_over(cast: Cast, old: Household) -> None:
    new, advisor = cast.a.household, cast.a.street_advisor
    visit = make.VisitFactory(household=old, advisor=advisor)
    photo = make.CaseFileFactory(visit=visit, household=old)
    others = [
        make.NeedFactory(household=old),
        make.LeadFactory(community=old.community, household=old),
        make.ConsultationFactory(unit=cast.a.unit, advisor=advisor, household=old),
        make.ApplicationFactory(unit=cast.a.unit, advisor=advisor, household=old),
        make.MeansSurveyFactory(household=old, advisor=advisor),
        make.NeedsAssessmentFactory(household=old, advisor=advisor),
    ]
    assert merged(cast, old) == new
    for one in (visit, photo, *others):
        one.refresh_from_db()
        assert one.household == new, one
    # Where it was done stays, and so does what is sealed.
    assert visit.community_id == cast.a.communities[1].code
    assert visit.note
    assert photo.content == b"jpg"
    old.refresh_from_db()
    assert old.merged_into == new


def test_of_two_surveys_of_one_day_each_stays(cast: Cast, old: Household, manager) -> None:
    advisor = cast.a.street_advisor
    theirs = make.MeansSurveyFactory(household=old, advisor=advisor)
    make.MeansSurveyFactory(household=cast.a.household, advisor=advisor)
    page = text_of(manager, f"{url(old, 'merge/')}?into={cast.a.household.pk}")
    assert "家境调查 1 份" in page
    assert "留在 PT-OLD 里不转" in page
    merged(cast, old)
    theirs.refresh_from_db()
    assert theirs.household == old


def test_members_who_are_there_are_not_there_twice(cast: Cast, old: Household) -> None:
    new = cast.a.household
    his = new.members.get()
    head = old.members.get()
    head.set_id_number(HIS_ID)
    head.condition = "慢性病"
    head.save()
    make.MemberFactory(household=new, name="赵红", relation="spouse", id_number=HER_ID)
    make.MemberFactory(household=old, name="赵虹", relation="spouse", id_number=HER_ID)
    make.MemberFactory(household=old, name="石小", relation="child")
    merged(cast, old)
    assert set(new.members.values_list("name", "relation")) == {
        ("石户明", "head"),
        ("赵红", "spouse"),
        ("石小", "child"),
    }
    # What was known of him there only is known here now, and found again.
    his.refresh_from_db()
    assert (his.id_number, his.condition) == (HIS_ID, "慢性病")
    assert his.id_number_key == head.id_number_key


def test_another_head_becomes_a_member(cast: Cast, old: Household) -> None:
    Member.objects.filter(household=old).update(name="石老太")
    merged(cast, old)
    assert cast.a.household.members.get(name="石老太").relation == "other"
    assert cast.a.household.members.filter(relation="head").count() == 1


def test_days_are_taken_over_where_there_are_none(cast: Cast, old: Household) -> None:
    new = cast.a.household
    there, here = old.community_id, new.community_id
    make.HouseholdCategoryFactory(household=old, starts_on=date(2023, 1, 1))
    make.HouseholdCategoryFactory(household=old, category="tekun")
    make.HouseholdTierFactory(household=old)
    make.CareFactory(household=old, advisor=cast.a.street_advisor, starts_on=date(2023, 6, 1))
    make.CareFactory(household=old, advisor=cast.a.community_advisor, role="deputy")
    merged(cast, old)
    assert spans(new.listings.all(), "community__code") == [
        (there, date(2023, 6, 1), date(2023, 12, 31)),
        (here, NEW_YEAR, None),
    ]
    assert not Listing.objects.filter(household=old).exists()
    assert spans(new.categories.filter(category="dibao")) == [
        (date(2023, 1, 1), date(2023, 12, 31)),
        (NEW_YEAR, None),
    ]
    assert new.categories.filter(category="tekun", ends_on=None).exists()
    assert new.tiers.get().visits_per_quarter == 3
    assert spans(new.cares.all(), "advisor__name", "role") == [
        ("石街明", "lead", date(2023, 6, 1), date(2023, 12, 31)),
        ("石居芳", "lead", NEW_YEAR, None),
    ]


def test_what_only_the_duplicate_knew_is_filled_in(cast: Cast, old: Household) -> None:
    new = cast.a.household
    merged(cast, old)
    new.refresh_from_db()
    assert new.phone == "13812345678"
    assert new.number != "PT-OLD"


def test_a_duplicate_of_a_duplicate_leads_to_the_last(cast: Cast, old: Household) -> None:
    older = make.HouseholdFactory(community=old.community, listed_on=False)
    merge_households(duplicate=older, into=old, by=cast.actor("a_manager"))
    merged(cast, old)
    older.refresh_from_db()
    assert older.merged_into == cast.a.household


def test_the_page_asks_which_tells_what_and_does_it(cast: Cast, old: Household, manager) -> None:
    new = cast.a.household
    make.VisitFactory.create_batch(2, household=old, advisor=cast.a.street_advisor)
    page = text_of(manager, url(old, "merge/"))
    assert f'value="{new.pk}"' in page
    response = send(manager, url(old, "merge/"), other=str(new.pk))
    assert response["Location"] == f"{url(old, 'merge/')}?into={new.pk}"
    sure = text_of(manager, response["Location"])
    assert "走访 2 条" in sure
    assert "家庭成员转去 0 人；1 人那边已有" in sure
    assert Household.objects.get(pk=old.pk).merged_into is None, "asked, not done"
    done = manager.post(url(old, "merge/"), {"into": str(new.pk)})
    assert done["Location"] == url(new)
    line = Entry.objects.get(subject=f"household:{new.pk}")
    assert line.detail["merged"] == "PT-OLD"
    # Once more, from a page that stood open.
    assert manager.post(url(old, "merge/"), {"into": str(new.pk)}).status_code in (302, 403)


def test_the_other_file_is_found_by_its_number(cast: Cast, old: Household, manager) -> None:
    Household.objects.filter(pk=old.pk).update(head_name="别的名")
    number = cast.a.household.number
    response = send(manager, url(old, "merge/"), number=number)
    assert response["Location"].endswith(f"?into={cast.a.household.pk}")
    assert "没有另一份户编号是 PT-NO" in (
        send(manager, url(old, "merge/"), number="PT-NO").content.decode()
    )
    assert "请选一份档案" in send(manager, url(old, "merge/")).content.decode()
    twin = make.HouseholdFactory(community=cast.a.communities[2], number=number)
    page = send(manager, url(old, "merge/"), number=number).content.decode()
    assert "在几个居村都有" in page
    assert str(twin.pk) in page


def test_nobody_merges_over_the_fence(cast: Cast, old: Household, manager) -> None:
    other = cast.b.household
    assert manager.get(f"{url(old, 'merge/')}?into={other.pk}").status_code == 404
    assert manager.post(url(old, "merge/"), {"into": str(other.pk)}).status_code == 404
    assert manager.get(f"{url(old, 'merge/')}?into=nonsense").status_code == 404
    assert manager.get(f"{url(old, 'merge/')}?into={old.pk}").status_code == 403
    for duplicate, into in ((old, other), (other, old), (old, old)):
        with pytest.raises(PermissionDenied):
            merge_households(duplicate=duplicate, into=into, by=cast.actor("a_manager"))


def test_it_costs_the_same_for_many_visits(cast: Cast, django_assert_num_queries: Any) -> None:
    counts = []
    for visits in (1, 12):
        old = make.HouseholdFactory(community=cast.a.communities[1], listed_on=False)
        make.VisitFactory.create_batch(visits, household=old, advisor=cast.a.street_advisor)
        with django_assert_num_queries(99, exact=False) as captured:
            merged(cast, old)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_leave_one_file(cast: Cast) -> None:
    by = cast.actor("a_manager")
    for _ in range(4):
        one, two = (
            make.HouseholdFactory(community=cast.a.communities[n], listed_on=NEW_YEAR)
            for n in (0, 1)
        )
        done = at_once(
            [
                partial(merge_households, duplicate=one, into=two, by=by),
                partial(merge_households, duplicate=two, into=one, by=by),
                partial(merge_households, duplicate=one, into=two, by=by),
            ]
        )
        assert [isinstance(end, PermissionDenied) for end in done].count(True) == 2
        standing = Household.objects.standing().filter(pk__in=[one.pk, two.pk])
        assert standing.count() == 1
        assert standing.get().listings.count() == 1


class _Row:
    def __init__(self, starts_on: date, ends_on: date | None) -> None:
        self.starts_on, self.ends_on = starts_on, ends_on


def _days(first: date, last: date | None) -> set[int]:
    end = (last - DAY).days if last else 60
    return set(range((first - DAY).days, end + 1))


_span = st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 12)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_span, st.lists(_span, max_size=4))
def test_free_days_are_those_that_no_row_covers(
    span: tuple[int, int | None], others: list[tuple[int, int | None]]
) -> None:
    """Counted day by day."""

    def row(one: tuple[int, int | None]) -> _Row:
        first = DAY + timedelta(days=one[0])
        return _Row(first, None if one[1] is None else first + timedelta(days=one[1]))

    mine, taken, seen = row(span), [], set()
    for other in sorted((row(one) for one in others), key=lambda one: one.starts_on):
        days = _days(other.starts_on, other.ends_on)
        if not days & seen:
            taken.append(other)
            seen |= days
    free = free_days(mine.starts_on, mine.ends_on, taken)
    found = [day for first, last in free for day in _days(first, last)]
    assert len(found) == len(set(found))
    assert set(found) == _days(mine.starts_on, mine.ends_on) - seen
