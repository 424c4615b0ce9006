"""Who may keep which session, enrol whom, and sign in."""

from datetime import date

from advisors.models import Advisor
from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from training.enums import SessionState
from training.models import TrainingSession
from training.permissions import TrainingPermission


def may_keep_sessions_of(actor: Actor, host: str) -> Answer:
    """A street keeps its own trainings, the district those it holds itself."""
    if not actor.can(TrainingPermission.KEEP):
        return actor.must(TrainingPermission.KEEP)
    if actor.unit_code != host:
        return Denied("这场培训由举办单位登记，您可以查看。")
    return Allowed()


def may_keep(actor: Actor, session: TrainingSession) -> Answer:
    """The same for a session."""
    return may_keep_sessions_of(actor, session.host_id)


def may_change(actor: Actor, session: TrainingSession) -> Answer:
    """What was cancelled stays as it was."""
    if session.state == SessionState.CANCELLED:
        return Denied("已取消的培训不再修改。要再办，请另登记一场。")
    return may_keep(actor, session)


def may_cancel(actor: Actor, session: TrainingSession) -> Answer:
    """Only what has not taken place."""
    if session.state == SessionState.HELD:
        return Denied("这场培训已登记为已举办，不能取消。名单有误的，请更正。")
    return may_change(actor, session)


def may_hold(actor: Actor, session: TrainingSession, day: date) -> Answer:
    """From its last day on, the list of those who came can be closed."""
    if session.state == SessionState.HELD:
        return Denied("这场培训已登记为已举办。名单有误的，请更正。")
    if session.state == SessionState.PLANNED and day < session.last_day:
        return Denied(f"培训还没有结束（{session.last_day}），当天起可以登记名单。")
    return may_change(actor, session)


def may_show_code(actor: Actor, session: TrainingSession, day: date) -> Answer:
    """The organiser's screen, on the days of the session."""
    if session.state != SessionState.PLANNED:
        return Denied(f"这场培训{session.get_state_display()}，不再签到。")
    if not session.held_on <= day <= session.last_day:
        return Denied(f"签到只在培训当天（{session.held_on}）进行。")
    return may_keep(actor, session)


def may_correct(actor: Actor, session: TrainingSession) -> Answer:
    """Once it was held; before that, the list itself is open."""
    if session.state != SessionState.HELD:
        return Denied("还没有登记为已举办，请直接在名单上修改。")
    return may_keep(actor, session)


def may_enrol(actor: Actor, advisor: Advisor) -> Answer:
    """An advisor herself, or whoever keeps the trainings of her street."""
    if actor.can(TrainingPermission.ATTEND) and advisor.user_id == actor.user_id:
        return Allowed()
    if not actor.can(TrainingPermission.KEEP):
        return Denied("您只能给自己报名。")
    if not actor.covers(advisor.street_id):
        return Denied("这名顾问不在您的单位，不能替她报名。")
    return Allowed()


def may_enrol_people(actor: Actor, session: TrainingSession, day: date) -> Answer:
    """A street enrols its people for its own trainings and the district's, until the day."""
    if not actor.can(TrainingPermission.KEEP):
        return actor.must(TrainingPermission.KEEP)
    if session.state != SessionState.PLANNED:
        return Denied(f"这场培训{session.get_state_display()}，不能再报名。")
    if day > session.held_on:
        return Denied("培训日已过，不能再报名。")
    return Allowed()
