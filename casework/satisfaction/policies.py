"""Who writes satisfaction surveys down, accepts a street's own, and takes one back."""

from casework.enums import SurveySource
from casework.models import SatisfactionSurvey
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_add(actor: Actor, street: str) -> Answer:
    """A street its own; the district what it asked itself, or had asked."""
    return actor.must_within(CaseworkPermission.SURVEY, street)


def sources_for(actor: Actor) -> tuple[SurveySource, ...]:
    """Whose survey an actor may write down: nobody passes a street's own off as the district's."""
    if actor.is_district:
        return (SurveySource.DISTRICT, SurveySource.THIRD_PARTY)
    return (SurveySource.STREET,)


def may_accept(actor: Actor, survey: SatisfactionSurvey) -> Answer:
    """The district, once, a street's own: from then on it counts."""
    answer = actor.must_within(CaseworkPermission.ACCEPT, survey.street_id)
    if not answer:
        return answer
    if survey.source != SurveySource.STREET:
        return Denied("区级抽查和第三方评估直接计入，不用认可。")
    if survey.accepted_on is not None:
        return Denied("这次调查已经认可过了。")
    return Allowed()


def may_remove(actor: Actor, survey: SatisfactionSurvey) -> Answer:
    """Whoever might have written it; a street's own only until the district has accepted it."""
    answer = may_add(actor, survey.street_id)
    if not answer:
        return answer
    if survey.source not in sources_for(actor):
        return Denied("这次调查不是您这一级登记的，请由登记的单位删除。")
    if survey.accepted_on is not None:
        return Denied("区里已经认可，不能再删除；有误的请告诉区里。")
    return Allowed()
