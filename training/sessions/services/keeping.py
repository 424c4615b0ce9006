"""Sessions themselves: planned, changed, cancelled."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.models import Advisor
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from training.enums import SessionState
from training.models import TrainingSession
from training.sessions.policies import may_cancel, may_change, may_keep_sessions_of
from training.sessions.rules import against_attending

# What tells on those who came, and is put right by corrections alone once it was held.
FIXED_ONCE_HELD = ("held_on", "ended_on", "starts_at", "minutes", "capacity")


@transaction.atomic
def add_session(*, host: Unit, facts: Mapping[str, Any], by: Actor) -> tuple[TrainingSession, bool]:
    """Plan a session; whether it is new. The same form sent twice adds one.

    One whose day is past is planned too, until the list of those who came is closed.
    """
    may_keep_sessions_of(by, host.pk).enforce()
    Unit.objects.select_for_update().get(pk=host.pk)
    same = TrainingSession.objects.filter(host=host, **facts).exclude(state=SessionState.CANCELLED)
    if there := same.order_by("pk").first():
        return there, False
    session = TrainingSession(host=host, state=SessionState.PLANNED, **facts)
    session.full_clean()
    session.save()
    record(by, Entry.Action.CREATED, session, fields=sorted(facts))
    return session, True


@transaction.atomic
def change_session(
    *, session: TrainingSession, version: int, facts: Mapping[str, Any], by: Actor
) -> bool:
    """Change what is known of a session; whether anything was to be changed.

    Raises ChangedMeanwhile where `version` is no longer the latest and it stands otherwise.
    """
    held = locked(session)
    may_change(by, held).enforce()
    is_held = held.state == SessionState.HELD
    kept = {n: v for n, v in facts.items() if not (is_held and n in FIXED_ONCE_HELD)}
    changed = [name for name, value in kept.items() if getattr(held, name) != value]
    if not changed:
        return False
    if held.version != version:
        raise ChangedMeanwhile
    for name in changed:
        setattr(held, name, kept[name])
    if is_held and "kind" in changed:
        _refuse_kind(held, by)
    held.full_clean()
    held.save(update_fields=changed)
    record(by, Entry.Action.CHANGED, held, fields=sorted(changed))
    return True


def _refuse_kind(session: TrainingSession, by: Actor) -> None:
    """Who came before her first day came to 岗前培训, and to nothing else."""
    came = Advisor.objects.filter(attendances__session=session).order_by("pk")
    if refused := against_attending(session, list(came), by):
        raise ValidationError({"kind": list(refused.values())})


@transaction.atomic
def cancel(*, session: TrainingSession, reason: str, by: Actor) -> bool:
    """Call a session off, with the reason those enrolled are shown; whether it is new."""
    held = locked(session)
    if held.state == SessionState.CANCELLED:
        return False
    may_cancel(by, held).enforce()
    if not reason.strip():
        raise ValidationError({"reason": "请写明取消原因，报名的人会看到。"})
    held.state, held.cancel_reason = SessionState.CANCELLED, reason.strip()
    held.save(update_fields=["state", "cancel_reason"])
    record(by, Entry.Action.CHANGED, held, state=held.state)
    return True


def locked(session: TrainingSession) -> TrainingSession:
    """A session as it is now; who comes second waits."""
    held: TrainingSession = (
        TrainingSession.objects.select_related("host")
        .select_for_update(of=("self",))
        .get(pk=session.pk)
    )
    return held


def lock_people(advisors: Iterable[Advisor]) -> None:
    """Keep others from writing about the same people, whichever of their files they use.

    After the session's own lock: nobody gets into two sessions at the same hours by being quick.
    """
    persons = [advisor.person for advisor in advisors]
    files = Advisor.objects.select_for_update(no_key=True).filter(person__in=persons)
    list(files.order_by("pk").values_list("pk"))


def record(by: Actor, action: Entry.Action, session: TrainingSession, **detail: Any) -> None:
    """A line in the trail."""
    trail.record(
        actor=by,
        action=action,
        subject=f"trainingsession:{session.pk}",
        unit=session.host_id,
        **detail,
    )
