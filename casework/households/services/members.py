"""The people of a household; one of them, and no more, is its head."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.models import Entry
from casework.enums import Relation
from casework.households.lines import lock_street, locked, write_down
from casework.households.twins import refuse_known
from casework.models import Household, Member, id_number_key
from core.actor import Actor

MOST_MEMBERS = 20


@transaction.atomic
def add_member(*, household: Household, facts: Mapping[str, str], by: Actor) -> Member:
    """Add a person (`facts`: name, relation, id_number, phone, condition).

    A new head takes the place of the one before, who becomes “其他”. Raises AlreadyOnFile where
    the ID number stands in another file of the street, ValidationError for what else is wrong.
    """
    lock_street(household.community_id)
    held = locked(household, by)
    if Member.objects.filter(household=held).count() >= MOST_MEMBERS:
        raise ValidationError(f"一户最多登记 {MOST_MEMBERS} 人，请核对。")
    member = Member(household=held)
    _write(member, held, facts)
    write_down(by, Entry.Action.CHANGED, held, members="新增成员")
    return member


@transaction.atomic
def change_member(
    *, member: Member, facts: Mapping[str, str], cleared: tuple[str, ...] = (), by: Actor
) -> None:
    """Change a person; ID number and phone stay where nothing new was typed, unless `cleared`.

    Who is head stays so until another one is: a household is never without.
    """
    lock_street(member.household.community_id)
    held = locked(member.household, by)
    one = Member.objects.select_for_update().filter(pk=member.pk, household=held).first()
    if one is None:
        raise ValidationError("这名成员刚被别人去掉，没有保存。请回到成员页再看。")
    if one.relation == Relation.HEAD and facts["relation"] != Relation.HEAD:
        words = "一户总要有一个户主；请到新户主那里把关系改成“户主”，原来的会自动改掉。"
        raise ValidationError({"relation": words})
    _write(one, held, facts, cleared)
    write_down(by, Entry.Action.CHANGED, held, members="修改成员")


@transaction.atomic
def remove_member(*, member: Member, by: Actor) -> None:
    """Take a person out of a household; the history keeps her row. The head stays."""
    held = locked(member.household, by)
    one = Member.objects.filter(pk=member.pk, household=held).first()
    if one is None:
        return
    if one.relation == Relation.HEAD:
        raise ValidationError("户主不能直接去掉，请先把另一名成员改成户主。")
    one.delete()
    write_down(by, Entry.Action.CHANGED, held, members="去掉成员")


def _write(
    member: Member, household: Household, facts: Mapping[str, str], cleared: tuple[str, ...] = ()
) -> None:
    number = facts.get("id_number", "")
    if number:
        _refuse_twice_here(member, household, number)
        refuse_known(number, street=household.community_id[:9], member=member.pk)
    member.name, member.relation = facts["name"], facts["relation"]
    if number or "id_number" in cleared:
        member.set_id_number(number)
    if facts.get("phone") or "phone" in cleared:
        member.phone = facts.get("phone", "")
    member.condition = facts.get("condition", "")
    is_head = member.relation == Relation.HEAD
    if is_head:
        _make_way(member, household)
    member.full_clean()
    member.save()
    if is_head and household.head_name != member.name:
        household.head_name = member.name
        household.save(update_fields=["head_name"])


def _make_way(member: Member, household: Household) -> None:
    """Who was head until now is so no more."""
    heads = Member.objects.filter(household=household, relation=Relation.HEAD)
    heads.exclude(pk=member.pk).update(relation=Relation.OTHER)


def _refuse_twice_here(member: Member, household: Household, number: str) -> None:
    others = Member.objects.filter(household=household).exclude(pk=member.pk)
    if others.filter(id_number_key=id_number_key(number)).exists():
        raise ValidationError({"id_number": "这户的另一名成员已登记了这个身份证号，请核对。"})
