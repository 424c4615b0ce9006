"""What is not over goes along when a household moves, or when its community becomes another.

Open needs, running referrals, support plans and conference cases belong to whoever serves the
household now; what is over stays where it was done. What a service point took in over its
counter (handovers, unresolved matters) stays with the point when a household moves, and goes
with the point when its community becomes another. Links that were sent out go with what they
answer. Service records stay: each tells of a day that is past.
"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import OneTimeLink
from casework.enums import CaseOutcome, ReferralState
from casework.models import ConferenceCase, Handover, Need, Referral, StuckCase, SupportPlan

# What a household has open, as people call it.
LABELS = {
    "open_needs": "没对接的需求",
    "open_referrals": "进行中的对接",
    "open_plans": "帮扶方案",
}


def follow_household(household: Any, old: str, new: str) -> None:
    """What one household has open in a community goes to another, where it lives now."""
    if old != new:
        _hand_on(old, new, household=household)


def follow_community(old: str, new: str) -> None:
    """The same for all households of a community, and for what its service point took in."""
    _hand_on(old, new)
    handovers = Handover.objects.waiting().filter(unit=old)
    keys = _keys(handovers)
    handovers.update(unit=new)
    StuckCase.objects.open().filter(unit=old).update(unit=new)
    _hand_on_links(keys, old, new)


def open_in(community: Any) -> dict[str, QuerySet[Any]]:
    """What is open in a community (a code, or an OuterRef), by the keys of LABELS."""
    return {
        "open_needs": _open_needs().filter(community=community),
        "open_referrals": Referral.objects.running().filter(community=community),
        "open_plans": SupportPlan.objects.open().filter(community=community),
    }


def _hand_on(old: str, new: str, **of: Any) -> None:
    referrals = Referral.objects.running().filter(community=old, **of)
    keys = _keys(referrals)
    _open_needs().filter(community=old, **of).update(community=new)
    referrals.update(community=new)
    SupportPlan.objects.open().filter(community=old, **of).update(community=new)
    cases = ConferenceCase.objects.filter(outcome=CaseOutcome.OPEN, community=old, **of)
    cases.update(community=new)
    _hand_on_links(keys, old, new)


def _open_needs() -> QuerySet[Any]:
    """Neither settled nor met by a referral that is done."""
    done = Referral.objects.filter(need=OuterRef("pk"), state=ReferralState.DONE).order_by()
    return Need.objects.unsettled().exclude(Exists(done))


def _keys(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _hand_on_links(subjects: list[Any], old: str, new: str) -> None:
    """Whoever answers by link acts for the unit of the link, which has to cover the subject."""
    links = OneTimeLink.objects.filter(subject__in=subjects, unit=old, used_at__isnull=True)
    links.update(unit=new)
