"""Where the rows of 资源清单 are kept: a provider, found by its code or name, and a resource.

A provider of the district's may be named in a street's row; then nothing of it is changed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.actor import Actor
from core.clock import portal_day
from core.scope import ancestors
from ledgers.problems import Problem, error
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by
from resources.enums import ProviderKind, StopReason
from resources.models import Provider, Resource
from resources.selectors import name_key

# As the row has it and as the books have it.
PLAIN = (
    "name", "category", "capacity", "per", "capacity_unit", "starts_on", "ends_on",
    "eligibility_note", "how_to_apply", "contact_name", "contact_phone",
)  # fmt: skip
OF_PROVIDER = {"provider": "name", "provider_type": "kind", "credit_code": "credit_code"}
WRITTEN = (
    *(name for name in PLAIN if name != "contact_phone"),
    *("contact_phone_sealed", "value_yuan", "stopped_on", "stop_reason", "provider"),
)
MARKS = {
    "is_open_ended": ("有效期", {True: "长期", False: "有期限"}),
    "is_unlimited": ("数量", {True: "不限", False: "有数量"}),
    "is_stopped": ("状态", {True: "停用", False: "有效"}),
}


class PoolBooks:
    """The books of resources and of who provides them."""

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record of a row's resource, in the row's own terms."""
        pool = _Pool.of(rows)
        return [_held(row, pool.resource_of(row)) for row in rows]

    def doubts(self, rows: Sequence[Values]) -> list[list[Problem]]:
        """Of which provider a row is: one code has one name and one kind, a name one code."""
        pool = _Pool.of(rows)
        said = _Said()
        return [said.listen(row) or pool.doubts(row) for row in rows]

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices; the marks in words."""
        if key in MARKS:
            label, words = MARKS[key]
            return label, [words[value] for value in values]
        if key in OF_PROVIDER:
            label, texts = told_by(Provider, OF_PROVIDER[key], values)
            return ("提供方" if key == "provider" else label), texts
        if key == "contact_phone":
            return "联系电话", [str(value) for value in values]
        return told_by(Resource, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add new resources with their providers, and change those on record."""
        pool = _Pool.of(rows)
        on_record = Resource.objects.in_bulk([row[RECORD] for row in rows if row.get(RECORD)])
        new: list[Resource] = []
        for row in rows:
            provider = pool.provider_for(row)
            resource = on_record.get(row.get(RECORD))
            if resource is None:
                resource = Resource(unit_id=row["street"])
                new.append(resource)
            resource.provider = provider
            _fill(resource, row)
        pool.write_providers()
        Resource.objects.bulk_create(new, batch_size=1000)
        Resource.objects.bulk_update(on_record.values(), WRITTEN, batch_size=500)


def _held(row: Values, resource: Resource | None) -> Values | None:
    if resource is None:
        return None
    held: dict[str, Any] = {name: getattr(resource, name) for name in PLAIN}
    held["value_yuan"] = None if resource.value_yuan is None else f"{resource.value_yuan:.2f}"
    held["is_open_ended"] = resource.ends_on is None
    held["is_unlimited"] = resource.capacity is None
    held["is_stopped"] = resource.stopped_on is not None
    if resource.provider.unit_id == row["street"]:
        held |= {key: getattr(resource.provider, name) for key, name in OF_PROVIDER.items()}
    held[RECORD] = resource.pk
    return held


def _fill(resource: Resource, row: Values) -> None:
    """What the row says; a blank cell leaves what is there."""
    for name in PLAIN:
        if row.get(name) is not None:
            setattr(resource, name, row[name])
    if row.get("value_yuan") is not None:
        resource.value_yuan = Decimal(row["value_yuan"])
    if row.get("is_open_ended"):
        resource.ends_on = None
    if row.get("is_unlimited"):
        resource.capacity, resource.per, resource.capacity_unit = None, "", ""
    if row.get("is_stopped") and resource.stopped_on is None:
        resource.stopped_on, resource.stop_reason = portal_day(), StopReason.OTHER
    elif row.get("is_stopped") is False:
        resource.stopped_on, resource.stop_reason = None, ""


def _fits(provider: Provider, row: Values) -> bool:
    """Whether a provider of the district's is the one that a street's row means."""
    code = row.get("credit_code") or ""
    same_name = name_key(provider.name) == name_key(row["provider"])
    return (code != "" and provider.credit_code == code) or (same_name and not code)


@dataclass
class _Pool:
    """The providers and resources of the rows' units."""

    by_code: dict[tuple[str, str], Provider] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Provider] = field(default_factory=dict)
    shared: dict[str, list[Provider]] = field(default_factory=lambda: defaultdict(list))
    resources: dict[tuple[str, Any, str], Resource] = field(default_factory=dict)
    added: list[Provider] = field(default_factory=list)
    changed: dict[Any, Provider] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[Values]) -> "_Pool":
        """All that is on record there; two queries."""
        pool, units = cls(), {row["street"] for row in rows}
        above = {code for unit in units for code in ancestors(unit)}
        for one in Provider.objects.filter(unit__in=units | above).order_by("pk"):
            pool._know(one)
        names = {row["name"] for row in rows}
        there = Resource.objects.filter(unit__in=units, name__in=names).select_related("provider")
        for resource in there.order_by("pk"):
            pool.resources[resource.unit_id, resource.provider_id, resource.name] = resource
        return pool

    def _know(self, provider: Provider) -> None:
        unit = provider.unit_id
        self.by_name[unit, name_key(provider.name)] = provider
        if provider.credit_code:
            self.by_code[unit, provider.credit_code] = provider
        self.shared[unit].append(provider)

    def provider_of(self, row: Values) -> Provider | None:
        """The row's provider on record: by code, by name, then one of the units above."""
        unit, code = row["street"], row.get("credit_code") or ""
        found = self.by_code.get((unit, code)) or self.by_name.get(
            (unit, name_key(row["provider"]))
        )
        if found is not None:
            return found
        above = (one for code in ancestors(unit) for one in self.shared[code])
        return next((one for one in above if _fits(one, row)), None)

    def resource_of(self, row: Values) -> Resource | None:
        """The row's resource on record."""
        provider = self.provider_of(row)
        if provider is None:
            return None
        return self.resources.get((row["street"], provider.pk, row["name"]))

    def doubts(self, row: Values) -> list[Problem]:
        """What the books say against a row's provider."""
        unit, code = row["street"], row.get("credit_code") or ""
        named = self.by_name.get((unit, name_key(row["provider"])))
        coded = self.by_code.get((unit, code)) if code else None
        if named and coded and named.pk != coded.pk:
            words = f"这个信用代码登记在“{coded.name}”名下，不是“{named.name}”，请核对。"
            return [_conflict("credit_code", words)]
        if named and not coded and code and named.credit_code not in ("", code):
            words = f"“{named.name}”登记的信用代码是{named.credit_code}，与这一行不同，请核对。"
            return [_conflict("credit_code", words)]
        return []

    def provider_for(self, row: Values) -> Provider:
        """The row's provider, put on record or changed with it; not written yet."""
        unit, provider = row["street"], self.provider_of(row)
        if provider is None:
            provider = Provider(unit_id=unit)
            self.added.append(provider)
        if provider.unit_id == unit:
            for key, name in OF_PROVIDER.items():
                # A volunteer has none.
                value = row.get(key)
                is_gone = name == "credit_code" and row["provider_type"] == ProviderKind.VOLUNTEER
                if value is not None or is_gone:
                    setattr(provider, name, value or "")
            if provider._state.adding:
                self._know(provider)
            else:
                self.changed[provider.pk] = provider
        return provider

    def write_providers(self) -> None:
        """Before the resources, which need them."""
        Provider.objects.bulk_create(self.added, batch_size=1000)
        Provider.objects.bulk_update(
            self.changed.values(), list(OF_PROVIDER.values()), batch_size=500
        )


@dataclass
class _Said:
    """What the file's rows so far said of their providers."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    facts: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    resources: set[tuple[str, str, str]] = field(default_factory=set)

    def listen(self, row: Values) -> list[Problem]:
        """What is wrong with a row beside those above it."""
        unit, name = row["street"], row["provider"]
        facts = {"provider_type": row["provider_type"], "credit_code": row.get("credit_code") or ""}
        code = facts["credit_code"]
        if code:
            first = self.names.setdefault((unit, code), name)
            if name_key(first) != name_key(name):
                words = f"同一个信用代码，前面写的是“{first}”，请核对是哪一家。"
                return [_conflict("credit_code", words)]
        first_facts = self.facts.setdefault((unit, name_key(name)), facts)
        if first_facts["credit_code"] != code:
            return [_conflict("credit_code", f"前面的“{name}”是另一个信用代码，请核对。")]
        if first_facts["provider_type"] != facts["provider_type"]:
            label = ProviderKind(first_facts["provider_type"]).label
            words = f"前面的“{name}”是{label}，同一家只有一种主体类型，请核对。"
            return [_conflict("provider_type", words)]
        # The provider's name spaced or bracketed in another way is no other one.
        resource = unit, name_key(name), row["name"]
        if resource in self.resources:
            return [error("duplicate_row", "前面已有这家的同名资源，只能留一行。").at("name", "")]
        self.resources.add(resource)
        return []


def _conflict(column: str, words: str) -> Problem:
    return error("provider_conflict", words).at(column, "")
