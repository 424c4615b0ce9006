"""A visit is put right, or taken back: by whom, and what becomes of what hangs on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from audit.models import Entry
from casework.models import Household, Need, ServiceRecord, Visit
from casework.visits.due import with_due
from casework.visits.services import change_visit, void_visit
from core.versions import ChangedMeanwhile
from tests.casework.visits.telling import facts, logged
from tests.cast import DAY, Cast
from tests.pages import text_of

SignIn = Callable[[str], Client]


def url(visit: Visit, page: str) -> str:
    return f"/casework/visits/{visit.pk}/{page}"


def typed(visit: Visit, **change: Any) -> dict[str, Any]:
    """What the form of a change sends, with the values it was drawn with."""
    drawn = {"visited_on": "2024-09-20", "mode": "home", "findings": ["stable"]}
    return {
        "version": str(visit.version),
        **drawn,
        **{f"initial-{name}": value for name, value in drawn.items()},
        "initial-note": "",
        **change,
    }


# Changing -------------------------------------------------------------------------------------


def test_the_form_holds_what_was_told(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast, note="问居家护理的补贴", needs=("health",), mode="phone")
    page = text_of(sign_in("a_community"), url(visit, "change/"))
    assert "问居家护理的补贴" in page
    assert page.count("checked") == 3
    # What is folded away holds something, so it is open.
    assert '<details class="visitform-more" open>' in page


def test_a_visit_is_put_right(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast, needs=("health", "education"), deeds=("policy_guidance",))
    change = typed(
        visit,
        visited_on="2024-09-19",
        note="其实是前一天去的",
        need_kinds=["health", "donation"],
        deeds=["emotional_support"],
    )
    page = sign_in("a_community").post(url(visit, "change/"), change, follow=True)
    assert "已保存。" in page.content.decode()
    visit.refresh_from_db()
    assert (visit.visited_on, visit.note) == (date(2024, 9, 19), "其实是前一天去的")
    needs = Need.objects.filter(visit=visit).order_by("category")
    assert [(one.category, one.registered_on) for one in needs] == [
        ("donation", date(2024, 9, 19)),
        ("health", date(2024, 9, 19)),
    ]
    records = ServiceRecord.objects.filter(visit=visit).order_by("pk")
    assert [(one.service_type, one.given_on) for one in records] == [
        ("visiting", date(2024, 9, 19)),
        ("emotional_support", date(2024, 9, 19)),
    ]
    line = Entry.objects.filter(action="changed").order_by("-pk").first()
    assert line
    assert set(line.detail["items"]) == {"走访日期", "情况说明", "需求", "做了什么"}
    assert "前一天" not in str(line.detail)


def test_nothing_changed_writes_nothing(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast)
    page = sign_in("a_community").post(url(visit, "change/"), typed(visit), follow=True)
    assert "没有改动" in page.content.decode()
    assert not Entry.objects.filter(action="changed").exists()
    visit.refresh_from_db()
    assert visit.version == 1


def test_of_two_who_change_it_the_second_sees_both(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast)
    drawn = typed(visit, note="我写的一句话", mode="phone", **{"initial-mode": "home"})
    change_visit(
        visit=visit,
        version=visit.version,
        facts=facts(cast, note="别人写的一句话", deeds=("policy_guidance",)),
        by=cast.actor("a_manager"),
    )
    response = sign_in("a_community").post(url(visit, "change/"), drawn)
    assert response.status_code == 409
    page = response.content.decode()
    assert "刚有人改过这次走访" in page
    assert "别人写的一句话" in page
    assert "我写的一句话" in page
    # What she left alone is taken over; what she changed stays.
    assert response.context["form"].data.getlist("deeds") == ["policy_guidance"]
    assert response.context["form"].data["version"] == "2"
    visit.refresh_from_db()
    assert visit.note == "别人写的一句话"


def test_a_change_is_held_to_the_same_rules(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast)
    client = sign_in("a_community")
    wrong = [
        ({"visited_on": "2024-09-21"}, "还没有到"),
        ({"findings": []}, "写至少5个字"),
        ({"next_visit_on": "2024-09-01"}, "下次走访要晚于这次"),
        ({"visited_on": "2024-09-02"}, "已登记过一次走访这户（上门"),
        ({"visited_on": "2023-01-01"}, "2023-01-01不在岗"),
    ]
    for change, words in wrong:
        page = client.post(url(visit, "change/"), typed(visit, **change)).content.decode()
        assert words in page
    visit.refresh_from_db()
    assert visit.version == 1


def test_what_a_ledger_told_stays_where_the_form_asks_nothing(cast: Cast) -> None:
    visit = logged(cast, "a_manager", is_new_finding=True, source="ledger")
    told = facts(cast, note="补上一句情况说明")
    assert change_visit(visit=visit, version=1, facts=told, by=cast.actor("a_manager"))
    visit.refresh_from_db()
    assert (visit.is_new_finding, visit.source) == (True, "ledger")


def test_a_manager_can_change_who_visited(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast)
    change = typed(visit, advisor=str(cast.a.street_advisor.pk))
    sign_in("a_manager").post(url(visit, "change/"), change)
    visit.refresh_from_db()
    assert visit.advisor == cast.a.street_advisor
    assert ServiceRecord.objects.get(visit=visit).unit_id == cast.a.unit.pk


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("a_community", 200), ("a_manager", 200), ("a_advisor", 403), ("b_manager", 404),
        ("b_community", 404), ("reviewer", 403), ("auditor", 403), ("a_admin", 403),
    ],
)  # fmt: skip
def test_who_may_change_and_take_back(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    visit = logged(cast)
    client = sign_in(who)
    for page in ("change/", "void/"):
        assert client.get(url(visit, page)).status_code == status
    if status == 200:
        return
    by = cast.actor(who)
    with pytest.raises(PermissionDenied):
        change_visit(visit=visit, version=1, facts=facts(cast, note="改成这样一句"), by=by)
    with pytest.raises(PermissionDenied):
        void_visit(visit=visit, reason="登错了户", by=by)


def test_whoever_wrote_it_down_may_change_it(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast, "a_manager")
    Visit.objects.filter(pk=visit.pk).update(written_by=cast.users["a_advisor"])
    assert sign_in("a_advisor").get(url(visit, "change/")).status_code == 200


def test_a_version_from_before_is_refused(cast: Cast) -> None:
    visit, by = logged(cast), cast.actor("a_community")
    change_visit(visit=visit, version=1, facts=facts(cast, note="改成这样一句"), by=by)
    with pytest.raises(ChangedMeanwhile):
        change_visit(visit=visit, version=1, facts=facts(cast, note="改成那样一句"), by=by)


# Taking back ----------------------------------------------------------------------------------


def test_taken_back_it_counts_nowhere_and_says_why(cast: Cast, sign_in: SignIn) -> None:
    Visit.objects.filter(household=cast.a.household).delete()
    visit = logged(cast, needs=("health",), deeds=("policy_guidance",))
    client = sign_in("a_community")
    assert "作废后不能恢复" in text_of(client, url(visit, "void/"))
    page = client.post(url(visit, "void/"), {"reason": "登错了户"}, follow=True).content.decode()
    assert "已作废，不再计数：登错了户" in page
    assert "修改" not in page.split("<main")[1].split("</main>")[0]
    visit.refresh_from_db()
    assert (visit.void_reason, visit.voided_at is not None) == ("登错了户", True)
    assert not visit.needs.exists()
    assert not visit.records.exists()
    found = with_due(Household.objects.filter(pk=cast.a.household.pk), DAY, 1).get()
    assert (found.done, found.due_on) == (0, date(2024, 9, 30))


def test_a_reason_is_asked_for(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast)
    page = sign_in("a_community").post(url(visit, "void/"), {"reason": " "}).content.decode()
    assert "请写明为什么作废" in page
    with pytest.raises(ValidationError):
        void_visit(visit=visit, reason=" ", by=cast.actor("a_community"))
    visit.refresh_from_db()
    assert visit.voided_at is None


def test_taken_back_it_is_changed_no_more(cast: Cast, sign_in: SignIn) -> None:
    visit, by = logged(cast), cast.actor("a_community")
    assert void_visit(visit=visit, reason="登错了户", by=by)
    assert not void_visit(visit=visit, reason="别的原因", by=by)
    client = sign_in("a_community")
    assert "已作废，不能再改" in text_of(client, url(visit, "change/"), status=403)
    # The second click finds it done.
    again = client.post(url(visit, "void/"), {"reason": "别的原因"}, follow=True)
    assert "登错了户" in again.content.decode()
