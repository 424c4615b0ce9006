"""What becomes of the needs of a visit that is put right or taken back."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from casework.models import Need, Visit
from casework.visits.services import change_visit, void_visit
from tests.casework.needs.scenes import added, referral_of, settled
from tests.casework.visits.telling import facts, logged
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.stations.browsing import send

EARLIER = date(2024, 9, 10)


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """A visit of the 10th with two needs."""
    return logged(cast, visited_on=EARLIER, needs=("health", "education"))


def need_in(visit: Visit, category: str) -> Need:
    return Need.objects.get(visit=visit, category=category)


def change(cast: Cast, visit: Visit, **told: Any) -> bool:
    return change_visit(
        visit=visit,
        version=Visit.objects.get(pk=visit.pk).version,
        facts=facts(cast, **{"visited_on": EARLIER, "needs": ("health", "education"), **told}),
        by=cast.actor("a_community"),
    )


def test_what_was_acted_on_is_not_taken_away(cast: Cast, visit: Visit) -> None:
    referral_of(need_in(visit, "health"), offered_on=DAY, consent_on=DAY)
    settled(cast, need_in(visit, "education"), settled_on=DAY)
    for needs, name in ((("education",), "健康医疗"), (("health",), "助学帮扶")):
        with pytest.raises(ValidationError, match=f"“{name}”的需求已经对接或了结") as refused:
            change(cast, visit, needs=needs)
        assert list(refused.value.message_dict) == ["need_kinds"]
    assert visit.needs.count() == 2
    # What is left alone may be added to and told better.
    assert change(cast, visit, needs=("health", "education", "donation"), note="补上一句话")
    assert visit.needs.count() == 3
    assert change(cast, visit), "and what nobody acted on is taken away again"
    assert visit.needs.count() == 2


def test_the_form_says_so_at_its_field(cast: Cast, visit: Visit, sign_in: Any) -> None:
    settled(cast, need_in(visit, "health"), settled_on=DAY)
    page = f"/casework/visits/{visit.pk}/change/"
    body = send(sign_in("a_community"), page, need_kinds=["education"]).content.decode()
    assert "“健康医疗”的需求已经对接或了结" in body


def test_a_visit_is_not_later_than_what_followed_it(cast: Cast, visit: Visit) -> None:
    offered = date(2024, 9, 12)
    referral_of(need_in(visit, "health"), "revoked", offered_on=offered, consent_on=offered,
                closed_on=DAY)  # fmt: skip
    with pytest.raises(ValidationError, match="2024-09-12已经对接或了结，走访日期不能晚于那天"):
        change(cast, visit, visited_on=date(2024, 9, 13))
    assert change(cast, visit, visited_on=date(2024, 9, 12))
    assert need_in(visit, "health").registered_on == date(2024, 9, 12)


def test_a_need_registered_on_a_later_day_keeps_it(cast: Cast, visit: Visit) -> None:
    later = date(2024, 9, 18)
    by_hand = added(cast, visit=visit, category="donation", registered_on=later)
    told = ("health", "education", "donation")
    assert change(cast, visit, needs=told, note="补上一句话")
    assert need_in(visit, "donation").registered_on == later
    assert change(cast, visit, needs=told, visited_on=date(2024, 9, 12))
    days = {one.category: one.registered_on for one in visit.needs.all()}
    assert days == {"health": date(2024, 9, 12), "education": date(2024, 9, 12), "donation": later}
    # No need is older than the visit that it came up on.
    assert change(cast, visit, needs=told, visited_on=date(2024, 9, 19))
    by_hand.refresh_from_db()
    assert by_hand.registered_on == date(2024, 9, 19)


def test_one_registered_in_error_is_no_need_of_the_visit(
    cast: Cast, visit: Visit, sign_in: Any
) -> None:
    mistaken = settled(cast, need_in(visit, "health"), settlement="mistaken")
    body = text_of(sign_in("a_community"), f"/casework/visits/{visit.pk}/")
    assert "健康医疗" not in body
    assert not change(cast, visit, needs=("education",)), "it is as the form is drawn now"
    # Told again, it is there again.
    assert change(cast, visit)
    mistaken.refresh_from_db()
    assert (mistaken.settlement, mistaken.settled_on, mistaken.settlement_note) == ("", None, "")
    assert visit.needs.count() == 2


def test_taken_back_a_visit_leaves_what_was_acted_on(cast: Cast, visit: Visit) -> None:
    kept = need_in(visit, "health")
    referral_of(kept, "rejected", offered_on=EARLIER, consent_on=EARLIER,
                answered_on=DAY, closed_on=DAY)  # fmt: skip
    assert void_visit(visit=visit, reason="登错了户", by=cast.actor("a_community"))
    kept.refresh_from_db()
    assert list(Need.objects.all()) == [kept]
    assert (kept.visit, kept.registered_on) == (None, EARLIER)


def test_a_need_that_followed_its_household_is_not_called_back(cast: Cast, visit: Visit) -> None:
    other = cast.a.communities[1]
    Need.objects.filter(visit=visit, category="health").update(community=other)
    change(cast, visit, note="补上一句话说明")
    assert need_in(visit, "health").community == other
    assert need_in(visit, "education").community == cast.a.communities[0]
