"""What a service record was written out of, as the list tells it."""

from dataclasses import dataclass
from typing import Any

from casework.consultations.lines import who_applied, who_asked
from casework.consultations.policies import may_read
from casework.models import ServiceRecord
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.masking import mask_name
from core.parts import Link
from core.templatetags.portal_links import address


@dataclass(frozen=True)
class Told:
    """One record: its kinds in words, whom it was for (masked), and its origin.

    The origin leads to its page where the actor may open that.
    """

    record: ServiceRecord
    kinds: str
    whom: str
    origin: Link


def told(request: Any, record: ServiceRecord) -> Told:
    """A record in words; its origin and household are at hand (`with_origins`)."""
    return Told(record, _kinds(record), _whom(record), _origin(request, record))


def _kinds(record: ServiceRecord) -> str:
    words = (
        record.get_service_type_display(),
        record.get_station_duty_display(),
        record.get_support_type_display(),
    )
    return "，".join(dict.fromkeys(str(word) for word in words if word))


def _whom(record: ServiceRecord) -> str:
    if record.consultation is not None:
        return who_asked(record.consultation)
    if record.application is not None:
        return who_applied(record.application)
    if record.stuck_case is not None and record.stuck_case.household is None:
        return mask_name(record.stuck_case.visitor_name) or "没有留名"
    origin = (
        record.visit
        or record.means_survey
        or record.referral
        or record.need
        or record.stuck_case
        or record.support_plan
    )
    if origin is None or origin.household is None:
        return ""
    return f"{origin.household.reference} {origin.household.masked_name}"


def _origin(request: Any, record: ServiceRecord) -> Link:
    """The first of its origins that is set; whose page is open to whom, its own room says."""
    actor: Actor = request.actor
    pk: Any
    if record.visit is not None:
        name, pk, is_open = "visit", record.visit_id, _serves(actor, record.visit.community_id)
    elif record.consultation is not None:
        name, pk = "consultation", record.consultation_id
        is_open = bool(may_read(actor, record.consultation.unit_id))
    elif record.application is not None:
        name, pk = "application", record.application_id
        is_open = bool(may_read(actor, record.application.unit_id))
    elif record.means_survey is not None:
        name, pk = "means-survey", record.means_survey_id
        is_open = _serves(actor, record.means_survey.household.community_id)
    elif record.needs_survey is not None:
        name, pk, is_open = "needs-survey", record.needs_survey_id, True
    else:
        name, pk, unit = _done_together(record)
        is_open = _serves(actor, unit)
    return Link(WORDS[name], address(request, f"casework:{name}", pk) if is_open else "")


def _done_together(record: ServiceRecord) -> tuple[str, Any, str]:
    """The page, the key and the unit of what advisors did together with others."""
    if record.referral is not None:
        return "referral", record.referral_id, record.referral.community_id
    if record.need is not None:
        return "need", record.need_id, record.need.community_id
    if record.stuck_case is not None:
        return "stuck", record.stuck_case_id, record.stuck_case.unit_id
    if record.support_plan is not None:
        return "support-plan", record.support_plan_id, record.support_plan.community_id
    return "conference", record.conference_id, record.unit_id


def _serves(actor: Actor, code: str) -> bool:
    return actor.can(CaseworkPermission.SERVE) and actor.covers(code)


WORDS = {
    "visit": "走访",
    "consultation": "咨询",
    "application": "救助申请",
    "means-survey": "家境调查",
    "needs-survey": "需求排摸",
    "referral": "资源对接",
    "need": "自己服务",
    "stuck": "办不成事",
    "conference": "会商",
    "support-plan": "帮扶方案",
}
