"""The advisors on file, for ledgers whose rows name them."""

from collections import Counter

from advisors.models import Advisor, Assignment
from ledgers.roster import Roster, RosterEntry


def load_roster() -> Roster:
    """Every advisor of the district by name; namesakes with what tells them apart."""
    advisors = list(Advisor.objects.order_by("street_id", "name", "id"))
    times = Counter((advisor.street_id, advisor.name) for advisor in advisors)
    namesakes = [each for each in advisors if times[each.street_id, each.name] > 1]
    hints = _hints_of(namesakes)
    return Roster(
        RosterEntry(
            ref=str(advisor.pk),
            street=advisor.street_id,
            name=advisor.name,
            started_on=advisor.started_on,
            ended_on=advisor.ended_on,
            hints=hints.get(advisor.pk, ()),
        )
        for advisor in advisors
    )


def _hints_of(advisors: list[Advisor]) -> dict[object, tuple[str, ...]]:
    """The end of the phone number, which no two namesakes share, and the communities."""
    communities: dict[object, list[str]] = {}
    rows = Assignment.objects.filter(advisor__in=advisors).order_by("community_id")
    for advisor_id, name in rows.values_list("advisor_id", "community__core_name"):
        communities.setdefault(advisor_id, []).append(name)
    return {
        advisor.pk: ((advisor.phone or "")[-4:], *communities.get(advisor.pk, ()))
        for advisor in advisors
    }
