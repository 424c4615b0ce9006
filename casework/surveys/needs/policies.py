"""Who writes the needs survey of a community, and when."""

from casework.enums import SurveyState
from casework.models import NeedsSurvey
from casework.permissions import CaseworkPermission
from casework.surveys.needs.halves import HalfYear
from core.actor import Actor
from core.clock import portal_day
from core.policies import Allowed, Answer, Denied


def may_write(
    actor: Actor, community: str, half: HalfYear, survey: NeedsSurvey | None = None
) -> Answer:
    """Its community or its street, once the half-year has begun; it need not be over.

    What was submitted is put right by the street alone, which leaves a line in the trail.
    """
    answer = actor.must_within(CaseworkPermission.SERVE, community, "这个居村不在您的范围内。")
    if not answer:
        return answer
    if not half.is_begun(portal_day()):
        return Denied(f"{half.label}还没有开始（{half.first}起），不能先写排摸。")
    is_submitted = survey is not None and survey.state == SurveyState.SUBMITTED
    if is_submitted and not actor.can(CaseworkPermission.KEEP):
        return Denied("这份需求排摸已经提交，要更正请找街镇。")
    return Allowed()
