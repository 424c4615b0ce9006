"""The district reviews a plan part by part, and ends with a return or an approval (P2-1)."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from plans.enums import PartState, PlanState
from plans.models import ConstructionPlan, PartAnswer, PlanVersion
from plans.parts import PARTS
from plans.policies import may_accept_paper, may_publish, may_review
from plans.selectors import answers_to, asked_parts_of, current_version
from plans.services.holding import held, tell
from plans.workflow import MACHINE


@transaction.atomic
def begin_review(*, plan: ConstructionPlan, by: Actor) -> ConstructionPlan:
    """Take a plan up: from now on the street cannot take it back. Once is enough."""
    locked = held(plan)
    if locked.state == PlanState.UNDER_REVIEW:
        may_review(by, locked).enforce()
        return locked
    locked = MACHINE.carry_out("begin_review", locked, by=by)
    version = _version_of(locked)
    version.review_begun_on = portal_day()
    version.save()
    return locked


@transaction.atomic
def answer_part(
    *, plan: ConstructionPlan, kind: str, is_accepted: bool, comment: str = "", by: Actor
) -> PartAnswer:
    """Accept one part or send it back with a comment; the last word before the end stands.

    The street reads it when the review ends. Parts accepted in an earlier round are closed.
    """
    locked = held(plan)
    may_review(by, locked).enforce()
    part = asked_parts_of(locked).get(kind)
    if part is None or part.state != PartState.WAITING:
        raise PermissionDenied("这一部分已经接受或不用审核。")
    comment = comment.strip()
    if not is_accepted and not comment:
        raise ValidationError({"comment": "退回的部分须写明意见。"})
    version = _version_of(locked)
    there = answers_to(version).get(kind)
    if there is not None and (there.is_accepted, there.comment) == (is_accepted, comment):
        return there
    answer = there or PartAnswer(version=version, kind=kind)
    answer.is_accepted, answer.comment = is_accepted, comment
    answer.answered_on, answer.answered_by = portal_day(), by.username
    answer.full_clean()
    answer.save()
    verdict = "接受" if is_accepted else "退回"
    tell(by, Entry.Action.CHANGED, locked, part=str(PARTS[kind].title), answer=verdict)
    return answer


@transaction.atomic
def finish_review(
    *, plan: ConstructionPlan, new_due_on: date | None = None, by: Actor
) -> ConstructionPlan:
    """End the review: approve the plan, or send back the parts that were not accepted.

    A return wants a new due day after today. Accepted parts stay closed, whichever it is.
    """
    locked = held(plan)
    may_review(by, locked).enforce()
    version = _version_of(locked)
    answers = answers_to(version)
    returned = [kind for kind, answer in answers.items() if not answer.is_accepted]
    day = portal_day()
    if returned:
        if new_due_on is None or new_due_on <= day:
            raise ValidationError({"new_due_on": "退回要定一个晚于今天的新期限。"})
        locked = MACHINE.carry_out("return_parts", locked, by=by, due_on=new_due_on)
        version.new_due_on = new_due_on
    else:
        locked = MACHINE.carry_out("approve", locked, by=by, approved_on=day)
    version.reviewed_on, version.reviewed_by = day, by.username
    version.is_approved = not returned
    version.save()
    locked.parts.filter(kind__in=returned).update(state=PartState.RETURNED)
    accepted = [kind for kind, answer in answers.items() if answer.is_accepted]
    locked.parts.filter(kind__in=accepted).update(state=PartState.ACCEPTED)
    return locked


@transaction.atomic
def publish_plan(*, plan: ConstructionPlan, is_published: bool, by: Actor) -> ConstructionPlan:
    """Let other streets read an approved plan, without people, and start from it; or no more."""
    locked = held(plan)
    may_publish(by, locked).enforce()
    if locked.is_published == is_published:
        return locked
    locked.is_published = is_published
    locked.save()
    action = Entry.Action.PUBLISHED if is_published else Entry.Action.CHANGED
    tell(by, action, locked, field="is_published")
    return locked


@transaction.atomic
def accept_paper(*, plan: ConstructionPlan, by: Actor) -> ConstructionPlan:
    """Accept that the stamped plan came on paper on the day the street says (补录).

    From now on that day is the day of the first submission.
    """
    locked = held(plan)
    may_accept_paper(by, locked).enforce()
    if locked.paper_accepted_on is not None:
        return locked
    locked.paper_accepted_on = portal_day()
    locked.full_clean()
    locked.save()
    tell(by, Entry.Action.CHANGED, locked, field="paper_accepted_on")
    return locked


def _version_of(plan: ConstructionPlan) -> PlanVersion:
    version = current_version(plan)
    if version is None:
        raise PermissionDenied("这份方案没有报送的稿次。")
    return version
