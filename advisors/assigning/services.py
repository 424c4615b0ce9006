"""The writers of assignments: who looks after which community, and when."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from advisors.lines import locked_file, write_down
from advisors.models import Advisor, Assignment
from audit.models import Entry
from core.actor import Actor
from orgs.models import Unit


@transaction.atomic
def assign(
    *, advisor: Advisor, community: str, starts_on: date, ends_on: date | None, by: Actor
) -> tuple[Assignment, bool]:
    """Give an advisor a community of her street; whether that is new."""
    held = locked_file(advisor, by)
    facts = {"community_id": community, "starts_on": starts_on, "ends_on": ends_on}
    same = Assignment.objects.filter(advisor=held, **facts).first()
    if same is not None:
        return same, False
    one = Assignment(advisor=held, **facts)
    _save(one)
    write_down(by, Entry.Action.CREATED, held, assignment=one.pk, community=community)
    return one, True


@transaction.atomic
def change_assignment(
    *, assignment: Assignment, community: str, starts_on: date, ends_on: date | None, by: Actor
) -> None:
    """Other days, or the right community."""
    held = locked_file(assignment.advisor, by)
    one = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
    if one is None:
        raise ValidationError("这条分工刚被别人去掉，没有保存。请回到居村页再看。")
    one.advisor, one.community_id = held, community
    one.starts_on, one.ends_on = starts_on, ends_on
    _save(one)
    write_down(by, Entry.Action.CHANGED, held, assignment=one.pk, community=community)


@transaction.atomic
def remove_assignment(*, assignment: Assignment, by: Actor) -> None:
    """It was entered by mistake; one that was true is ended instead."""
    held = locked_file(assignment.advisor, by)
    if Assignment.objects.filter(pk=assignment.pk).delete()[0]:
        write_down(by, Entry.Action.DELETED, held, community=assignment.community_id)


def _save(one: Assignment) -> None:
    community = Unit.objects.communities().filter(pk=one.community_id).first()
    if community is None or community.parent_id != one.advisor.street_id:
        raise ValidationError({"community": "只能安排本街镇的居村。"})
    _refuse_where_it_is_not(one, community)
    _refuse_outside_her_time(one)
    _refuse_twice(one, community)
    one.full_clean()
    one.save()


def _refuse_where_it_is_not(one: Assignment, community: Unit) -> None:
    """A community is looked after while it exists."""
    if community.valid_from and one.starts_on < community.valid_from:
        words = f"{community.name} {community.valid_from} 才设立，第一天不能早于那天。"
        raise ValidationError({"starts_on": words})
    if community.valid_to and one.starts_on > community.valid_to:
        words = f"{community.name}到 {community.valid_to} 为止，之后没有这个居村，请选现在的。"
        raise ValidationError({"community": words})
    if community.valid_to and (one.ends_on is None or one.ends_on > community.valid_to):
        words = f"{community.name}到 {community.valid_to} 为止，最后一天请填到那天。"
        raise ValidationError({"ends_on": words})


def _refuse_outside_her_time(one: Assignment) -> None:
    advisor = one.advisor
    if one.starts_on < advisor.started_on:
        words = f"{advisor.started_words} 才上岗，分工不能早于那天。"
        raise ValidationError({"starts_on": words})
    last = advisor.ended_on
    if last is not None and one.starts_on > last:
        raise ValidationError({"starts_on": f"{last} 已是在岗的最后一天，之后不能再安排居村。"})
    if last is not None and (one.ends_on is None or one.ends_on > last):
        raise ValidationError({"ends_on": f"在岗到 {last} 为止，最后一天请填到那天。"})


def _refuse_twice(one: Assignment, community: Unit) -> None:
    others = Assignment.objects.filter(advisor=one.advisor, community=community).exclude(pk=one.pk)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=one.starts_on))
    if one.ends_on is not None:
        others = others.filter(starts_on__lte=one.ends_on)
    other = others.order_by("starts_on").first()
    if other is not None:
        until = f"到 {other.ends_on}" if other.ends_on else "起一直"
        words = f"{other.starts_on} {until}已负责{community.name}，同一段时间不用再安排一次。"
        raise ValidationError({"starts_on": words})
