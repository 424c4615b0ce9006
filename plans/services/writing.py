"""A street writes its plan: begins it, fills its parts, says whether it is on paper already."""

import json
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit
from orgs.selectors import communities_of
from plans.enums import PartKind, PlanForm
from plans.models import ConstructionPlan, PlanPart
from plans.parts import PARTS, is_complete, parts_asked, tidy
from plans.parts.beginning import beginnings
from plans.policies import (
    may_begin,
    may_choose_form,
    may_note_paper,
    may_start_from,
    may_write_part,
)
from plans.schema import Content
from plans.selectors import content_for, layout_codes_in
from plans.services.holding import held, tell

# Letters in one part: the longest layout list of the district has a tenth of it.
MOST_TEXT = 200_000


class ChangedMeanwhile(Exception):
    """Somebody else saved this part since the form was drawn; nothing was written.

    `current` is the part as it is now: its content, who saved it and when.
    """

    def __init__(self, current: PlanPart) -> None:
        super().__init__("有人同时改过这一部分")
        self.current = current


@transaction.atomic
def begin_plan(
    *,
    street: Unit,
    year: int,
    by: Actor,
    begun_from: ConstructionPlan | None = None,
    form: str = PlanForm.WRITTEN,
) -> tuple[ConstructionPlan, bool]:
    """Begin a street's plan of a year; whether it is new. Asked for twice it is begun once.

    `begun_from` is last year's plan of the street, or one that another street has published:
    its text is copied without the other street's people, places and communities.
    """
    may_begin(by, street).enforce()
    Unit.objects.select_for_update().get(pk=street.pk)
    there = ConstructionPlan.objects.filter(street=street, year=year).first()
    if there is not None:
        return there, False
    day = portal_day()
    if year not in (day.year, day.year + 1):
        raise ValidationError(f"现在只能起草{day.year}年或{day.year + 1}年的建设方案。")
    if begun_from is not None:
        may_start_from(by, begun_from).enforce()
    plan = ConstructionPlan(
        street=street, year=year, form=form, begun_on=day, begun_from=begun_from
    )
    plan.full_clean()
    plan.save()
    contents = beginnings(
        content_for(by, begun_from) if begun_from else None,
        list(communities_of(street, day)),
        PARTS,
        is_own=begun_from is not None and begun_from.street_id == street.pk,
        is_same_year=begun_from is not None and begun_from.year == year,
    )
    parts = []
    for kind, content in contents.items():
        part = PlanPart(plan=plan, kind=kind, is_complete=is_complete(PARTS[kind], content))
        part.content = content
        parts.append(part)
    PlanPart.objects.bulk_create(parts)
    tell(by, Entry.Action.CREATED, plan, year=year)
    return plan, True


@transaction.atomic
def save_part(
    *, plan: ConstructionPlan, kind: str, content: Content, version: int, by: Actor
) -> PlanPart:
    """Save one part of a draft; the part as it is now.

    `version` is the one the form was drawn from. Raises ChangedMeanwhile where it is no longer
    the latest and the text differs; the same text again changes nothing. A draft may hold
    anything (`lacks` tells what must be put right), only no other street's communities.
    """
    locked = held(plan)
    part = locked.parts.select_for_update().get(kind=kind)
    part.plan = locked
    may_write_part(by, part, list(parts_asked(locked.form))).enforce()
    schema = PARTS[kind]
    kept = tidy(schema, content)
    _must_fit(kept)
    if kind == PartKind.LAYOUT:
        _must_be_own(kept, locked.street_id)
    if kept == tidy(schema, part.content):
        return part
    if version != part.version:
        raise ChangedMeanwhile(part)
    part.content = kept
    part.is_complete = is_complete(schema, kept)
    part.saved_by, part.saved_at = by.username, timezone.now()
    part.save()
    # The database counts; what is returned says the same.
    part.version += 1
    tell(by, Entry.Action.CHANGED, locked, part=str(schema.title))
    return part


@transaction.atomic
def choose_form(*, plan: ConstructionPlan, form: str, by: Actor) -> ConstructionPlan:
    """Write the plan here, or upload a stamped file; what was written already stays."""
    locked = held(plan)
    may_choose_form(by, locked).enforce()
    if locked.form == form:
        return locked
    locked.form = form
    if form == PlanForm.WRITTEN:
        locked.paper_on = None
    locked.full_clean()
    locked.save()
    tell(by, Entry.Action.CHANGED, locked, field="form")
    return locked


@transaction.atomic
def note_paper(*, plan: ConstructionPlan, paper_on: date | None, by: Actor) -> ConstructionPlan:
    """Say on which day the stamped plan reached the district on paper (补录); None for never.

    It counts once the district has accepted it.
    """
    locked = held(plan)
    may_note_paper(by, locked).enforce()
    if paper_on is not None and paper_on > portal_day():
        raise ValidationError({"paper_on": "纸质报送日期不能晚于今天。"})
    if paper_on is not None and paper_on.year < locked.year - 1:
        raise ValidationError(
            {"paper_on": f"纸质报送日期不会早于{locked.year - 1}年，请核对年份。"}
        )
    if locked.paper_on == paper_on:
        return locked
    locked.paper_on = paper_on
    locked.full_clean()
    locked.save()
    tell(by, Entry.Action.CHANGED, locked, field="paper_on")
    return locked


def _must_fit(content: Content) -> None:
    if len(json.dumps(content, ensure_ascii=False)) > MOST_TEXT:
        raise ValidationError("这一部分太长了，没有保存。长的材料请作为附件上传。")


def _must_be_own(content: Content, street_code: str) -> None:
    codes = layout_codes_in(content)
    own = Unit.objects.communities().filter(parent=street_code, pk__in=codes)
    known = set(own.values_list("pk", flat=True))
    strangers = [code for code in codes if code not in known]
    if strangers:
        raise ValidationError(f"布点清单里有不属于本街镇的居村：{'、'.join(strangers)}。")
