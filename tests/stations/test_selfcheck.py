"""The annex as a checklist: prefilled, answered, checked again, two at once (T2-2)."""

from datetime import date
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from audit.models import Entry
from core.todos import waiting_for
from stations.annex.checks import Word, keep_answers, keep_words
from stations.models import SelfCheck, Station
from tests import factories as make
from tests.assessment.counting import BOOK
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import filled, send


def url(cast: Cast) -> str:
    return f"/stations/self-check/{cast.a.unit.code}/"


def check(cast: Cast, **words: str) -> None:
    keep_words(
        street=cast.a.unit,
        book=BOOK,
        words={code.replace("_", "-"): Word(result, "", 0) for code, result in words.items()},
        by=cast.actor("a_manager"),
    )


def row(cast: Cast, code: str) -> SelfCheck:
    found: SelfCheck = cast.a.unit.self_checks.get(clause=code)
    return found


def saved(cast: Cast) -> dict[str, str]:
    return dict(cast.a.unit.self_checks.values_list("clause", "result"))


def test_every_clause_of_the_annex_is_there_in_its_own_words(cast: Cast, sign_in) -> None:
    body = unescape(text_of(sign_in("a_manager"), url(cast)))
    codes = [c.code for c in BOOK.clauses if c.code.startswith("S")]
    assert len(codes) == 13
    assert [code for code in codes if f'id="{code}"' not in body] == []
    assert "并使用全市统一标识" in body
    assert body.count("加分项") == 1  # S2-3
    assert "T1-2" not in body


def test_what_records_tell_is_chosen_already(cast: Cast, sign_in) -> None:
    make.StationEquipmentFactory(station=cast.a.station, kind="desk")
    fields = filled(sign_in("a_manager"), url(cast))
    assert fields["S1-1-result"] == ["met"]  # the name is the right one
    assert fields["S2-2-result"] == ["partly"]  # one kind of four
    assert fields["S1-5-result"] == ["partly"]  # one point of three communities
    assert fields["S1-4-result"] == ["not_applicable"]  # no brand
    assert "S3-2-result" not in fields  # nothing is recorded of leaflets
    Station.objects.filter(pk=cast.a.station.pk).update(brand_name="石泉有爱")
    # No sign is known to show the brand instead of the name.
    assert filled(sign_in("a_manager"), url(cast))["S1-4-result"] == ["met"]
    assert saved(cast) == {}  # looking keeps nothing


def test_the_street_saves_many_at_once(cast: Cast, sign_in) -> None:
    typed = {"S1-2-result": "met", "S3-2-result": "not_met", "S3-2-note": "手册还在印"}
    kept = {"S1-1-result": "", "S1-5-result": "", "S1-4-result": "", "S1-6-result": "",
            "S2-1-result": "", "S2-2-result": "", "S3-3-result": ""}  # fmt: skip
    client = sign_in("a_manager")
    assert send(client, url(cast), **kept, **typed).status_code == 302
    assert saved(cast) == {"S1-2": "met", "S3-2": "not_met"}
    one = row(cast, "S3-2")
    assert (one.note, str(one.checked_on), one.checked_by, one.version) == (
        "手册还在印", "2024-09-20", "a_manager", 1,
    )  # fmt: skip
    line = Entry.objects.get(subject="self_checks:2024")
    assert line.detail["clauses"] == ["S1-2", "S3-2"]
    # The same form again writes nothing.
    send(client, url(cast), **kept)
    assert Entry.objects.filter(subject="self_checks:2024").count() == 1


def test_not_applicable_wants_its_reason_and_is_only_offered_where_the_annex_leaves_it_open(
    cast: Cast, sign_in
) -> None:
    client = sign_in("a_manager")
    body = text_of(client, url(cast))
    offered = {code for code in ("S1-1", "S1-4", "S1-7", "S2-2", "S2-3", "S3-1")
               if f'name="{code}-result" value="not_applicable"' in body}  # fmt: skip
    assert offered == {"S1-4", "S2-3"}
    typed = {"S2-3-result": "not_applicable", "S1-4-result": ""}
    body = send(client, url(cast), **typed).content.decode()
    assert "S2-3 选了“不适用”，请写明为什么不适用。" in body
    with pytest.raises(PermissionDenied, match="S1-1"):
        check(cast, S1_1="not_applicable")
    assert saved(cast) == {}


def test_the_reviewer_answers_and_agrees_with_the_rest(cast: Cast, sign_in) -> None:
    check(cast, S1_1="met", S1_2="met", S3_1="partly")
    reviewer = sign_in("reviewer")
    assert sorted(name for name in filled(reviewer, url(cast)) if name.endswith("version")) == [
        "S1-1-version", "S1-2-version", "S3-1-version",
    ]  # fmt: skip
    silent = send(reviewer, url(cast), **{"S1-2-result": "not_met"}).content.decode()
    assert "S1-2 的审核结果和街镇自查不同，请写明原因" in silent
    answer = {"S1-2-result": "not_met", "S1-2-note": "室外的牌子被树挡住"}
    assert send(reviewer, url(cast), rest="agree", **answer).status_code == 302
    found = {one.clause: (one.review, one.review_note) for one in cast.a.unit.self_checks.all()}
    assert found == {
        "S1-1": ("met", ""),
        "S1-2": ("not_met", "室外的牌子被树挡住"),
        "S3-1": ("partly", ""),
    }
    assert str(row(cast, "S1-1").reviewed_on) == "2024-09-20"
    body = text_of(sign_in("a_manager"), url(cast))
    assert "室外的牌子被树挡住" in body
    assert "和自查不同" in body


def test_without_the_button_only_what_was_answered_is_kept(cast: Cast, sign_in) -> None:
    check(cast, S1_1="met", S1_2="met")
    send(sign_in("reviewer"), url(cast), **{"S1-1-result": "met"})
    assert (row(cast, "S1-1").review, row(cast, "S1-2").review) == ("met", "")


def test_checking_again_clears_the_answer(cast: Cast, sign_in) -> None:
    check(cast, S1_1="met", S1_2="met", S1_3="met")
    send(sign_in("reviewer"), url(cast), rest="agree")
    manager = sign_in("a_manager")
    send(manager, url(cast), **{"S1-1-result": "partly", "S1-2-again": "on"})
    reviews = [row(cast, code).review for code in ("S1-1", "S1-2", "S1-3")]
    assert reviews == ["", "", "met"]
    assert row(cast, "S1-2").reviewed_on is None


def test_the_second_of_two_sees_the_first_and_loses_nothing(cast: Cast, sign_in) -> None:
    check(cast, S1_1="met")
    manager, admin = sign_in("a_manager"), sign_in("a_admin")
    seen = filled(manager, url(cast), **{"S1-1-result": "partly", "S1-1-note": "招牌还没换"})
    send(admin, url(cast), **{"S1-1-result": "not_met", "S1-1-note": "名称错一个字"})
    clash = manager.post(url(cast), seen)
    body = clash.content.decode()
    assert clash.status_code == 409
    assert "名称错一个字" in body
    assert 'value="招牌还没换"' in body
    assert row(cast, "S1-1").result == "not_met"


def test_an_agreement_is_about_what_was_seen(cast: Cast, sign_in) -> None:
    check(cast, S1_1="met")
    reviewer = sign_in("reviewer")
    seen = filled(reviewer, url(cast), rest="agree")
    send(sign_in("a_manager"), url(cast), **{"S1-1-result": "partly"})
    assert reviewer.post(url(cast), seen).status_code == 409
    assert row(cast, "S1-1").review == ""


@pytest.mark.parametrize("seat", ["reviewer", "a_advisor", "a_community", "b_manager"])
def test_others_do_not_check(cast: Cast, seat: str) -> None:
    with pytest.raises(PermissionDenied):
        keep_words(
            street=cast.a.unit,
            book=BOOK,
            words={"S1-1": Word("met", "", 0)},
            by=cast.actor(seat),
        )


@pytest.mark.parametrize("seat", ["district_admin", "a_manager", "a_admin", "b_manager"])
def test_nobody_but_the_reviewer_answers(cast: Cast, seat: str) -> None:
    check(cast, S1_1="met")
    with pytest.raises(PermissionDenied):
        keep_answers(
            street=cast.a.unit,
            book=BOOK,
            answers={"S1-1": Word("met", "", 1)},
            by=cast.actor(seat),
        )


def test_the_street_advisor_reads_and_fills_nothing(cast: Cast, sign_in) -> None:
    check(cast, S1_1="met")
    body = text_of(sign_in("a_advisor"), url(cast))
    assert "符合" in body
    assert "S1-1-result" not in body


def test_the_table_of_streets_counts_them(cast: Cast, sign_in) -> None:
    check(cast, S1_1="met", S1_2="met", S1_3="met")
    cast.a.unit.self_checks.filter(clause="S1-1").update(
        review="not_met", reviewed_on=date(2024, 9, 20)
    )
    body = text_of(sign_in("reviewer"), "/stations/self-check/")
    assert "3 / 13" in body
    assert "0 / 13" in body  # the neighbour
    assert sign_in("a_manager").get("/stations/self-check/").headers["Location"] == url(cast)


def test_both_sides_find_it_among_their_todos(cast: Cast, rf) -> None:
    def titles(seat: str) -> list[str]:
        asker = rf.get("/")
        asker.actor, asker.asked_day = cast.actor(seat), None
        return [todo.title for todo in waiting_for(asker)]

    check(cast, S1_1="met", S1_2="met")
    assert f"{cast.a.unit.name}：2 条自查待审" in titles("reviewer")
    keep_answers(
        street=cast.a.unit,
        book=BOOK,
        answers={"S1-1": Word("met", "", 1), "S1-2": Word("not_met", "看不清", 1)},
        by=cast.actor("reviewer"),
    )
    assert f"{cast.a.unit.name}：2 条自查待审" not in titles("reviewer")
    assert "1 条自查的审核意见和自查不同" in titles("a_manager")
    assert "1 条自查的审核意见和自查不同" not in titles("b_manager")


def test_the_page_costs_the_same_with_more_checks_and_points(cast: Cast, sign_in) -> None:
    client: Client = sign_in("a_manager")
    check(cast, S1_1="met")

    def more() -> None:
        check(cast, S1_2="met", S1_3="met", S3_1="partly")
        for community in cast.a.communities[1:]:
            make.ServicePointFactory(community=community)

    assert costs_the_same(client, url(cast), more)
