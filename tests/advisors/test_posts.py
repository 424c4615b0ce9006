"""Posts with duties at the station, and P2-3 counted by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advisors.models import Advisor, Post
from advisors.posts.selectors import lead_of
from audit.models import Entry
from core.measures import met_dates
from orgs.models import Unit
from stations.enums import ServiceKind
from stations.models import Station
from stations.servicelists import SIX_SERVICES, THREE_DUTIES
from tests import factories as make
from tests.assessment.counting import DAY, Counting, staff
from tests.cast import Cast
from tests.pages import costs_the_same, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]
ALL_NINE = [*SIX_SERVICES, *THREE_DUTIES]


@pytest.fixture
def street() -> Unit:
    street: Unit = make.StreetFactory()
    return street


def form_of(advisor: Advisor, station: Station, **changes: Any) -> dict[str, Any]:
    """What the browser sends for a post."""
    return {
        "advisor": advisor.pk,
        "station": station.pk,
        "title": "综合窗口",
        "three": ["政策解答", "申请受理"],
        "others": "",
        "starts_on": "2024-09-02",
        "ends_on": "",
        "version": 0,
        **changes,
    }


def add_url(cast: Cast) -> str:
    return reverse("advisors:post-add", args=[cast.a.unit.code])


def publish(station: object, services: list[ServiceKind], day: date = date(2024, 5, 1)) -> None:
    make.ServiceListFactory(station=station, services=services, published_on=day)


# P2-3 -----------------------------------------------------------------------------------------


def test_lead_posts_and_list_are_counted_together(street: Unit) -> None:
    station = make.StationFactory(street=street)
    first, second, _, _ = staff(street, 4)
    assert Counting.on().counts("P2-3", street) == (0, 6)
    make.PostFactory(station=station, advisor=first)
    assert Counting.on().counts("P2-3", street) == (1, 6)
    make.PostFactory(station=station, advisor=second, is_lead=True)
    # Two posts and a lead, of 1 + 4 + 1.
    on = Counting.on()
    assert (on.counts("P2-3", street), on.points("P2-3", street)) == ((3, 6), "0.5000")
    assert on.rows("P2-3", street) == [True, True, False, False]
    publish(station, ALL_NINE)
    # 4 ÷ 6 × 1
    assert Counting.on().points("P2-3", street) == "0.6667"


def test_a_list_that_lacks_something_does_not_count(street: Unit) -> None:
    station = make.StationFactory(street=street)
    publish(station, ALL_NINE[:-1])
    on = Counting.on()
    assert on.counts("P2-3", street) == (0, 2)
    assert on.gap("P2-3", street) == "服务站还没有负责人；服务清单还缺：资源链接。"


def test_the_gap_names_all_that_is_missing(street: Unit) -> None:
    assert Counting.on().gap("P2-3", street).startswith("还没有街镇站")
    station = make.StationFactory(street=street)
    advisor, _ = staff(street, 2)
    make.PostFactory(station=station, advisor=advisor)
    assert Counting.on().gap("P2-3", street) == (
        "服务站还没有负责人；1 名街镇顾问还没有岗位职责；服务清单还没有公布。"
    )
    publish(station, ALL_NINE)
    Post.objects.update(is_lead=True)
    make.PostFactory(station=station, advisor=street.advisors.exclude(pk=advisor.pk).get())
    on = Counting.on()
    assert (on.counts("P2-3", street), on.gap("P2-3", street)) == ((4, 4), "")


def test_without_a_main_station_there_is_neither_lead_nor_list(street: Unit) -> None:
    (advisor,) = staff(street, 1)
    extra = make.StationFactory(street=street, kind="extra")
    make.PostFactory(station=extra, advisor=advisor, is_lead=True)
    publish(extra, ALL_NINE)
    # Her post is hers, but a branch's lead and list are not the street's.
    assert Counting.on().counts("P2-3", street) == (1, 3)


def test_a_post_counts_while_it_is_held(street: Unit) -> None:
    station = make.StationFactory(street=street)
    (advisor,) = staff(street, 1)
    make.PostFactory(
        station=station,
        advisor=advisor,
        is_lead=True,
        starts_on=date(2024, 7, 1),
        ends_on=date(2024, 9, 20),
    )
    assert Counting.on(date(2024, 6, 30)).counts("P2-3", street) == (0, 3)
    assert Counting.on(date(2024, 7, 1)).counts("P2-3", street) == (2, 3)
    assert Counting.on(date(2024, 9, 20)).counts("P2-3", street) == (2, 3)
    assert Counting.on(date(2024, 9, 21)).counts("P2-3", street) == (0, 3)


def test_who_is_away_for_long_is_neither_counted_nor_the_lead(street: Unit) -> None:
    station = make.StationFactory(street=street)
    (advisor,) = staff(street, 1)
    make.PostFactory(station=station, advisor=advisor, is_lead=True)
    make.LeaveFactory(advisor=advisor, starts_on=date(2024, 9, 1), ends_on=date(2024, 9, 29))
    # 29 days are no long leave, 30 are.
    assert Counting.on().counts("P2-3", street) == (2, 3)
    advisor.leaves.update(ends_on=date(2024, 9, 30))
    assert Counting.on().counts("P2-3", street) == (0, 2)
    assert lead_of(station, DAY) is None
    assert lead_of(station, date(2024, 8, 31)) is not None


def test_third_parties_need_a_post_once_they_count(street: Unit) -> None:
    staff(street, 1, staff_kind="third_party")
    staff(street, 1, level="community")
    assert Counting.on().counts("P2-3", street) == (0, 2)
    assert Counting.on(third_party_counted=True).counts("P2-3", street) == (0, 3)
    # However the ratio is counted, posts at the station are for the street's own level.
    assert Counting.on(count_community_advisors_in_ratio=True).counts("P2-3", street) == (0, 2)


def test_what_stands_at_a_closed_station_no_longer_counts(street: Unit) -> None:
    station = make.StationFactory(street=street)
    (advisor,) = staff(street, 1)
    make.PostFactory(station=station, advisor=advisor, is_lead=True)
    publish(station, ALL_NINE)
    assert Counting.on().counts("P2-3", street) == (3, 3)
    station.closed_on, station.status = date(2024, 9, 19), "closed"
    station.save()
    assert Counting.on().counts("P2-3", street) == (0, 3)
    assert Counting.on(date(2024, 9, 19)).counts("P2-3", street) == (3, 3)


def filled_on(street: Unit, day: date = DAY) -> date | None:
    found = met_dates(Counting.on(day).question, ["advisors.posts_filled"])
    return found.get(("advisors.posts_filled", street.code))


def test_the_day_the_last_of_it_was_in_place(street: Unit) -> None:
    station = make.StationFactory(street=street)
    first, second = staff(street, 2)
    make.PostFactory(station=station, advisor=first, is_lead=True, starts_on=date(2024, 4, 8))
    publish(station, ALL_NINE, date(2024, 5, 20))
    assert filled_on(street) is None
    make.PostFactory(station=station, advisor=second, starts_on=date(2024, 6, 3))
    assert filled_on(street) == date(2024, 6, 3)
    assert filled_on(street, date(2024, 6, 2)) is None


def test_the_list_may_be_the_last(street: Unit) -> None:
    station = make.StationFactory(street=street)
    (advisor,) = staff(street, 1)
    make.PostFactory(station=station, advisor=advisor, is_lead=True, starts_on=date(2024, 4, 8))
    publish(station, ALL_NINE, date(2024, 7, 2))
    assert filled_on(street) == date(2024, 7, 2)


# The pages ------------------------------------------------------------------------------------


def test_a_post_is_entered_with_the_duties_ticked_and_typed(cast: Cast, sign_in: SignIn) -> None:
    client, her = sign_in("a_manager"), cast.a.street_advisor
    sent = form_of(
        her, cast.a.station, six=["社区走访发现"], others="  会商  协调 \n\n政策解答", is_lead="on"
    )
    assert client.post(add_url(cast), sent).status_code == 302
    post = Post.objects.get()
    assert post.duty_lines == ["政策解答", "申请受理", "社区走访发现", "会商 协调"]
    assert lead_of(cast.a.station, DAY) == post
    # The same form again adds nothing.
    client.post(add_url(cast), sent)
    assert Post.objects.count() == 1
    line = Entry.objects.latest("pk")
    assert (line.action, line.unit_code) == ("created", cast.a.unit.code)
    assert her.name not in str(line.detail)


def test_the_page_shows_the_lead_first_and_who_has_no_post(cast: Cast, sign_in: SignIn) -> None:
    (other,) = staff(cast.a.unit, 1, name="石后来")
    make.PostFactory(station=cast.a.station, advisor=other, starts_on=date(2024, 4, 1))
    text = text_of(sign_in("a_manager"), "/advisors/posts/")
    assert f"{cast.a.street_advisor.name} 还没有岗位职责" in text
    assert f"/advisors/posts/add/{cast.a.unit.code}/?advisor={cast.a.street_advisor.pk}" in text
    assert "街镇站还没有负责人" in text
    assert "服务清单未公布" in text
    assert "去公布" in text
    make.PostFactory(station=cast.a.station, advisor=cast.a.street_advisor, is_lead=True)
    publish(cast.a.station, ALL_NINE)
    text = text_of(sign_in("a_manager"), "/advisors/posts/")
    assert text.index(cast.a.street_advisor.name) < text.index("石后来")
    assert "还差什么" not in text
    assert "服务清单齐全" in text
    # As of an earlier day neither was there.
    assert "服务清单未公布" in text_of(sign_in("a_manager"), "/advisors/posts/?as_of=2024-04-30")


def test_the_district_compares_the_streets(cast: Cast, sign_in: SignIn) -> None:
    make.PostFactory(station=cast.a.station, advisor=cast.a.street_advisor, is_lead=True)
    text = text_of(sign_in("reviewer"), "/advisors/posts/")
    assert "2 / 3" in text, "lead and post, of lead, post and list"
    assert "0 / 3" in text
    one = text_of(sign_in("reviewer"), f"/advisors/posts/?street={cast.a.unit.code}")
    assert cast.a.street_advisor.name not in one, "masked for the district"


def test_a_community_sees_who_is_at_the_station_and_no_to_do(cast: Cast, sign_in: SignIn) -> None:
    make.PostFactory(station=cast.a.station, advisor=cast.a.street_advisor, is_lead=True)
    staff(cast.a.unit, 1, name="石无岗")
    text = text_of(sign_in("a_community"), "/advisors/posts/")
    assert cast.a.street_advisor.name in text
    assert "石无岗" not in text
    assert "登记岗位" not in text
    assert "去公布" not in text


REFUSALS = [
    ({"ends_on": "2024-09-01"}, "最后一天 2024-09-01 早于任职日期 2024-09-02，请核对。"),
    ({"starts_on": "2023-02-28"}, "2023-03-01 才上岗，任职不能早于那天。"),
    ({"three": [], "others": " \n"}, "请至少勾选或填写一项职责"),
    ({"title": ""}, "请填写岗位"),
    ({"starts_on": "2024-09"}, "请写明是哪一天"),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSALS, ids=lambda one: str(one)[:20])
def test_what_is_refused_has_its_own_sentence_and_stays_typed(
    cast: Cast, sign_in: SignIn, changes: dict[str, Any], sentence: str
) -> None:
    client = sign_in("a_manager")
    sent = form_of(cast.a.street_advisor, cast.a.station, **{"others": "会商协调", **changes})
    text = client.post(add_url(cast), sent).content.decode()
    assert sentence in text
    if "others" not in changes:
        assert "会商协调" in text
    assert not Post.objects.exists()


def test_overlaps_and_a_second_lead_are_refused_with_their_days(
    cast: Cast, sign_in: SignIn
) -> None:
    client, her, station = sign_in("a_manager"), cast.a.street_advisor, cast.a.station
    (other,) = staff(cast.a.unit, 1)
    make.PostFactory(station=station, advisor=her, is_lead=True, ends_on=date(2024, 9, 30))
    text = client.post(add_url(cast), form_of(her, station)).content.decode()
    assert "这名顾问在这个服务站 2024-04-01 到 2024-09-30 已任“综合岗”，时间重叠" in text
    text = client.post(add_url(cast), form_of(other, station, is_lead="on")).content.decode()
    assert "这个服务站 2024-04-01 到 2024-09-30 已有负责人，同一时间只能有一名" in text
    assert Post.objects.count() == 1
    # From the next day on both are free.
    later = {"starts_on": "2024-10-01", "is_lead": "on"}
    assert client.post(add_url(cast), form_of(her, station, **later)).status_code == 302


def test_a_post_lies_within_her_time(cast: Cast, sign_in: SignIn) -> None:
    client, her = sign_in("a_manager"), cast.a.street_advisor
    her.ended_on, her.status = date(2024, 10, 31), "left"
    her.save()
    text = client.post(add_url(cast), form_of(her, cast.a.station)).content.decode()
    assert "在岗到 2024-10-31 为止，任职的最后一天请填到那天。" in text
    late = form_of(her, cast.a.station, starts_on="2024-11-01")
    assert "2024-10-31 已是在岗的最后一天" in client.post(add_url(cast), late).content.decode()
    fits = form_of(her, cast.a.station, ends_on="2024-10-31")
    assert client.post(add_url(cast), fits).status_code == 302


def test_a_post_is_changed_and_ended(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    post = make.PostFactory(
        station=cast.a.station, advisor=cast.a.street_advisor, duties="政策解答\n会商协调"
    )
    url = reverse("advisors:post", args=[post.pk])
    text = text_of(client, url)
    assert ">会商协调</textarea>" in text.replace("\n", "")
    sent = form_of(post.advisor, post.station, starts_on="2024-04-01", version=post.version)
    assert client.post(url, {**sent, "ends_on": "2024-09-30"}).status_code == 302
    post.refresh_from_db()
    assert (post.ends_on, post.duties) == (date(2024, 9, 30), "政策解答\n申请受理")
    assert "不在任的" in text_of(client, "/advisors/posts/?as_of=2024-10-01")


def test_whoever_was_slower_is_told_and_loses_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    post = make.PostFactory(station=cast.a.station, advisor=cast.a.street_advisor)
    url = reverse("advisors:post", args=[post.pk])
    sent = form_of(post.advisor, post.station, title="走访联络", version=post.version)
    Post.objects.update(title="前台")
    answer = client.post(url, sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "刚有人改过这个岗位" in text
    assert 'value="走访联络"' in text
    assert "前台" in text
    post.refresh_from_db()
    assert client.post(url, {**sent, "version": post.version}).status_code == 302
    assert Post.objects.get().title == "走访联络"


def test_a_post_entered_by_mistake_is_removed(cast: Cast, sign_in: SignIn) -> None:
    post = make.PostFactory(station=cast.a.station, advisor=cast.a.street_advisor)
    url = reverse("advisors:post-remove", args=[post.pk])
    assert sign_in("b_manager").post(url).status_code == 404
    assert sign_in("a_advisor").post(url).status_code == 403
    assert sign_in("a_manager").post(url).status_code == 302
    assert not Post.objects.exists()


def test_nobody_is_given_a_post_in_another_street(cast: Cast, sign_in: SignIn) -> None:
    sent = form_of(cast.b.street_advisor, cast.a.station)
    text = sign_in("a_manager").post(add_url(cast), sent).content.decode()
    assert "有 1 处要改" in text
    assert cast.b.street_advisor.name not in text
    assert not Post.objects.exists()


def test_the_pages_cost_the_same_however_many_posts(cast: Cast, sign_in: SignIn) -> None:
    def more() -> None:
        for advisor in staff(cast.a.unit, 4):
            make.PostFactory(station=cast.a.station, advisor=advisor)
        staff(cast.a.unit, 3)

    make.PostFactory(station=cast.a.station, advisor=cast.a.street_advisor)
    assert costs_the_same(sign_in("a_manager"), "/advisors/posts/", more)
