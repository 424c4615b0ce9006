"""Why a station opens late: every state × transition × role, by hand; asking, answering, todos."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from core.todos import sources, waiting_for
from stations.milestones.delays import MACHINE, answer_delay, ask_delay
from stations.models import DelayRequest
from tests import factories as make
from tests.cast import Cast
from tests.pages import text_of

REASON = "受理服务中心装修，7月底前启用。"
SEATS = (
    "auditor", "reviewer", "district_admin", "a_admin", "a_manager", "a_advisor", "a_community",
    "b_manager",
)  # fmt: skip
STATES = ("awaiting_review", "accepted", "refused")
WAYS = ("accept", "refuse", "reconsider")
# The only ones that may: seat, state, way → the state it leads to.
OPEN = {
    ("reviewer", "awaiting_review", "accept"): "accepted",
    ("reviewer", "awaiting_review", "refuse"): "refused",
    ("reviewer", "accepted", "reconsider"): "awaiting_review",
}


def request_in(cast: Cast, state: str) -> DelayRequest:
    day = None if state == "awaiting_review" else "2024-06-24"
    made: DelayRequest = make.DelayRequestFactory(street=cast.a.unit, state=state, answered_on=day)
    return made


def test_the_table_names_every_way_there_is() -> None:
    assert {one.name for one in MACHINE.transitions} == set(WAYS)


@pytest.mark.parametrize(("state", "way"), list(itertools.product(STATES, WAYS)))
def test_who_may_take_which_way(cast: Cast, state: str, way: str) -> None:
    for seat in SEATS:
        request = request_in(cast, state)
        expected = OPEN.get((seat, state, way))
        actor = cast.actor(seat)
        assert bool(MACHINE.may(actor, request, way)) == (expected is not None), seat
        assert (way in [one.name for one in MACHINE.open_to(actor, request)]) == bool(expected)
        if expected:
            answer_delay(request=request, way=way, answer="同意", by=actor)
        else:
            with pytest.raises(PermissionDenied):
                answer_delay(request=request, way=way, answer="同意", by=actor)
        request.refresh_from_db()
        assert request.state == (expected or state)
        request.delete()


def test_an_answer_has_its_day_and_a_reconsidered_one_has_none(cast: Cast) -> None:
    reviewer = cast.actor("reviewer")
    request = request_in(cast, "awaiting_review")
    done = answer_delay(request=request, way="accept", answer="同意", by=reviewer)
    assert (str(done.answered_on), done.answered_by, done.answer) == (
        "2024-09-20", "reviewer", "同意",
    )  # fmt: skip
    again = answer_delay(request=done, way="reconsider", answer="", by=reviewer)
    assert (again.answered_on, again.answered_by) == (None, "")


def test_a_second_press_of_the_answer_finds_it_done(cast: Cast) -> None:
    request = request_in(cast, "awaiting_review")
    answer_delay(request=request, way="accept", answer="", by=cast.actor("reviewer"))
    with pytest.raises(PermissionDenied, match="已接受"):
        answer_delay(request=request, way="accept", answer="", by=cast.actor("reviewer"))


def test_a_refusal_says_why(cast: Cast) -> None:
    request = request_in(cast, "awaiting_review")
    with pytest.raises(ValidationError, match="理由"):
        answer_delay(request=request, way="refuse", answer="", by=cast.actor("reviewer"))
    request.refresh_from_db()
    assert request.state == "awaiting_review"


def test_asking_twice_asks_once_and_another_reason_has_to_wait(cast: Cast) -> None:
    by, street = cast.actor("a_manager"), cast.a.unit
    first, is_new = ask_delay(street=street, year=2024, reason=REASON, by=by)
    assert (is_new, str(first.asked_on), first.state) == (True, "2024-09-20", "awaiting_review")
    again, is_new = ask_delay(street=street, year=2024, reason=REASON, by=by)
    assert (again.pk, is_new) == (first.pk, False)
    with pytest.raises(ValidationError, match="已有一份"):
        ask_delay(street=street, year=2024, reason="另一个原因", by=by)
    answer_delay(request=first, way="refuse", answer="写明日期", by=cast.actor("reviewer"))
    _, is_new = ask_delay(street=street, year=2024, reason=REASON, by=by)
    assert is_new
    lines = Entry.objects.filter(subject__startswith="delayrequest:").order_by("id")
    assert [line.action for line in lines] == ["created", "changed", "created"]
    assert REASON not in str([line.detail for line in lines])


@pytest.mark.parametrize("seat", ["reviewer", "a_advisor", "a_community", "b_manager", "auditor"])
def test_only_whoever_keeps_the_streets_records_asks(cast: Cast, seat: str) -> None:
    with pytest.raises(PermissionDenied):
        ask_delay(street=cast.a.unit, year=2024, reason=REASON, by=cast.actor(seat))


def test_the_page_takes_the_reason_and_the_answer(cast: Cast, sign_in) -> None:
    cast.a.station.opened_on = "2024-08-01"
    cast.a.station.save()
    page = f"/stations/milestones/{cast.a.unit.code}/"
    manager, reviewer = sign_in("a_manager"), sign_in("reviewer")
    assert "迟 24 个工作日" in text_of(manager, page)
    empty = manager.post(f"{page}delay/", {"reason": " "})
    assert "请填写延期原因" in empty.content.decode()
    assert manager.post(f"{page}delay/", {"reason": REASON}).status_code == 302
    request = DelayRequest.objects.get()
    answer = f"/stations/delays/{request.pk}/answer/"
    assert 'name="way"' not in text_of(manager, page)
    refused = reviewer.post(answer, {"way": "refuse", "answer": ""}).content.decode()
    assert "不接受的，请写明理由" in refused
    nonsense = reviewer.post(answer, {"way": "approve", "answer": "好"})
    assert (nonsense.status_code, DelayRequest.objects.get().state) == (200, "awaiting_review")
    assert reviewer.post(answer, {"way": "accept", "answer": "同意"}).status_code == 302
    body = text_of(manager, page)
    assert "区级答复：同意" in body
    assert 'name="reason"' not in body


def test_in_time_nobody_asks_for_a_reason(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), f"/stations/milestones/{cast.a.unit.code}/")
    assert 'name="reason"' not in body


def test_both_sides_find_it_among_their_todos(cast: Cast, rf) -> None:
    def titles(seat: str) -> list[str]:
        asker = rf.get("/")
        asker.actor, asker.asked_day = cast.actor(seat), None
        return [todo.title for todo in waiting_for(asker)]

    assert sources
    request = request_in(cast, "awaiting_review")
    name = cast.a.unit.name
    assert f"{name}：延期说明待答复" in titles("reviewer")
    assert "延期说明没有被接受" not in titles("a_manager")
    answer_delay(request=request, way="refuse", answer="写明日期", by=cast.actor("reviewer"))
    assert f"{name}：延期说明待答复" not in titles("reviewer")
    assert "延期说明没有被接受" in titles("a_manager")
    assert "延期说明没有被接受" not in titles("b_manager")
    ask_delay(street=cast.a.unit, year=2024, reason=REASON, by=cast.actor("a_manager"))
    assert "延期说明没有被接受" not in titles("a_manager")
