"""Needs surveys by community and half-year: counted, put right, submitted, corrected (T7-5)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from casework.models import NeedsSurvey, ServiceRecord
from casework.surveys.needs.forms import initial_of
from casework.surveys.needs.halves import HalfYear, offered, parse_half
from casework.surveys.needs.selectors import standings, tally_of
from casework.surveys.needs.services import keep_survey
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.plans.test_at_once import at_once
from tests.stations.browsing import filled, send

LIST = "/casework/surveys/"
SECOND = HalfYear(2024, "2")
SUMMARY = "养老服务需求多，建议增加日托。"


def begin_url(cast: Cast, half: str = "2", year: int = 2024, at: int = 0) -> str:
    return f"{LIST}{cast.a.communities[at].code}/{year}/{half}/"


def kept(cast: Cast, by: str = "a_community", **changes: object) -> NeedsSurvey:
    facts = {"households": 9, "counts": {"health": 4}, "summary": SUMMARY}
    told = {"version": 0, "is_submitted": True, **changes}
    survey, _ = keep_survey(
        community=cast.a.communities[0],
        half=SECOND,
        facts={**facts, **told.pop("facts", {})},  # type: ignore[dict-item]
        by=cast.actor(by),
        **told,  # type: ignore[arg-type]
    )
    return survey


def test_households_are_counted_once_for_each_category(cast: Cast) -> None:
    home, other = cast.a.household, make.HouseholdFactory(community=cast.a.communities[0])
    for household, category, day in (
        (home, "health", date(2024, 7, 1)),
        (home, "health", date(2024, 9, 20)),  # the same household again
        (other, "health", date(2024, 12, 31)),
        (other, "education", date(2024, 8, 1)),
        (home, "donation", date(2024, 6, 30)),  # the half before
    ):
        make.NeedFactory(household=household, category=category, registered_on=day)
    make.NeedFactory(  # another community's
        household=make.HouseholdFactory(community=cast.a.communities[1]),
        category="education",
        registered_on=date(2024, 8, 1),
    )
    make.VisitFactory(household=other, findings=["absent"])  # nobody was met
    tally = tally_of(cast.a.communities[0].pk, SECOND)
    assert tally.households == 1  # the visit of the cast
    counts = {name: count for name, count in tally.counts.items() if count}
    assert counts == {"health": 2, "education": 1}
    assert initial_of(None, tally)["health"] == 2


def test_a_community_keeps_a_draft_and_submits(cast: Cast, sign_in) -> None:
    make.NeedFactory(household=cast.a.household, category="health", registered_on=DAY)
    client, url = sign_in("a_community"), begin_url(cast)
    typed = filled(client, url)
    assert (typed["households"], typed["health"], typed["donation"]) == (["1"], ["1"], ["0"])
    assert f'data-draft="{url}"' in text_of(client, url)
    response = client.post(url, typed | {"health": "3", "households": "12户", "do": "keep"})
    survey = NeedsSurvey.objects.get()
    assert response["Location"] == f"{LIST}{survey.pk}/"
    assert (survey.state, survey.households, survey.counts["health"]) == ("draft", 12, 3)
    assert not ServiceRecord.objects.filter(needs_survey=survey).exists()
    # Begun again, it is gone on with.
    assert client.get(url)["Location"] == f"{LIST}{survey.pk}/change/"
    change = f"{LIST}{survey.pk}/change/"
    refused = send(client, change, do="submit").content.decode()
    assert "提交前要写情况和建议，至少10个字，现在是0个字" in refused
    assert send(client, change, summary=SUMMARY, do="submit").status_code == 302
    survey.refresh_from_db()
    assert (survey.state, survey.submitted_on) == ("submitted", DAY)
    assert survey.submitted_by == "a_community"
    record = ServiceRecord.objects.get(needs_survey=survey)
    assert (record.unit_id, record.given_on) == (cast.a.communities[0].pk, DAY)
    lines = Entry.objects.filter(subject=f"needssurvey:{survey.pk}").order_by("id")
    assert [one.detail.get("transition") for one in lines] == [None, "提交"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"health": "13"}, "健康医疗有 13 户，多过排摸户数 12 户，请核对"),
        ({"health": "-1"}, "应在0到"),
        ({"health": "几户"}, "应填数字"),
        ({"households": ""}, "提交前要填排摸户数"),
        ({"summary": "王阿姨电话13812345678，要人陪诊。"}, "里面有电话号码"),
        ({"summary": "证件310107198001011238，要办低保。"}, "里面有身份证号"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, sign_in, wrong: dict[str, str], sentence: str
) -> None:
    typed = {"households": "12", "summary": SUMMARY, "do": "submit"} | wrong
    response = send(sign_in("a_community"), begin_url(cast), **typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not NeedsSurvey.objects.exists()


def test_what_was_submitted_is_put_right_by_the_street_alone(cast: Cast, sign_in) -> None:
    survey = kept(cast)
    url = f"{LIST}{survey.pk}/change/"
    assert sign_in("a_community").get(url).status_code == 403
    with pytest.raises(PermissionDenied, match="已经提交"):
        kept(cast, version=survey.version, facts={"households": 10})
    assert send(sign_in("a_manager"), url, households="10", do="submit").status_code == 302
    now = NeedsSurvey.objects.get()
    assert (now.households, now.state, now.submitted_on) == (10, "submitted", DAY)
    assert now.submitted_by == "a_community"
    entry = Entry.objects.filter(subject=f"needssurvey:{survey.pk}").order_by("-id").first()
    assert entry.detail["transition"] == "提交后更正"
    assert "households" in entry.detail["fields"]
    assert ServiceRecord.objects.filter(needs_survey=survey).count() == 1


def test_a_half_year_to_come_is_refused_and_one_running_is_not(cast: Cast, sign_in) -> None:
    client = sign_in("a_community")
    response = client.get(begin_url(cast, "1", 2025))
    assert response.status_code == 403
    assert "2025年上半年还没有开始（2025-01-01起）" in response.content.decode()
    with pytest.raises(PermissionDenied, match="还没有开始"):
        keep_survey(
            community=cast.a.communities[0],
            half=HalfYear(2025, "1"),
            version=0,
            facts={"households": 1, "counts": {}, "summary": ""},
            is_submitted=False,
            by=cast.actor("a_community"),
        )
    assert client.get(begin_url(cast, "1")).status_code == 200


@pytest.mark.parametrize(
    ("year", "half"), [(2024, "3"), (2018, "1"), (0, "1"), (99999, "1"), (2024, "x")]
)
def test_what_is_no_half_year_is_not_found(cast: Cast, sign_in, year: int, half: str) -> None:
    assert sign_in("a_community").get(begin_url(cast, half, year)).status_code == 404


def test_two_at_one_form_lose_nothing(cast: Cast, sign_in) -> None:
    survey = kept(cast, is_submitted=False)
    client, url = sign_in("a_community"), f"{LIST}{survey.pk}/change/"
    mine = filled(client, url, health="5", do="keep")
    send(sign_in("a_manager"), url, education="2", summary="街镇写的情况和建议。", do="keep")
    response = client.post(url, mine)
    body = response.content.decode()
    assert response.status_code == 409
    assert "还没有保存" in body
    assert 'name="health" value="5"' in body, "what I typed"
    assert 'name="education" value="2"' in body, "what I left alone"
    with pytest.raises(ChangedMeanwhile):
        kept(cast, version=survey.version, is_submitted=False, facts={"households": 8})


def test_the_same_form_sent_twice_changes_once(cast: Cast, sign_in) -> None:
    client, url = sign_in("a_manager"), begin_url(cast)
    typed = filled(client, url, households="12", summary=SUMMARY, do="submit")
    first, second = (client.post(url, typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert NeedsSurvey.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_begun_by_two_at_once_it_is_there_once(cast: Cast) -> None:
    def begin(households: int) -> object:
        return lambda: kept(cast, is_submitted=False, facts={"households": households})

    came = at_once(begin(3), begin(4))
    assert [type(one) for one in came].count(ChangedMeanwhile) == 1
    kept_one = next(one for one in came if not isinstance(one, Exception))
    assert NeedsSurvey.objects.get().households == kept_one.households


# Lists and scope ------------------------------------------------------------------------------


def test_the_missing_come_first(cast: Cast, sign_in) -> None:
    kept(cast)
    make.NeedsSurveyFactory(community=cast.a.communities[1], half="2")
    body = text_of(sign_in("a_manager"), LIST)
    names = [one.short_name for one in cast.a.communities]
    assert sorted(names, key=body.index) == [names[2], names[1], names[0]]
    assert "健康医疗 4 户" in body
    assert names[0] not in text_of(sign_in("a_manager"), f"{LIST}?show=missing")
    first = text_of(sign_in("a_manager"), f"{LIST}?half=2024-1")
    assert "2024年上半年" in first
    assert "健康医疗 4 户" not in first


def test_before_its_day_a_survey_is_not_submitted_yet(cast: Cast) -> None:
    kept(cast)
    actor = cast.actor("a_community")
    states = [standings(actor, SECOND, day)[0].state for day in (DAY, date(2024, 9, 19))]
    assert states == ["submitted", "draft"]


def test_each_sees_the_communities_of_her_unit(cast: Cast, sign_in) -> None:
    names = {one: one.short_name for one in (*cast.a.communities, *cast.b.communities)}
    for name, seen in (
        ("a_community", cast.a.communities[:1]),
        ("a_admin", cast.a.communities),
        ("reviewer", [*cast.a.communities, *cast.b.communities]),
    ):
        body = text_of(sign_in(name), LIST)
        assert [unit for unit, short in names.items() if short in body] == list(seen)
    assert sign_in("a_manager").get(f"{LIST}?street={cast.b.unit.code}").status_code == 404
    body = text_of(sign_in("reviewer"), f"{LIST}?street={cast.b.unit.code}")
    assert cast.a.communities[0].short_name not in body


@pytest.mark.parametrize(("name", "at"), [("b_manager", 0), ("a_community", 1)])
def test_a_survey_of_another_unit_is_not_found(cast: Cast, sign_in, name: str, at: int) -> None:
    survey = make.NeedsSurveyFactory(community=cast.a.communities[at], half="2")
    client = sign_in(name)
    for url in (f"{LIST}{survey.pk}/", f"{LIST}{survey.pk}/change/", begin_url(cast, at=at)):
        assert client.get(url).status_code == 404
        assert client.post(url, {"households": "1"}).status_code in (404, 405)


def test_the_district_reads_and_writes_nothing(cast: Cast, sign_in) -> None:
    survey = kept(cast)
    assert "养老服务需求多" in text_of(sign_in("reviewer"), f"{LIST}{survey.pk}/")
    for name in ("reviewer", "district_admin", "a_admin"):
        assert sign_in(name).get(f"{LIST}{survey.pk}/change/").status_code == 403


def test_the_pages_cost_the_same_whatever_they_hold(cast: Cast, sign_in) -> None:
    survey = kept(cast)

    def add() -> None:
        unit = make.CommunityFactory(parent=cast.a.unit)
        make.NeedsSurveyFactory(community=unit, half="2")
        make.NeedFactory(household=cast.a.household, category="health", registered_on=DAY)

    for name in ("a_manager", "reviewer"):
        assert costs_the_same(sign_in(name), LIST, add)
        assert costs_the_same(sign_in(name), f"{LIST}{survey.pk}/", add)
    assert costs_the_same(sign_in("a_manager"), f"{LIST}{survey.pk}/change/", add)


# What waits -----------------------------------------------------------------------------------


def test_a_community_is_reminded_from_the_last_thirty_days_on(cast: Cast, sign_in) -> None:
    client = sign_in("a_community")
    first, second = "写2024年上半年的需求排摸", "写2024年下半年的需求排摸"

    def waits(day: str) -> list[bool]:
        body = text_of(client, f"/?as_of={day}")
        return [first in body, second in body]

    assert waits("2024-05-30") == [False, False]
    assert waits("2024-05-31") == [True, False]
    assert waits("2024-09-20") == [True, False]
    assert waits("2024-12-01") == [True, True]
    make.NeedsSurveyFactory(
        community=cast.a.communities[0], state="submitted", submitted_on=date(2024, 9, 1)
    )
    assert waits("2024-12-01") == [False, True]
    street = text_of(sign_in("a_manager"), "/")
    assert "2个居村还没有提交2024年上半年的需求排摸" in street
    assert "需求排摸" not in text_of(sign_in("reviewer"), "/")


def test_half_years_are_read_and_offered() -> None:
    assert parse_half("2024-2") == SECOND
    for nonsense in ("", "2024", "2024-3", "٢٠٢٤-1", "99999-1", "2018-1", "-1", "2024-1-1"):
        assert parse_half(nonsense) is None
    labels = [one.label for one in offered(date(2020, 3, 1))]
    assert labels == ["2020年上半年", "2019年下半年", "2019年上半年"]
    assert SECOND.before == HalfYear(2024, "1")
