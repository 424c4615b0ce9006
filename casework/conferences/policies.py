"""Who holds conferences, reads them in full, writes what they resolve, and closes an action."""

from casework.enums import CaseOutcome, ConferenceState
from casework.models import CaseConference, ConferenceAction, ConferenceCase
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied

OUT_OF_SCOPE = "这次会商不在您的范围内。"
CANCELLED = "这次会商已取消，不能再改。"


def may_confer(actor: Actor, street: str) -> Answer:
    """Call and record a street's conferences: its manager and its advisors."""
    return actor.must_within(CaseworkPermission.CONFER, street, "这个街镇不在您的范围内。")


def may_read(actor: Actor, conference: CaseConference) -> Answer:
    """In full: its street. A community reads what concerns its own households (selectors)."""
    if not actor.can(CaseworkPermission.SERVE):
        return actor.must(CaseworkPermission.SERVE)
    within = actor.covers(conference.street_id)
    is_own = actor.is_community and actor.street_code == conference.street_id
    return Allowed() if within or is_own else Denied(OUT_OF_SCOPE)


def may_take(actor: Actor, conference: CaseConference) -> Answer:
    """Take the minutes away as Word, or as they were uploaded: all cases stand in them."""
    return may_confer(actor, conference.street_id)


def may_keep(actor: Actor, conference: CaseConference) -> Answer:
    """Change what stands in the minutes: the facts, the cases, what was said and resolved."""
    answer = may_confer(actor, conference.street_id)
    if not answer:
        return answer
    if conference.state == ConferenceState.CANCELLED:
        return Denied(CANCELLED)
    if conference.minutes_on is not None:
        return Denied(
            f"纪要已在{conference.minutes_on}确认，会上的内容不能再改；有错的，先撤回纪要。"
        )
    return Allowed()


def may_resolve(actor: Actor, conference: CaseConference) -> Answer:
    """Write down what was resolved: once it was held, and its minutes are not settled."""
    answer = may_keep(actor, conference)
    if not answer:
        return answer
    return _was_held(conference, "开过会再写决议事项")


def may_settle_minutes(actor: Actor, conference: CaseConference) -> Answer:
    """Settle the minutes of what was held."""
    answer = may_keep(actor, conference)
    if not answer:
        return answer
    return _was_held(conference, "开过会才有纪要")


def may_withdraw_minutes(actor: Actor, conference: CaseConference) -> Answer:
    """Take settled minutes back, to put something right."""
    answer = may_confer(actor, conference.street_id)
    if not answer:
        return answer
    if conference.minutes_on is None:
        return Denied("这次会商的纪要还没有确认，不用撤回。")
    return Allowed()


def may_settle_case(actor: Actor, case: ConferenceCase) -> Answer:
    """Write what came of a case: its street, once the conference was held."""
    answer = may_confer(actor, case.conference.street_id)
    if not answer:
        return answer
    if case.conference.state == ConferenceState.CANCELLED:
        return Denied(CANCELLED)
    return _was_held(case.conference, "开过会再写处理结果")


def may_open_action(actor: Actor, action: ConferenceAction) -> Answer:
    """Read an action in full: its street, whose it is, and the community of its household."""
    if not actor.can(CaseworkPermission.SERVE):
        return actor.must(CaseworkPermission.SERVE)
    there = action.case.community_id if action.case else action.conference.street_id
    if actor.covers(there) or is_own(actor, action):
        return Allowed()
    return Denied("这项决议不在您的范围内。")


def may_close_action(actor: Actor, action: ConferenceAction) -> Answer:
    """Close an open action: whose it is, at whichever level, or its street for her."""
    if action.conference.state != ConferenceState.HELD:
        return Denied(CANCELLED)
    if action.closed_on is not None:
        return Denied(f"这项决议已在{action.closed_on}办结。")
    if is_own(actor, action):
        return actor.must(CaseworkPermission.SERVE)
    answer = may_confer(actor, action.conference.street_id)
    if not answer and actor.can(CaseworkPermission.SERVE):
        return Denied("决议由责任人自己或街镇办结；不是您负责的，请告诉街镇。")
    return answer


def is_own(actor: Actor, action: ConferenceAction) -> bool:
    """Whether an action is the actor's own, in the street she acts in."""
    owner = action.owner
    if owner is None or owner.user_id is None or owner.user_id != actor.user_id:
        return False
    return actor.street_code == action.conference.street_id


def is_closed(case: ConferenceCase) -> bool:
    """Whether a case is over, solved or not."""
    return case.outcome != CaseOutcome.OPEN


def _was_held(conference: CaseConference, words: str) -> Answer:
    if conference.state == ConferenceState.HELD:
        return Allowed()
    return Denied(f"这次会商还没有召开，{words}。")
