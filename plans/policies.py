"""Who may read, write, hand in and review which plan; its ways are in `plans.workflow`."""

from core.actor import Actor
from core.permissions import Permission
from core.policies import Allowed, Answer, Denied
from orgs.models import Unit
from plans.enums import PartState, PlanForm, PlanState
from plans.models import ConstructionPlan, PlanPart
from plans.permissions import PlansPermission
from plans.schema import Part

WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)


def _may(actor: Actor, permission: Permission, code: str) -> Answer:
    if not actor.can(permission):
        return actor.must(permission)
    if not actor.covers(code):
        return Denied("这个单位不在您的范围内。")
    return Allowed()


def may_begin(actor: Actor, street: Unit) -> Answer:
    """A street plans for itself."""
    if street.level != Unit.Level.STREET:
        return Denied("建设方案由街镇制定。")
    return _may(actor, PlansPermission.WRITE, street.pk)


def may_start_from(actor: Actor, plan: ConstructionPlan) -> Answer:
    """From the own street's plans, and from what other streets have published."""
    if actor.covers(plan.street_id) or plan.is_published:
        return Allowed()
    return Denied("这份方案没有公开，不能参照。")


def may_write(actor: Actor, plan: ConstructionPlan) -> Answer:
    """While it lies with the street."""
    answer = _may(actor, PlansPermission.WRITE, plan.street_id)
    if answer and plan.state not in WRITABLE:
        return Denied(f"方案{plan.get_state_display()}，现在不能修改。")
    return answer


def may_write_part(actor: Actor, part: PlanPart, asked: list[Part]) -> Answer:
    """Parts that the district has accepted stay closed; so do those that are not asked."""
    if part.kind not in [one.kind for one in asked]:
        return Denied("上传盖章文件的方案不用填写这一部分。")
    if part.state == PartState.ACCEPTED:
        return Denied("这一部分区里已经接受，不再修改；只改退回的部分。")
    return may_write(actor, part.plan)


def may_choose_form(actor: Actor, plan: ConstructionPlan) -> Answer:
    """Until it is first reviewed: after that the answers hang on its parts."""
    if plan.state == PlanState.RETURNED:
        return Denied("方案已经审核过，不能再换填写方式。")
    return may_write(actor, plan)


def may_note_paper(actor: Actor, plan: ConstructionPlan) -> Answer:
    """The paper's day is told with the scan, and stays once the district has accepted it."""
    if plan.form != PlanForm.UPLOADED:
        return Denied("补录须上传盖章文件，请先改为“上传盖章文件”。")
    if plan.paper_accepted_on:
        return Denied("区里已经认可这次补录，日期不再修改。")
    return may_write(actor, plan)


def may_accept_paper(actor: Actor, plan: ConstructionPlan) -> Answer:
    """Once the scan has been handed in."""
    if plan.paper_on is None:
        return Denied("这份方案没有补录纸质报送日期。")
    if plan.state not in (PlanState.SUBMITTED, PlanState.UNDER_REVIEW, PlanState.APPROVED):
        return Denied(f"方案{plan.get_state_display()}，报送之后才能认可补录。")
    return _may(actor, PlansPermission.REVIEW, plan.street_id)


def may_hand_in(actor: Actor, plan: ConstructionPlan) -> Answer:
    """Whoever may submit this plan at all, in whatever state it is."""
    return _may(actor, PlansPermission.SUBMIT, plan.street_id)


def may_review(actor: Actor, plan: ConstructionPlan) -> Answer:
    """Part by part, while it is under review."""
    answer = _may(actor, PlansPermission.REVIEW, plan.street_id)
    if answer and plan.state != PlanState.UNDER_REVIEW:
        return Denied(f"方案{plan.get_state_display()}，不在审核中。")
    return answer


def may_publish(actor: Actor, plan: ConstructionPlan) -> Answer:
    """An approved plan, by its street or by the district."""
    if plan.state != PlanState.APPROVED:
        return Denied("通过的方案才能公开。")
    if actor.can(PlansPermission.REVIEW):
        return _may(actor, PlansPermission.REVIEW, plan.street_id)
    return _may(actor, PlansPermission.SUBMIT, plan.street_id)


def may_keep_leadership(actor: Actor, street: Unit) -> Answer:
    """A street names its own leadership group and records its meetings (R1-1)."""
    return _may(actor, PlansPermission.WRITE, street.pk)
