"""What the pages about partners and volunteers show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import QuerySet

from advisors.enums import HELPERS
from advisors.models import Advisor, PartnerContract, VolunteerGroup
from core.actor import Actor

# From so many days before its end, a contract is shown as ending.
WARN_DAYS = 60


@dataclass(frozen=True)
class Shown:
    """A contract or a group as of a day; `state` is a key of core.badges.STATES."""

    record: PartnerContract | VolunteerGroup
    state: str
    words: str

    @classmethod
    def on(cls, record: PartnerContract | VolunteerGroup, day: date) -> Self:
        """Not begun, running, about to end, or ended."""
        ends_on = record.ends_on
        if record.starts_on > day:
            return cls(record, "not_due", "未开始")
        if ends_on is not None and ends_on < day:
            return cls(record, "past", "已结束")
        left = (ends_on - day).days if ends_on is not None else None
        if left is not None and left <= WARN_DAYS:
            return cls(record, "due_soon", f"还有 {left} 天结束" if left else "今天结束")
        return cls(record, "running", "进行中")

    @property
    def is_partner(self) -> bool:
        """Whether it is a contract."""
        return isinstance(self.record, PartnerContract)

    @property
    def runs(self) -> bool:
        """Whether it is in force."""
        return self.state in ("running", "due_soon")


def ending(every: Iterable[Shown]) -> list[Shown]:
    """Contracts about to end, the last ones of their agency with the street (`not_renewed`)."""
    contracts = sorted(
        (one for one in every if one.is_partner), key=lambda one: one.record.starts_on
    )
    last = {(one.record.street_id, one.record.name): one for one in contracts}
    return [one for one in last.values() if one.state == "due_soon"]


def partners(actor: Actor) -> QuerySet[PartnerContract]:
    """The contracts that an actor sees."""
    return PartnerContract.objects.visible_to(actor).select_related("street")


def groups(actor: Actor) -> QuerySet[VolunteerGroup]:
    """The groups of volunteers that an actor sees."""
    return VolunteerGroup.objects.visible_to(actor).select_related("street")


def shown_on(day: date, *records: Iterable[PartnerContract | VolunteerGroup]) -> list[Shown]:
    """Several lists as of a day, in one."""
    return [Shown.on(record, day) for rows in records for record in rows]


def persons_in(shown: Shown) -> int:
    """How many volunteers; none in a contract."""
    return shown.record.persons if isinstance(shown.record, VolunteerGroup) else 0


def helpers_on_file(actor: Actor, day: date) -> QuerySet[Advisor]:
    """Volunteers and people of third parties in post on a day, as the roster has them."""
    return (
        Advisor.objects.visible_to(actor)
        .in_post(day)
        .filter(staff_kind__in=HELPERS)
        .select_related("street", "partner")
        .order_by("street_id", "staff_kind", "name", "pk")
    )
