"""What the writers of an advisor's file share: how it is locked, and the line in the trail."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from advisors.models import Advisor
from advisors.policies import may_keep
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.policies import Answer


def locked_file(
    advisor: Advisor, by: Actor, may: Callable[[Actor, Advisor], Answer] = may_keep
) -> Advisor:
    """The file as it stands now, locked until all is written; refused to whoever may not."""
    held: Advisor = Advisor.objects.select_for_update(of=("self",)).get(pk=advisor.pk)
    may(by, held).enforce()
    return held


def write_down(by: Actor, action: Entry.Action, advisor: Advisor, **detail: Any) -> None:
    """One line, once it is sure that the file is still the writer's own; no names, no phones."""
    written = Advisor.objects.visible_to(by).filter(pk=advisor.pk).first()
    if written is None or not may_keep(by, written):
        raise PermissionDenied("这份档案不在您的单位范围内，没有保存。")
    trail.record(
        actor=by, action=action, subject=f"advisor:{advisor.pk}", unit=advisor.street_id, **detail
    )
