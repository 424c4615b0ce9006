"""Actions chase their owners; a street hears what is late, and which minutes are missing (T4)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from casework.conferences.limits import NEAR_DAYS, limit_of
from casework.conferences.selectors import SEALED_ACTION, actions_of, is_open_on, is_own
from casework.enums import ConferenceState
from casework.models import CaseConference, ConferenceAction
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.clock import page_day
from core.gathering import Wanted
from core.todos import Asker, Todo

# More than so many are told as one.
MOST = 5


def actions_waiting(asker: Asker) -> Iterator[Wanted]:
    """For an owner, at whichever level: her actions due within a week, or late. For the street
    besides: how many of others are late.
    """
    actor, day = asker.actor, page_day(asker)
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    near = Q(due_on__lte=day + timedelta(days=NEAR_DAYS))
    wanted = is_own(actor) & near
    if actor.can(CaseworkPermission.CONFER):
        wanted |= Q(due_on__lt=day)
    rows = (
        actions_of(actor)
        .filter(is_open_on(day))
        .filter(wanted)
        .select_related("conference", "owner")
    )
    found = rows.defer(*SEALED_ACTION).order_by("due_on", "pk")
    yield Wanted(found, lambda actions: _actions(actions, actor, day))


def _actions(found: Sequence[ConferenceAction], actor: Actor, day: date) -> Iterator[Todo]:
    own = [one for one in found if one.owner and one.owner.user_id == actor.user_id]
    yield from _own(own, day)
    others = [one for one in found if one not in own]
    if others:
        yield Todo(
            title=f"{len(others)}项会商决议过期没有办结",
            note=f"最早的一项期限是{others[0].due_on}；催办责任人（T4-3）",
            view="casework:actions",
            query=(("show", "late"),),
            action="去看",
            due_on=others[0].due_on,
        )


def conferences_waiting(asker: Asker) -> Iterator[Wanted]:
    """For who confers: conferences whose day is over, and minutes that are not settled. One query."""
    actor, day = asker.actor, page_day(asker)
    if not actor.can(CaseworkPermission.CONFER):
        return
    yield Wanted(_unfinished(actor, day), _unfinished_told)


def _unfinished_told(found: Sequence[CaseConference]) -> Iterator[Todo]:
    for one in found[:MOST]:
        is_held = one.state == ConferenceState.HELD
        yield Todo(
            title=f"{one.held_on}的会商{'还没有纪要' if is_held else '开了没有'}",
            note="每季度至少一次有纪要的会商（T4-2）"
            if is_held
            else "开过的记为已召开，没开的取消",
            view="casework:conference",
            args=(str(one.pk),),
            action="去写纪要" if is_held else "去记录",
            due_on=one.held_on,
        )


def _own(own: Sequence[ConferenceAction], day: date) -> Iterator[Todo]:
    if len(own) > MOST:
        late = sum(one.due_on < day for one in own)
        yield Todo(
            title=f"您有{len(own)}项会商决议要办" + (f"，其中{late}项已过期" if late else ""),
            note="办好了就记上（T4-3）",
            view="casework:actions",
            query=(("show", "mine"),),
            action="去办",
            due_on=own[0].due_on,
        )
        return
    for one in own:
        yield Todo(
            title=f"办理会商决议，{limit_of(one, day).words}",
            note=f"{one.conference.held_on}的会商定的，办好了就记上（T4-3）",
            view="casework:conference-action-close",
            args=(str(one.pk),),
            action="去办",
            due_on=one.due_on,
        )


def _unfinished(actor: Actor, day: date) -> QuerySet[CaseConference]:
    is_over = Q(state=ConferenceState.PLANNED, held_on__lt=day)
    is_bare = Q(state=ConferenceState.HELD, minutes_on__isnull=True, held_on__lte=day)
    rows = CaseConference.objects.visible_to(actor).filter(is_over | is_bare)
    return rows.defer("minutes_content_sealed").order_by("held_on", "pk")
