"""Stars: given, corrected, taken back; counted from the day they were decided (T6-5)."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pypdf import PdfReader

from advisors.models import StarRating
from advisors.stars import services
from advisors.stars.selectors import levels_in
from audit.models import Entry
from tests import factories as make
from tests.assessment.counting import Counting
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import send
from tests.stations.papers import words_on

FACTS = {
    "level": 4,
    "basis": "办结个案36件",
    "decided_by": "石泉路街道办事处",
    "decided_on": date(2024, 9, 10),
}
TYPED = {
    "year": "2024",
    "level": "4",
    "basis": "办结个案36件",
    "decided_by": "石泉路街道办事处",
    "decided_on": "2024-09-10",
    "reason": "",
}


def rated(cast: Cast, *, year: int = 2024, reason: str = "", **changes: object) -> StarRating:
    rating, _ = services.rate(
        advisor=cast.a.street_advisor,
        year=year,
        facts=FACTS | changes,
        reason=reason,
        by=cast.actor("a_manager"),
    )
    return rating


def page(cast: Cast) -> str:
    return f"/advisors/{cast.a.street_advisor.pk}/rate/"


# The measure ---------------------------------------------------------------------------------


def test_stars_count_from_the_day_they_were_decided(cast: Cast) -> None:
    # The cast's own rating came with a ledger and has no day: it counts from 1 January.
    rated(cast)
    days = {date(2024, 1, 1): 1, date(2024, 9, 9): 1, date(2024, 9, 10): 2, date(2024, 12, 31): 2}
    for day, count in days.items():
        assert Counting.on(day).counts("T6-5", cast.a.unit) == (count, None), day


def test_stars_of_another_year_or_of_somebody_who_left_do_not_count(cast: Cast) -> None:
    StarRating.objects.all().delete()
    rating = rated(cast, year=2023, decided_on=date(2023, 12, 20))
    assert Counting.on().counts("T6-5", cast.a.unit) is None
    rating.delete()
    rated(cast)
    advisor = cast.a.street_advisor
    advisor.ended_on = date(2024, 10, 31)
    advisor.save()
    assert Counting.on(date(2024, 10, 31)).counts("T6-5", cast.a.unit) == (1, None)
    assert Counting.on(date(2024, 11, 1)).counts("T6-5", cast.a.unit) is None


# Giving them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "decided_on", "sentence"),
    [
        (2024, date(2023, 12, 31), "评定日期 2023-12-31 不在 2024 年，请核对年度和日期。"),
        (2024, date(2024, 9, 21), "评定日期 2024-09-21 还没有到，评定之后再登记。"),
        (
            2023,
            date(2023, 2, 28),
            "评定日期 2023-02-28 早于上岗日期 2023-03-01，那时还没有上岗。",
        ),
    ],
)
def test_each_mistake_has_its_own_sentence(
    cast: Cast, year: int, decided_on: date, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        rated(cast, year=year, decided_on=decided_on)
    assert refused.value.message_dict == {"decided_on": [sentence]}


def test_who_had_left_by_then_is_not_rated(cast: Cast) -> None:
    advisor = cast.a.street_advisor
    advisor.ended_on = date(2024, 9, 9)
    advisor.save()
    with pytest.raises(ValidationError, match="评定日期 2024-09-10 晚于离岗日期 2024-09-09"):
        rated(cast)


def test_a_correction_wants_its_reason_and_stands_in_the_trail(cast: Cast) -> None:
    first = rated(cast)
    assert rated(cast) == first  # the same once more: nothing to write
    with pytest.raises(ValidationError, match="2024 年已评为 4 星，更正的请写明原因"):
        rated(cast, level=5)
    assert rated(cast, level=5, reason="复核后更正") == first
    first.refresh_from_db()
    assert first.level == 5
    lines = Entry.objects.filter(subject=f"advisor:{cast.a.street_advisor.pk}").order_by("id")
    assert [(line.action, line.detail) for line in lines] == [
        ("created", {"unit": cast.a.unit.code, "stars_of": 2024, "level": 4}),
        (
            "changed",
            {
                "unit": cast.a.unit.code,
                "stars_of": 2024,
                "level": 5,
                "fields": ["level"],
                "reason": "复核后更正",
            },
        ),
    ]


def test_what_a_ledger_left_open_is_filled_in_without_a_reason(cast: Cast) -> None:
    rating = make.StarRatingFactory(advisor=cast.a.street_advisor, level=4)
    assert rated(cast) == rating
    rating.refresh_from_db()
    assert rating.decided_on == date(2024, 9, 10)


@pytest.mark.parametrize("seat", ["a_admin", "a_advisor", "a_community", "b_manager"])
def test_others_give_and_take_no_stars(cast: Cast, seat: str) -> None:
    rating, by = rated(cast), cast.actor(seat)
    with pytest.raises(PermissionDenied):
        services.rate(advisor=cast.a.street_advisor, year=2023, facts=FACTS, reason="", by=by)
    with pytest.raises(PermissionDenied):
        services.take_back(rating=rating, reason="误登", by=by)
    assert StarRating.objects.filter(pk=rating.pk).exists()


def test_the_levels_are_those_of_the_standard() -> None:
    assert list(levels_in({"star_lowest": 1, "star_highest": 4})) == [1, 2, 3, 4]
    # Published before they were a setting.
    assert list(levels_in({})) == [3, 4, 5]


# The pages -----------------------------------------------------------------------------------


def test_stars_through_the_browser(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    name = cast.a.street_advisor.name
    assert name not in text_of(client, "/advisors/stars/")
    assert name in text_of(client, "/advisors/stars/?show=unrated")
    assert client.post(page(cast), TYPED).status_code == 302
    assert StarRating.objects.get(advisor=cast.a.street_advisor).level == 4
    assert name in text_of(client, "/advisors/stars/")
    # As of the day before it was decided it isn't there.
    assert name not in text_of(client, "/advisors/stars/?as_of=2024-09-09")
    assert "这一年还没有评过星级" in text_of(client, "/advisors/stars/?year=2022")


@pytest.mark.parametrize("level", ["2", "6"])
def test_a_level_the_standard_does_not_know_is_refused(cast: Cast, sign_in, level: str) -> None:
    response = sign_in("a_manager").post(page(cast), TYPED | {"level": level})
    assert response.status_code == 200
    assert "办结个案36件" in response.content.decode()  # nothing typed is lost
    assert not StarRating.objects.filter(advisor=cast.a.street_advisor).exists()


def test_a_correction_and_a_removal_through_the_browser(cast: Cast, sign_in) -> None:
    client, rating = sign_in("a_manager"), rated(cast)
    corrected = send(client, f"{page(cast)}?year=2024", level="5", reason="复核后更正")
    assert corrected.status_code == 302
    rating.refresh_from_db()
    assert rating.level == 5
    remove = {"action": "remove", "rating": str(rating.pk), "reason": ""}
    assert "请填写删除的原因" in client.post(page(cast), remove).content.decode()
    assert client.post(page(cast), remove | {"reason": "登记错人"}).status_code == 302
    assert not StarRating.objects.filter(pk=rating.pk).exists()
    assert Entry.objects.get(action="deleted").detail["reason"] == "登记错人"
    # Pressed once more: gone already, and no error.
    assert client.post(page(cast), remove | {"reason": "登记错人"}).status_code == 302


def test_stars_of_an_earlier_street_are_shown_and_not_changed(cast: Cast, sign_in) -> None:
    before = make.AdvisorFactory(
        street=cast.b.unit, person=cast.a.street_advisor.person, started_on=date(2022, 1, 1)
    )
    make.StarRatingFactory(advisor=before, year=2022, basis="邻街所评")
    body = text_of(sign_in("a_manager"), page(cast))
    assert "邻街所评" in body
    assert "长寿路街道" in body
    assert "更正或删除" not in body


def test_a_certificate_is_handed_out_and_that_is_written_down(cast: Cast, sign_in) -> None:
    rating = rated(cast)
    url = f"/advisors/stars/{rating.pk}/certificate/"
    response = sign_in("a_manager").get(url)
    assert response["Content-Type"] == "application/pdf"
    words = words_on(PdfReader(BytesIO(response.content)).pages[0])
    for told in (
        "星级救助顾问证书",
        f"{cast.a.street_advisor.name}同志：",
        "在2024年度社区救助顾问星级评定中，被评定为“四星级救助顾问”。",
        "评定依据：办结个案36件",
        "石泉路街道办事处",
        "2024年9月10日",
        f"编号：017-2024-{rating.pk:05d}",
    ):
        assert told in words
    line = Entry.objects.get(action="exported")
    assert (line.subject, line.detail["stars_of"]) == (
        f"advisor:{cast.a.street_advisor.pk}",
        2024,
    )
    # The name stands on it in full: the district doesn't read it.
    assert sign_in("reviewer").get(url).status_code == 403
    assert sign_in("a_advisor").get(url).status_code == 403
    assert sign_in("b_manager").get(url).status_code == 404


def test_she_prints_her_own_certificate(cast: Cast, sign_in) -> None:
    rating = cast.a.community_advisor.star_ratings.get()
    url = f"/advisors/stars/{rating.pk}/certificate/"
    client = sign_in("a_community")
    # Without the day of the decision there is none to print yet.
    assert client.get(url)["Location"] == f"/advisors/{cast.a.community_advisor.pk}/"
    rating.decided_on = date(2024, 9, 10)
    rating.save()
    assert client.get(url).status_code == 200


def test_the_list_costs_the_same_with_more_rows(cast: Cast, sign_in) -> None:
    def more() -> None:
        for street in (cast.a.unit, cast.b.unit):
            make.StarRatingFactory(advisor=make.AdvisorFactory(street=street))

    assert costs_the_same(sign_in("reviewer"), "/advisors/stars/?show=all", more)


def test_the_page_of_one_costs_the_same_with_more_stars(cast: Cast, sign_in) -> None:
    def more() -> None:
        for year in (2021, 2022, 2023):
            make.StarRatingFactory(advisor=cast.a.street_advisor, year=year)

    rated(cast)
    assert costs_the_same(sign_in("a_manager"), page(cast), more)
