"""Communities of an advisor by hand."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from advisors.assigning import services
from advisors.models import Advisor, Assignment
from audit.models import Entry
from orgs.models import Unit
from tests import factories as make
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.browsing import send


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/advisors/{cast.a.community_advisor.pk}/communities/"


def test_one_may_serve_two_with_a_warning(cast: Cast, manager, url: str) -> None:
    second = cast.a.communities[2]
    response = send(manager, url, community=second.code, starts_on="2024-09-01")
    assert response.status_code == 302
    page = text_of(manager, url)
    assert f"同时负责{cast.a.communities[0].name}" in page
    running = Assignment.objects.running_on(date(2024, 9, 1))
    hers = running.filter(advisor=cast.a.community_advisor)
    assert {one.community_id for one in hers} == {cast.a.communities[0].code, second.code}
    assert send(manager, url, community=second.code, starts_on="2024-09-01").status_code == 302
    assert cast.a.community_advisor.assignments.count() == 2, "sent twice it is one"


@pytest.mark.parametrize(
    ("place", "starts_on", "ends_on", "sentence"),
    [
        (0, "2024-05-01", "2024-06-30", "起一直已负责"),
        (2, "2023-02-28", "", "2023-03-01 才上岗"),
        (2, "2024-05-02", "2024-05-01", "最后一天 2024-05-01 早于第一天 2024-05-02"),
        (2, "", "", "第一天"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    cast: Cast, manager, url: str, place: int, starts_on: str, ends_on: str, sentence: str
) -> None:
    code = cast.a.communities[place].code
    response = send(manager, url, community=code, starts_on=starts_on, ends_on=ends_on)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert cast.a.community_advisor.assignments.count() == 1


def test_a_neighbours_community_is_none_of_the_choices(cast: Cast, manager, url: str) -> None:
    response = send(manager, url, community=cast.b.communities[0].code, starts_on="2024-09-01")
    assert response.status_code == 200
    assert cast.a.community_advisor.assignments.count() == 1


def test_a_community_is_served_while_it_exists(cast: Cast, manager, url: str) -> None:
    gone = make.CommunityFactory(parent=cast.a.unit, number=77)
    new = make.CommunityFactory(parent=cast.a.unit, number=78)
    Unit.objects.filter(pk=gone.pk).update(valid_to=date(2024, 6, 30))
    Unit.objects.filter(pk=new.pk).update(valid_from=date(2024, 7, 1))
    late = send(manager, url, community=gone.code, starts_on="2024-07-01")
    assert "到 2024-06-30 为止，之后没有这个居村" in late.content.decode()
    endless = send(manager, url, community=gone.code, starts_on="2024-05-01")
    assert "最后一天请填到那天" in endless.content.decode()
    early = send(manager, url, community=new.code, starts_on="2024-06-30")
    assert "2024-07-01 才设立" in early.content.decode()
    sent = send(manager, url, community=gone.code, starts_on="2024-05-01", ends_on="2024-06-30")
    assert sent.status_code == 302


def test_after_her_last_day_nothing_is_assigned(cast: Cast, manager, url: str) -> None:
    Advisor.objects.filter(pk=cast.a.community_advisor.pk).update(ended_on="2024-08-31")
    code = cast.a.communities[2].code
    late = send(manager, url, community=code, starts_on="2024-09-01")
    assert "2024-08-31 已是在岗的最后一天" in late.content.decode()
    endless = send(manager, url, community=code, starts_on="2024-08-01")
    assert "在岗到 2024-08-31 为止" in endless.content.decode()


def test_an_assignment_is_moved_ended_and_removed(cast: Cast, manager, url: str) -> None:
    one = cast.a.community_advisor.assignments.get()
    change = f"{url}{one.pk}/"
    assert send(manager, change, starts_on="2024-01-01").status_code == 302
    assert send(manager, change, ends_on="2024-09-20").status_code == 302
    one.refresh_from_db()
    assert (one.starts_on, one.ends_on) == (date(2024, 1, 1), date(2024, 9, 20))
    served = [
        Assignment.objects.running_on(day).filter(pk=one.pk).exists()
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 9, 20), date(2024, 9, 21))
    ]
    assert served == [False, True, True, False]
    assert manager.post(f"{url}{one.pk}/remove/").status_code == 302
    assert not Assignment.objects.filter(pk=one.pk).exists()


def test_what_a_colleague_took_away_is_neither_changed_nor_taken_away_again(cast: Cast) -> None:
    one = cast.a.community_advisor.assignments.get()
    by = cast.actor("a_manager")
    services.remove_assignment(assignment=one, by=by)
    lines = Entry.objects.count()
    services.remove_assignment(assignment=one, by=by)
    assert Entry.objects.count() == lines
    with pytest.raises(ValidationError, match="刚被别人去掉"):
        services.change_assignment(
            assignment=one,
            community=one.community_id,
            starts_on=one.starts_on,
            ends_on=None,
            by=by,
        )
