"""What rows of 资源对接记录 mean: the needs, resources and referrals there are on record."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast, Substr, Upper

from casework.enums import CarerRole, ReferralState, Settlement
from casework.models import Care, Need, Referral
from casework.models.referrals import RUNNING
from ledgers.problems import Problem, error
from ledgers.spec import RECORD, Values
from resources.models import Place, Resource
from resources.places import period_start

# What a row may change of a referral on record.
FIELDS = ("state", "answered_on", "closed_on", "reason", "consent", "consent_on")
# What else keeps a need from another referral.
HOLDING = (*RUNNING, ReferralState.DONE)
_NUMBER = 8
# A referral only goes on.
_NEXT = {
    ReferralState.OFFERED: tuple(ReferralState),
    ReferralState.ACCEPTED: (
        ReferralState.ACCEPTED, ReferralState.DONE, ReferralState.FAILED, ReferralState.REVOKED,
    ),
}  # fmt: skip


class OnFile:
    """The needs, resources and referrals that rows mean; a fixed number of queries."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.needs = _needs(rows)
        keys = [one.pk for each in self.needs.values() for one in each]
        self.referrals: dict[UUID, list[Referral]] = defaultdict(list)
        referrals = Referral.objects.filter(need__in=keys).select_related("resource__provider")
        for one in referrals.defer("request_sealed", "reason_note_sealed").order_by("pk"):
            self.referrals[one.need_id].append(one)
        self.resources = _resources(rows)
        self.places = _places(one.pk for each in self.resources.values() for one in each)
        self.carers = _carers(keys)
        # What the rows before have taken.
        self.holding = {
            need
            for need, each in self.referrals.items()
            if any(one.state in HOLDING for one in each)
        }

    def doubts(self, row: Values) -> Iterator[Problem]:
        """What is wrong, the first thing first."""
        need, resource = self.need(row), self.resource(row)
        if need is None:
            yield self._no_need(row)
            return
        if (code := row.get("community")) and code != need.community_id:
            yield _at("community", "need_elsewhere", "这项需求登记在别的居村，请核对需求编号。")
        if row.get("category") and row["category"] != need.category:
            yield _at(
                "category",
                "need_category_differs",
                f"这个编号的需求是{need.get_category_display()}，和写的需求类别不一样，请核对。",
            )
        if need.registered_on > row["offered_on"]:
            words = f"这项需求{need.registered_on}才登记，发起日期不能早于那天。"
            yield _at("offered_on", "referral_before_need", words)
        if resource is None:
            yield self._no_resource(row)
            return
        there = self._referral(row)
        if there is not None:
            yield from _against_change(there, row)
            return
        yield from self._against_new(row, need, resource)

    def take(self, row: Values) -> None:
        """The row is good: its need is held, its place is gone, for the rows below it."""
        if self._referral(row) is not None or row["state"] not in HOLDING:
            return
        need, resource = self.need(row), self.resource(row)
        if need is not None and resource is not None:
            self.holding.add(need.pk)
            self.places[resource.pk, _period(resource, row["offered_on"])] += 1

    def held(self, row: Values) -> Values | None:
        """What is on record of a row's referral, in the row's own terms."""
        there = self._referral(row)
        if there is None:
            return None
        held: dict[str, Any] = {name: getattr(there, name) for name in FIELDS}
        if row.get("is_answer_assumed") and there.answered_on:
            del held["answered_on"]
        if row.get("is_reason_assumed") and there.reason:
            del held["reason"]
        held["advisor"] = str(there.advisor_id)
        if row.get("result"):
            held["result"] = there.result
        held[RECORD] = there.pk
        return held

    def need(self, row: Values) -> Need | None:
        """The one need of the row's street with its number."""
        found = self._needs(row)
        return found[0] if len(found) == 1 else None

    def resource(self, row: Values) -> Resource | None:
        """The one resource of that name that the street may offer."""
        found = self._resources(row)
        return found[0] if len(found) == 1 else None

    def advisor(self, row: Values, need: Need) -> str | None:
        """Who offered it: who is named, else who found the need, else who answers for the family."""
        if row.get("advisor"):
            return str(row["advisor"])
        if need.visit is not None:
            return str(need.visit.advisor_id)
        day = row["offered_on"]
        running = [
            one.advisor_id
            for one in self.carers[need.household_id]
            if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
        ]
        return str(running[0]) if running else None

    def _needs(self, row: Values) -> list[Need]:
        number, street = row["need_number"], row["street"]
        return [
            one
            for one in self.needs.get(number[:_NUMBER], [])
            if one.community_id.startswith(street) and one.pk.hex.upper().startswith(number)
        ]

    def _resources(self, row: Values) -> list[Resource]:
        street, provider = row["street"], row.get("provider")
        found = [
            one
            for one in self.resources.get(row["resource"], [])
            if one.unit_id in (street, street[:6])
            and (provider is None or one.provider.name == provider)
        ]
        # The street's own goes before one that the district has under the same name.
        own = [one for one in found if one.unit_id == street]
        return own or found

    def _referral(self, row: Values) -> Referral | None:
        need, resource = self.need(row), self.resource(row)
        if need is None or resource is None:
            return None
        for one in self.referrals[need.pk]:
            if (one.resource_id, one.offered_on) == (resource.pk, row["offered_on"]):
                return one
        return None

    def _no_need(self, row: Values) -> Problem:
        number = row["need_number"]
        if self._needs(row):
            return _at(
                "need_number",
                "need_ambiguous",
                f"有几项需求的编号都以{number}开头，请到需求那一页，从地址里抄下完整的编号。",
            )
        return _at(
            "need_number",
            "need_unknown",
            f"本街镇没有编号是{number}的需求，请核对；没有登记的，请先登记需求。",
        )

    def _no_resource(self, row: Values) -> Problem:
        found = self._resources(row)
        if found:
            providers = "、".join(sorted(one.provider.name for one in found))
            return _at(
                "resource",
                "resource_ambiguous",
                f"有几项资源都叫“{row['resource']}”，请在“提供方”一列写明是哪家：{providers}。",
            )
        return _at(
            "resource",
            "resource_unknown",
            f"本街镇和区里都没有叫“{row['resource']}”的资源，请核对名称和提供方，或先登记资源。",
        )

    def _against_new(self, row: Values, need: Need, resource: Resource) -> Iterator[Problem]:
        if self.advisor(row, need) is None:
            words = "没有写对接人，这项需求也没有走访人或责任顾问，请补上对接人。"
            yield _at("offerers", "advisor_missing", words)
        if need.settlement == Settlement.MISTAKEN:
            yield _at("need_number", "need_mistaken", "这项需求是登记有误的，不能对接。")
        if row["state"] not in HOLDING:
            return
        if need.settlement:
            label = need.get_settlement_display()
            words = f"这项需求{need.settled_on}已了结（{label}），不用再对接。"
            yield _at("need_number", "need_settled", words)
        if need.pk in self.holding:
            words = "这项需求已经有一个对接在进行，或已完成，不能再有一个。"
            yield _at("need_number", "need_held", words)
        day = row["offered_on"]
        if not _is_active(resource, day):
            words = f"资源“{resource.name}”{day}不在有效期内或已停用，请核对发起日期和资源。"
            yield _at("resource", "resource_over", words)
        taken = self.places[resource.pk, _period(resource, day)]
        if resource.capacity is not None and taken >= resource.capacity:
            words = f"资源“{resource.name}”那段时间的名额（{resource.capacity}）已经用完。"
            yield _at("resource", "resource_full", words)


def _against_change(there: Referral, row: Values) -> Iterator[Problem]:
    """A referral on record is taken further, or stays as it is."""
    state = ReferralState(there.state)
    if row["state"] not in _NEXT.get(state, (state,)):
        label = ReferralState(row["state"]).label
        words = (
            f"系统里这个对接已经是“{state.label}”，台账写的是“{label}”；请核对，改动请在系统里做。"
        )
        yield _at("state", "referral_goes_back", words)


def _at(column: str, code: str, message: str) -> Problem:
    return error(code, message).at(column, "")


def _is_active(resource: Resource, day: date) -> bool:
    return (
        (resource.starts_on is None or resource.starts_on <= day)
        and (resource.ends_on is None or resource.ends_on >= day)
        and (resource.stopped_on is None or resource.stopped_on > day)
    )


def _period(resource: Resource, day: date) -> date | None:
    return period_start(resource.per, day)


def _needs(rows: Sequence[Values]) -> dict[str, list[Need]]:
    """The needs of the rows' streets by the first eight signs of their key."""
    found: dict[str, list[Need]] = defaultdict(list)
    within = Q()
    for street in {row["street"] for row in rows}:
        within |= Q(community__code__startswith=street)
    numbers = {row["need_number"][:_NUMBER] for row in rows}
    if not numbers:
        return found
    key = Upper(Substr(Cast("pk", TextField()), 1, _NUMBER))
    needs = Need.objects.filter(within).annotate(number_shown=key).filter(number_shown__in=numbers)
    for one in needs.select_related("visit").defer("settlement_note_sealed").order_by("pk"):
        found[one.number_shown].append(one)
    return found


def _resources(rows: Sequence[Values]) -> dict[str, list[Resource]]:
    """The resources of the rows' streets and of their district by name."""
    found: dict[str, list[Resource]] = defaultdict(list)
    streets = {row["street"] for row in rows}
    units = streets | {street[:6] for street in streets}
    resources = Resource.objects.filter(unit__in=units, name__in={row["resource"] for row in rows})
    for one in resources.select_related("provider").defer("contact_phone_sealed").order_by("pk"):
        found[one.name].append(one)
    return found


def _places(resources: Any) -> Counter[tuple[UUID, date | None]]:
    """How many places are taken, by resource and the first day of the period."""
    taken: Counter[tuple[UUID, date | None]] = Counter()
    places = Place.objects.standing().filter(resource__in=list(resources)).order_by()
    for key, per, day in places.values_list("resource_id", "resource__per", "taken_on"):
        taken[key, period_start(per, day)] += 1
    return taken


def _carers(needs: Sequence[UUID]) -> dict[UUID, list[Care]]:
    """Who answers for the families of needs, and since when."""
    carers: dict[UUID, list[Care]] = defaultdict(list)
    households = Need.objects.filter(pk__in=needs).values("household")
    cares = Care.objects.filter(household__in=households, role=CarerRole.LEAD)
    for one in cares.order_by("-starts_on", "pk"):
        carers[one.household_id].append(one)
    return carers
