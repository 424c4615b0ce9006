"""What happened to a site, in words: read from the history that the database itself keeps."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from accounts.models import User
from core.actor import Actor
from core.parts import Change, Difference
from core.permissions import ROLE_LABELS, Role
from stations.enums import EquipmentKind, ZoneKind
from stations.models import Site, Station, StationEquipment, StationZone
from stations.policies import unit_code_of

# Set by the portal itself, or told by the line as a whole.
UNTOLD = {"id", "recorded_at", "version"}


def history_of(site: Site, actor: Actor) -> list[Change]:
    """Every change, the latest first. In four queries, however many there are."""
    streams = [(type(site), site.events.select_related("pgh_context"))]  # type: ignore[attr-defined]
    if isinstance(site, Station):
        for part in PARTS:
            events = part.pgh_event_model.objects.filter(station_id=site.pk)
            streams.append((part, events.select_related("pgh_context")))
    told: dict[Any, Change] = {}
    for model, events in streams:
        _tell(model, list(events.order_by("pgh_id")), told, actor, unit_code_of(site))
    names = _names([change.who for change in told.values()])
    shown = [one for one in told.values() if one.differences or one.deed != CHANGED]
    for change in shown:
        change.who = _shown(change.who, names, actor)
    # Of one moment the last told comes first.
    shown.reverse()
    shown.sort(key=lambda change: change.at, reverse=True)
    return shown


ADDED, CHANGED, BY_LEDGER = "登记", "修改", "台账入账"


def _tell(
    model: Any, events: Iterable[Any], told: dict[Any, Change], actor: Actor, code: str
) -> None:
    """Add what a model's events tell to the change they belong to."""
    before: dict[Any, Any] = {}
    for event in events:
        moment = event.pgh_context_id or event.pgh_created_at
        facts = event.pgh_context.metadata if event.pgh_context else {}
        change = told.get(moment)
        if change is None:
            is_new = model not in PARTS and event.pgh_label == "insert"
            deed = ADDED if is_new else CHANGED
            change = told[moment] = Change(
                at=event.pgh_created_at,
                who=facts.get("username", ""),
                role=_role(facts.get("role", "")),
                deed=f"{BY_LEDGER}（{deed}）" if "batch" in facts else deed,
            )
        last = before.get(event.pgh_obj_id)
        if model in PARTS:
            change.differences += _part(model, event, last)
        elif last is not None:
            change.differences += _fields(model, last, event, actor, code)
        before[event.pgh_obj_id] = None if event.pgh_label == "delete" else event


def _fields(model: Any, before: Any, after: Any, actor: Actor, code: str) -> list[Difference]:
    found = []
    for one in model._meta.concrete_fields:
        old, new = getattr(before, one.attname), getattr(after, one.attname)
        if one.name in UNTOLD or old == new:
            continue
        texts = [words_of(one, value) for value in (old, new)]
        if one.name in model.PERSONAL_FIELDS:
            texts = [actor.shown_name(text, code) for text in texts]
        found.append(Difference(str(one.verbose_name), *texts))
    return found


def _part(model: Any, event: Any, before: Any) -> list[Difference]:
    """Equipment and zones by the words of their kind."""
    kinds, tell = PARTS[model]
    old = tell(before) if before is not None else ""
    new = "" if event.pgh_label == "delete" else tell(event)
    return [Difference(kinds(event.kind).label, old, new)] if old != new else []


def _equipment(event: Any) -> str:
    return str(event.count)


def _zone(event: Any) -> str:
    area = f"{event.area_m2} ㎡" if event.area_m2 is not None else "已设"
    return f"{event.label} {area}".strip()


PARTS: dict[Any, tuple[Any, Callable[[Any], str]]] = {
    StationEquipment: (EquipmentKind, _equipment),
    StationZone: (ZoneKind, _zone),
}


def words_of(field: Any, value: Any) -> str:
    """A field's value as people read it."""
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _role(role: str) -> str:
    return ROLE_LABELS[Role(role)] if role in set(Role) else ""


def _names(usernames: Iterable[str]) -> dict[str, User]:
    asked = {name for name in usernames if name}
    users = User.objects.filter(username__in=asked).prefetch_related("memberships")
    return {user.username: user for user in users.order_by("pk")}


def _shown(username: str, names: dict[str, User], actor: Actor) -> str:
    """A colleague's name in full, another's masked; the account where the name isn't known."""
    if not username:
        return "系统"
    user = names.get(username)
    if user is None or not user.name:
        return username
    units = [one.unit_id for one in user.memberships.all()]
    is_colleague = any(actor.may_see_names(code) for code in units)
    return user.name if is_colleague else actor.shown_name(user.name, "")
