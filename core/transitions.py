"""States and the ways between them: one table each, one engine that locks, checks and tells.

A room declares a `Machine` of `Transition`s. Its buttons are drawn from the same table
(`open_to`), and its tests walk it: all states × transitions × roles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.permissions import Permission
from core.policies import Allowed, Answer, Denied


@dataclass(frozen=True)
class Transition:
    """One way from some states to another.

    `label` is what its button says (报送方案). `requires` answers what permission and state
    leave open: a return wants a comment, an approval every part accepted.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: Permission
    requires: Callable[[Any, Actor], Answer] | None = None


@dataclass(frozen=True)
class Machine:
    """The transitions of one model.

    `unit_of` gives the code of the unit that a subject belongs to; `labels` name the states in
    refusals; `field` is where the state stands.
    """

    transitions: tuple[Transition, ...]
    unit_of: Callable[[Any], str]
    labels: dict[str, str]
    field: str = "state"

    def __getitem__(self, name: str) -> Transition:
        return next(one for one in self.transitions if one.name == name)

    def may(self, actor: Actor, subject: Any, name: str) -> Answer:
        """Whether an actor may take a subject this way now, and why not."""
        way = self[name]
        if not actor.can(way.permission):
            return actor.must(way.permission)
        if not actor.covers(self.unit_of(subject)):
            return Denied("这个单位不在您的范围内。")
        state = getattr(subject, self.field)
        if state not in way.sources:
            return Denied(f"现在的状态是“{self.labels[state]}”，不能{way.label}。")
        return way.requires(subject, actor) if way.requires else Allowed()

    def open_to(self, actor: Actor, subject: Any) -> list[Transition]:
        """The ways open to an actor now, in the order of the table."""
        return [one for one in self.transitions if self.may(actor, subject, one.name)]

    @transaction.atomic
    def carry_out(self, name: str, subject: Any, *, by: Actor, **facts: Any) -> Any:
        """Take a subject this way: lock it, ask again, write state and `facts`, tell.

        Returns the subject as it is now. Raises PermissionDenied with the reason, as a second
        click finds it done.
        """
        locked = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
        self.may(by, locked, name).enforce()
        way = self[name]
        before = getattr(locked, self.field)
        for field, value in {self.field: way.target, **facts}.items():
            setattr(locked, field, value)
        locked.save()
        for tell in _listeners:
            tell(locked, way, before, by)
        return locked


Listener = Callable[[Any, Transition, str, Actor], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Be told of each transition, inside its database transaction: (subject, way, before, by)."""
    _listeners.append(listener)
