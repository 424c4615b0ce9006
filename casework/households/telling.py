"""What a record of a household says in words, on its line of time."""

from collections.abc import Callable, Iterable

from casework import enums
from casework.households.rows import Row
from resources.enums import NeedCategory

# What, in more words, a key of core.badges.STATES with its own words (or empty).
Told = tuple[str, str, str, str]


def _visit(row: Row) -> Told:
    findings, _, deeds = row.more.partition("/")
    found = "、".join(str(enums.Finding(one).label) for one in findings.split(",") if one)
    done = "、".join(str(enums.Deed(one).label) for one in deeds.split(",") if one)
    words = "；".join(part for part in (found, done and f"做了：{done}") if part)
    void = ("withdrawn", "已作废") if row.state == "void" else ("", "")
    return f"{enums.VisitMode(row.code).label}走访", words, *void


_NEED_STATES = {
    "void": ("withdrawn", "已作废"),
    "done": ("done", "已对接"),
    "running": ("running", "对接中"),
    enums.Settlement.APPLICATION: ("done", "已申请救助"),
    enums.Settlement.OWN_SERVICE: ("done", "已服务"),
    enums.Settlement.REFUSED: ("not_applicable", "本人谢绝"),
    enums.Settlement.MISTAKEN: ("withdrawn", "登记有误"),
}


def _need(row: Row) -> Told:
    state = _NEED_STATES.get(row.state, ("", ""))
    return f"登记需求：{NeedCategory(row.code).label}", "", *state


def needs_in(codes: Iterable[str]) -> str:
    """The categories among these, in their own order: 健康医疗、养老服务."""
    return "、".join(str(one.label) for one in NeedCategory if one.value in set(codes))


def _consultation(row: Row) -> Told:
    answered = f"{row.ends_on:%Y-%m-%d} 答复" if row.ends_on else "还没有答复"
    return f"咨询：{enums.QuestionType(row.code).label}", answered, "", ""


_RESULT_STATES = {
    enums.ApplicationResult.PENDING: "running",
    enums.ApplicationResult.APPROVED: "accepted",
    enums.ApplicationResult.REFUSED: "refused",
    enums.ApplicationResult.WITHDRAWN: "withdrawn",
}


def _application(row: Row) -> Told:
    result = enums.ApplicationResult(row.state)
    how = "代办" if row.more else ""
    when = f"{row.ends_on:%Y-%m-%d} 有结果" if row.ends_on else ""
    words = "，".join(filter(None, (how, when)))
    what = f"申请{enums.ApplicationKind(row.code).label}"
    return what, words, _RESULT_STATES[result], str(result.label)


def _means(row: Row) -> Told:
    return "家境调查", "", "", ""


def _assessment(row: Row) -> Told:
    return "需求评估", f"困境等级：{enums.HardshipLevel(row.code).label}", "", ""


_LEAD_STATES = {
    enums.LeadState.OPEN: "awaiting_review",
    enums.LeadState.DECIDED: "done",
    enums.LeadState.WITHDRAWN: "withdrawn",
}


def _lead(row: Row) -> Told:
    state = enums.LeadState(row.state)
    decision = str(enums.Decision(row.more).label) if row.more else ""
    words = f"{row.ends_on:%Y-%m-%d} {decision}" if row.ends_on else ""
    source = enums.LeadSource(row.code).label
    return f"线索：{source}", words, _LEAD_STATES[state], str(state.label)


_REFERRAL_STATES = {
    enums.ReferralState.OFFERED: "awaiting_review",
    enums.ReferralState.ACCEPTED: "running",
    enums.ReferralState.REJECTED: "refused",
    enums.ReferralState.DONE: "done",
    enums.ReferralState.FAILED: "refused",
    enums.ReferralState.REVOKED: "withdrawn",
}


def _referral(row: Row) -> Told:
    state = enums.ReferralState(row.state)
    what = f"对接资源：{NeedCategory(row.code).label}"
    ended = f"，{row.ends_on:%Y-%m-%d} 结束" if row.ends_on else ""
    return what, f"{row.more}{ended}", _REFERRAL_STATES[state], str(state.label)


_HANDOVER_STATES = {
    enums.HandoverState.SENT: "awaiting_review",
    enums.HandoverState.ACKNOWLEDGED: "done",
    enums.HandoverState.WITHDRAWN: "withdrawn",
}


def _handover(row: Row) -> Told:
    state = enums.HandoverState(row.state)
    what = f"{enums.HandoverWay(row.code).label}：{enums.ApplicationKind(row.more).label}"
    words = f"{row.ends_on:%Y-%m-%d} 确认" if row.ends_on else ""
    return what, words, _HANDOVER_STATES[state], str(state.label)


_STUCK_STATES = {
    enums.StuckState.OPEN: "running",
    enums.StuckState.CLOSED: "done",
    enums.StuckState.WITHDRAWN: "withdrawn",
}


def _stuck(row: Row) -> Told:
    state = enums.StuckState(row.state)
    outcome = str(enums.StuckOutcome(row.more).label) if row.more else ""
    words = f"{row.ends_on:%Y-%m-%d} {outcome}" if row.ends_on else ""
    what = f"办不成事：{enums.Blocker(row.code).label}"
    return what, words, _STUCK_STATES[state], str(state.label)


def _conference(row: Row) -> Told:
    state = enums.ConferenceState(row.code)
    if state == enums.ConferenceState.PLANNED:
        return "会商", "", "not_due", str(state.label)
    if state == enums.ConferenceState.CANCELLED:
        return "会商", "", "withdrawn", str(state.label)
    outcome = enums.CaseOutcome(row.state)
    words = f"{row.ends_on:%Y-%m-%d} 解决" if row.ends_on else ""
    badge = "running" if outcome == enums.CaseOutcome.OPEN else "done"
    return "会商", words, badge, str(outcome.label)


_PLAN_STATES = {
    enums.PlanState.OPEN: "running",
    enums.PlanState.CLOSED: "done",
    enums.PlanState.CANCELLED: "withdrawn",
}


def _plan(row: Row) -> Told:
    state = enums.PlanState(row.state)
    result = str(enums.PlanResult(row.more).label) if row.more else ""
    words = f"{row.ends_on:%Y-%m-%d} {result}" if row.ends_on else ""
    return "帮扶方案", words, _PLAN_STATES[state], str(state.label)


def _listing(row: Row) -> Told:
    return f"列入{row.more}的名册", "", "", ""


def _listing_end(row: Row) -> str:
    reason = f"：{enums.EndReason(row.code).label}" if row.code else ""
    return f"移出{row.more}的名册{reason}"


def _category(row: Row) -> Told:
    return f"救助类别：{enums.Category(row.code).label}", "", "", ""


def _category_end(row: Row) -> str:
    return f"{enums.Category(row.code).label}到这天为止"


def _tier(row: Row) -> Told:
    often = f"，每季 {row.more} 次" if row.more else ""
    return f"分层：{enums.Tier(row.code).label}{often}", _until(row), "", ""


def _care(row: Row) -> Told:
    return str(enums.CarerRole(row.code).label), _until(row), "", ""


def _until(row: Row) -> str:
    return f"到 {row.ends_on:%Y-%m-%d}" if row.ends_on else ""


TELLERS: dict[str, Callable[[Row], Told]] = {
    "visit": _visit,
    "need": _need,
    "consultation": _consultation,
    "application": _application,
    "means": _means,
    "assessment": _assessment,
    "lead": _lead,
    "referral": _referral,
    "handover": _handover,
    "stuck": _stuck,
    "conference": _conference,
    "plan": _plan,
    "listing": _listing,
    "category": _category,
    "tier": _tier,
    "care": _care,
}
ENDS: dict[str, Callable[[Row], str]] = {"listing": _listing_end, "category": _category_end}
