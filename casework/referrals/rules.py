"""What can't be true of a referral, each with its own sentence."""

from collections.abc import Iterator
from datetime import date

from casework.anonymity import told_in
from casework.enums import Consent, ReferralReason, Share
from casework.households.selectors import names_of
from casework.models import Household, Need, Referral
from casework.models.referrals import FALLEN, RUNNING
from casework.referrals.facts import Offer
from casework.serving import fit_among
from core.actor import Actor
from core.clock import portal_day

EARLIEST_YEAR = 2019
SHORTEST = 5
LONGEST_REQUEST, LONGEST_RESULT, LONGEST_NOTE = 300, 500, 300
# Why a provider does not take it on; why it came to nothing after all; why it is taken back.
REJECTIONS = (
    ReferralReason.NO_CAPACITY,
    ReferralReason.NOT_ELIGIBLE,
    ReferralReason.OUT_OF_AREA,
    ReferralReason.UNREACHED,
    ReferralReason.OTHER,
)
FAILURES = (
    ReferralReason.UNREACHED,
    ReferralReason.DECLINED,
    ReferralReason.NOT_ELIGIBLE,
    ReferralReason.NO_CAPACITY,
    ReferralReason.OTHER,
)
REVOCATIONS = (
    ReferralReason.NO_ANSWER,
    ReferralReason.DECLINED,
    ReferralReason.UNREACHED,
    ReferralReason.OTHER,
)
NO_CONSENT = "还没有得到本人同意，不能把这户的情况告诉别人；请先问本人，再选是怎么同意的。"
NO_CONSENT_DAY = "请填本人是哪一天同意的。"
NO_RESULT = "请写一句结果：做了什么，解决了没有。"
OTHER_UNSAID = "选了“其他”，请写明是什么原因。"


def settled_already(need: Need) -> str:
    """Why a need wants no referral: it was settled otherwise; empty where it does."""
    if not need.settlement:
        return ""
    return f"这项需求{need.settled_on}已了结（{need.get_settlement_display()}），不用再对接。"


def taken_already(other: Referral) -> str:
    """Why a need wants no second referral beside another."""
    if other.state in RUNNING:
        words = "正在对接，有了结果、没有成或撤回之后才能另找"
    else:
        words = "的对接已经完成"
    return f"没有保存：这项需求和“{other.resource.name}”{words}（{other}）。"


def against_offer(facts: Offer, need: Need, household: Household, by: Actor) -> dict[str, str]:
    """What is wrong with an offer: the field → its sentence."""
    return dict(_against_offer(facts, need, household, by))


def _against_offer(
    facts: Offer, need: Need, household: Household, by: Actor
) -> Iterator[tuple[str, str]]:
    today, offered_on = portal_day(), facts.offered_on
    if offered_on > today:
        yield "offered_on", f"{offered_on}还没有到，发起日期要在今天（{today}）或以前。"
    elif offered_on < need.registered_on:
        words = f"这项需求{need.registered_on}才登记，发起日期不能早于那天。"
        yield "offered_on", words
    elif facts.advisor.pk not in fit_among([facts.advisor.pk], by, need.community_id, offered_on):
        yield "advisor", f"这位顾问{offered_on}不在岗，或不负责这个居村，请另选对接人。"
    yield from _against_consent(facts)
    if len(facts.request) < SHORTEST:
        yield "request", f"至少写{SHORTEST}个字，现在是{len(facts.request)}个字。"
    elif told := told_in(facts.request, names_of([household])):
        yield "request", told


def _against_consent(facts: Offer) -> Iterator[tuple[str, str]]:
    consented_on = facts.consent_on
    if facts.consent not in Consent.values:
        yield "consent", NO_CONSENT
    elif consented_on is None:
        yield "consent_on", NO_CONSENT_DAY
    elif consented_on.year < EARLIEST_YEAR:
        yield "consent_on", f"{consented_on}早于{EARLIEST_YEAR}年，请核对年份。"
    elif consented_on > facts.offered_on:
        words = f"同意日期{consented_on}晚于发起日期{facts.offered_on}：要先得到本人同意，再对接。"
        yield "consent_on", words
    if set(facts.shares) - set(Share.values):
        yield "shares", "请从列出的几项里选。"


def against_answer(referral: Referral, field: str, day: date) -> dict[str, str]:
    """What is wrong with the day of an answer, or of an end."""
    today = portal_day()
    if day > today:
        return {field: f"{day}还没有到，要在今天（{today}）或以前。"}
    if day < referral.offered_on:
        return {field: f"这次对接{referral.offered_on}才发起，不能早于那天。"}
    if referral.answered_on and day < referral.answered_on:
        return {field: f"提供方{referral.answered_on}才接下，结束日期不能早于那天。"}
    return {}


def against_reason(reason: str, note: str, among: tuple[ReferralReason, ...]) -> dict[str, str]:
    """What is wrong with why it fell through."""
    if reason not in among:
        return {"reason": "请选原因。"}
    if reason == ReferralReason.OTHER and not note.strip():
        return {"reason_note": OTHER_UNSAID}
    return {}


def is_fallen(referral: Referral) -> bool:
    """Whether its need is back on the list."""
    return referral.state in FALLEN
