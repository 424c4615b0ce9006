"""What the pages of households read."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from casework.enums import Finding, Relation
from casework.households.facts import Facts, facts_of, with_facts
from casework.models import Care, Household, Listing, Member, Visit, id_number_key
from casework.periods import quarter_of
from casework.visits.duesets import due_keys
from core.actor import Actor
from orgs.models import Unit

# What the list's chips show, in their order; the first without being asked.
STATES = {
    "listed": "在册",
    "unvisited": "本季未走访",
    "late": "过期未走访",
    "near": "7天内要走访",
    "uncared": "没有责任顾问",
    "unlisted": "未列册",
    "ended": "已移出",
    "all": "全部",
}
# These two go by the due day, and are counted only where they are asked for.
BY_DUE_DAY = ("late", "near")
# All others at once. A household lies in one street all its life, and so do its listings and
# visits: the street's are read by their own index, and joined.
_COUNTS = """
WITH household AS MATERIALIZED ({households}),
listing AS (
  SELECT household_id, bool_or(ends_on IS NULL OR ends_on >= %s) AS is_running
  FROM casework_listing
  WHERE household_id IN (SELECT id FROM household) AND community_id LIKE %s AND starts_on <= %s
  GROUP BY household_id
),
visited AS (
  SELECT DISTINCT household_id
  FROM casework_visit
  WHERE household_id IN (SELECT id FROM household)
    AND community_id LIKE %s AND visited_on BETWEEN %s AND %s
    AND voided_at IS NULL AND NOT findings @> ARRAY[%s]::varchar[]
),
cared AS (
  SELECT household_id
  FROM casework_care
  WHERE household_id IN (SELECT id FROM household)
    AND role = 'lead' AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)
)
SELECT
  count(*) FILTER (WHERE is_running),
  count(*) FILTER (WHERE is_running AND visited.household_id IS NULL),
  count(*) FILTER (WHERE is_running AND cared.household_id IS NULL),
  count(*) FILTER (WHERE listing.household_id IS NULL),
  count(*) FILTER (WHERE NOT is_running),
  count(*)
FROM household
LEFT JOIN listing ON listing.household_id = household.id
LEFT JOIN visited ON visited.household_id = household.id
LEFT JOIN cared ON cared.household_id = household.id
"""


def household_names(keys: Iterable[str]) -> dict[str, str]:
    """Households as the trail tells them: by number, never by name."""
    found = Household.objects.filter(pk__in=list(keys)).order_by("pk")
    return {str(one.pk): f"困难家庭 {one.reference}" for one in found}


def households_of(actor: Actor) -> QuerySet[Any]:
    """Those within an actor's scope, without duplicates that were merged."""
    return Household.objects.visible_to(actor).standing().order_by("community_id", "number", "pk")


def find(actor: Actor, pk: UUID) -> Household:
    """One within an actor's scope, merged or not, with its community and street; else 404."""
    rows = Household.objects.visible_to(actor).select_related("community__parent")
    found: Household = get_object_or_404(rows, pk=pk)
    return found


def members_of(household: Household) -> list[Member]:
    """The people of a household, its head first."""
    members = Member.objects.filter(household=household).order_by("pk")
    ranks = {relation.value: rank for rank, relation in enumerate(Relation)}
    return sorted(members, key=lambda one: ranks[one.relation])


def names_of(households: Iterable[Any]) -> list[str]:
    """Everybody's name in some households: what a text that others read must not hold."""
    there = list(households)
    heads = [one.head_name for one in there]
    members = Member.objects.filter(household__in=[one.pk for one in there]).order_by()
    names = {*heads, *members.values_list("name", flat=True)} - {""}
    return sorted(names, key=len, reverse=True)


def communities_in(actor: Actor, street: str, day: date) -> QuerySet[Unit]:
    """The communities of a street, as far as they lie within an actor's unit."""
    within = Unit.objects.visible_to(actor).communities().valid_on(day)
    return within.filter(parent=street).order_by("code")


# The list ------------------------------------------------------------------------------------


def in_state(households: QuerySet[Any], state: str, day: date, usual: int) -> QuerySet[Any]:
    """Households in one of STATES on a day.

    Of those on the list: without a visit that counts in the quarter so far (T7-3), and without
    an advisor who answers for them; past their due day, or due within seven days, as the desk
    counts them (`usual` as in `with_due`). Off it: never on one by the day, or taken off.
    """
    running = Listing.objects.running_on(day).filter(household=OuterRef("pk"))
    begun = Listing.objects.filter(household=OuterRef("pk"), starts_on__lte=day)
    if state == "all":
        return households
    if state == "unlisted":
        return households.filter(~Exists(begun))
    if state == "ended":
        return households.filter(Exists(begun), ~Exists(running))
    listed = households.filter(Exists(running))
    if state == "unvisited":
        quarter = quarter_of(day)
        visits = Visit.objects.counting().between(quarter.first, day)
        return listed.filter(~Exists(visits.filter(household=OuterRef("pk"))))
    if state in BY_DUE_DAY:
        return households.filter(pk__in=due_keys(listed, state, day, usual))
    if state == "uncared":
        cares = Care.objects.leads().running_on(day).filter(household=OuterRef("pk"))
        return listed.filter(~Exists(cares))
    return listed


def counts_of(households: QuerySet[Any], street: str, day: date) -> dict[str, int]:
    """How many households of a street are in each of STATES but BY_DUE_DAY; one query."""
    sql, params = households.order_by().values("id").query.sql_with_params()
    within, first = f"{street}%", quarter_of(day).first
    given: list[Any] = [day, within, day, within, first, day, Finding.ABSENT.value, day, day]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(households=sql), [*params, *given])
        (counts,) = cursor.fetchall()
    states = [state for state in STATES if state not in BY_DUE_DAY]
    return dict(zip(states, counts, strict=True))


def whose_name_begins(households: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Households whose head, or another member, has a name that begins so.

    Both names are looked up by their own index, where `named` reads every row of the scope.
    """
    heads = Household.objects.filter(head_name__startswith=text).order_by().values("pk")
    members = Member.objects.filter(name__startswith=text).order_by().values("household")
    return households.filter(pk__in=heads.union(members, all=True))


def lines_of(keys: Sequence[UUID], actor: Actor, day: date, usual: int) -> list[Facts]:
    """What the list tells of the households of a page, in their order; one query."""
    facts = facts_of(keys, actor, day, usual)
    return [facts[key] for key in keys]


def for_ledger(households: QuerySet[Any], day: date, usual: int) -> QuerySet[Any]:
    """Households `with_facts` and their units, each with its head among the members in `heads`."""
    heads = Member.objects.filter(relation=Relation.HEAD).order_by("household_id")
    rows = with_facts(households.select_related("community__parent"), day, usual)
    return rows.prefetch_related(Prefetch("members", heads, to_attr="heads"))


# By ID number --------------------------------------------------------------------------------


def with_id_number(actor: Actor, number: str) -> QuerySet[Any]:
    """Households within scope that have a member with this ID number, by the blind index.

    A duplicate that was merged leads to the one that it was merged into.
    """
    members = Member.objects.filter(id_number_key=id_number_key(number)).order_by()
    own = Q(pk__in=members.values("household"))
    merged = Q(pk__in=members.values("household__merged_into"))
    return households_of(actor).filter(own | merged)
