"""资源对接记录: needs referred to resources, as the streets keep them."""

import re

from advisors.roster import load_roster
from casework.books.referrals import ReferralBooks
from casework.enums import Consent, ReferralReason, ReferralState
from casework.ledger import reading
from casework.ledger.exports import UNTOLD
from casework.ledger.visits import NEEDS
from casework.models.referrals import FALLEN
from ledgers import cells, readers
from ledgers.cells import Choices, clean
from ledgers.columns import COMMUNITY, STREET
from ledgers.problems import NOTHING, Reading, Rejected
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Row
from ledgers.workbook import CellValue

STATES = Choices.of(
    ReferralState.choices,
    {
        ReferralState.OFFERED: ("待接收", "待答复", "已发起", "等待答复"),
        ReferralState.ACCEPTED: ("已接收", "已接受", "对接中", "服务中", "进行中"),
        ReferralState.REJECTED: ("未接收", "拒绝", "不接"),
        ReferralState.DONE: ("完成", "已办结", "办结"),
        ReferralState.FAILED: ("未完成", "未办成", "没有成", "失败"),
        ReferralState.REVOKED: ("撤回", "已取消"),
    },
)
REASONS = Choices.of(
    ReferralReason.choices,
    {
        ReferralReason.NO_CAPACITY: ("没有名额", "名额满"),
        ReferralReason.NOT_ELIGIBLE: ("条件不符", "不符合服务条件"),
        ReferralReason.OUT_OF_AREA: ("超出服务范围",),
        ReferralReason.UNREACHED: ("联系不上", "联系不到本人"),
        ReferralReason.DECLINED: ("本人谢绝", "本人拒绝", "本人放弃"),
        ReferralReason.NO_ANSWER: ("无答复", "没有回音"),
        ReferralReason.OTHER: ("其它", "其他原因"),
    },
)
CONSENTS = Choices.of(
    Consent.choices,
    {
        Consent.WRITTEN: ("书面同意", "签字"),
        Consent.SPOKEN: ("口头", "当面", "口头同意"),
        Consent.PHONE: ("电话同意",),
    },
)
# The first eight signs of a key, or more of it.
_NUMBER = re.compile(r"[0-9A-F]{8,32}")
_SETTLED = (ReferralState.DONE, ReferralState.FAILED, ReferralState.REVOKED)


def need_number(value: CellValue, cell: Cell) -> Reading:
    """需求编号, as a need's own page shows it: eight signs, or its whole key."""
    text = re.sub(r"[\s\-]", "", clean(value)).upper()
    if not _NUMBER.fullmatch(text):
        raise Rejected(
            "need_number_bad",
            "需求编号是系统给的8位字母数字（如 3F2A91C0），在需求那一页上能看到，请照着填。",
        )
    return Reading(text)


def read_result(value: CellValue, cell: Cell) -> Reading:
    """What came of it; what an export of the portal writes in its place says nothing."""
    if clean(value) == UNTOLD:
        return NOTHING
    return cells.read_text(value, shortest=2, longest=500)


def check_state(row: Row) -> None:
    """The days a state needs, and those it cannot have."""
    state = row.get("state")
    if state is None:
        return
    label = STATES.labels[state]
    if state == ReferralState.OFFERED:
        for column in ("answered_on", "closed_on"):
            if row.get(column):
                word = COLUMN_LABELS[column]
                row.error(
                    column,
                    "referral_state_days",
                    f"状态写的是{label}，却有{word}；答复了的，请改状态，没有答复的请去掉{word}。",
                )
    elif state == ReferralState.ACCEPTED and row.get("closed_on"):
        row.error(
            "closed_on",
            "referral_state_days",
            "状态写的是已接，却有完成日期；做完了的，状态请写已完成或未成。",
        )
    elif state == ReferralState.REJECTED and not row.get("closed_on"):
        row.values["closed_on"] = row.get("answered_on")
        row.require("answered_on", "状态写的是未接，请填提供方答复的日期。")
    elif state in _SETTLED:
        row.require("closed_on", f"状态写的是{label}，请填完成日期。")


def assume_answer(row: Row) -> None:
    """Offices write no day of the answer: it is the latest that it can have been, or the first.

    Of what is over that is its end, so that no answer is taken for a quicker one than it was.
    """
    state, day = row.get("state"), None
    if row.get("answered_on") or not row.is_blank("answered_on"):
        return
    if state == ReferralState.ACCEPTED:
        day, words = row.get("offered_on"), "发起日期"
    elif state in (ReferralState.DONE, ReferralState.FAILED, ReferralState.REJECTED):
        day, words = row.get("closed_on"), "完成日期"
    if day:
        row.values["answered_on"] = day
        row.values["is_answer_assumed"] = True
        row.warn("answered_on", "answer_assumed", f"没有写答复日期，按{words}{day}记。")


def assume_reason(row: Row) -> None:
    """What fell through has a reason; what did not has none."""
    state = row.get("state")
    if state is None:
        return
    if state not in FALLEN:
        if row.get("reason"):
            row.error(
                "reason",
                "referral_reason_idle",
                f"写了未成原因，状态却是{STATES.labels[state]}，请核对。",
            )
    elif row.is_blank("reason"):
        row.values["reason"] = ReferralReason.OTHER.value
        row.values["is_reason_assumed"] = True
        row.warn("reason", "reason_assumed", "没有写未成原因，按“其他”记。")


def assume_consent(row: Row) -> None:
    """Nothing is told before the family agreed; a ledger that is silent on it is asked about."""
    offered_on, consented_on = row.get("offered_on"), row.get("consent_on")
    if consented_on and offered_on and consented_on > offered_on:
        row.error(
            "consent_on",
            "consent_late",
            f"同意日期{consented_on}晚于发起日期{offered_on}：要先得到本人同意，再对接。",
        )
    if row.is_blank("consent"):
        row.warn(
            "consent",
            "consent_assumed",
            "没有写本人同意的方式，按“当面口头”记；没有得到同意的，不要入账。",
        )


LEDGER = register(
    Ledger(
        kind="referrals",
        title="资源对接记录",
        key=("need_number", "resource", "offered_on"),
        unit_keys=("community", "street"),
        checks=(
            reading.first_advisor,
            check_state,
            assume_answer,
            assume_reason,
            assume_consent,
            reading.within("offered_on", "answered_on", "答复日期", may_be_same=True),
            reading.within("offered_on", "closed_on", "完成日期", may_be_same=True),
            reading.within("answered_on", "closed_on", "完成日期", may_be_same=True),
        ),
        roster=load_roster,
        books=ReferralBooks(),
        doubts=ReferralBooks().doubts,
        page="casework:referrals",
        records=(
            Naming(
                "casework.referral",
                unit="community_id",
                words=("offered_on", "resource__name"),
                page="casework:referral",
            ),
            Naming("resources.place", unit="unit_id", words=("taken_on", "resource__name")),
            Naming("casework.servicerecord", unit="unit_id", words=("given_on", "service_type")),
        ),
        columns=(
            STREET,
            COMMUNITY,
            Column(
                "need_number",
                "需求编号",
                need_number,
                aliases=("需求号", "需求单号"),
                required=True,
            ),
            Column(
                "category",
                "需求类别",
                readers.choice(NEEDS),
                aliases=("需求", "主要需求"),
            ),
            Column(
                "resource",
                "资源",
                readers.text(60),
                aliases=("资源名称", "对接资源", "服务名称"),
                required=True,
            ),
            Column(
                "provider",
                "提供方",
                readers.text(60),
                aliases=("资源方", "资源提供方", "单位名称", "机构"),
            ),
            Column(
                "offered_on",
                "发起日期",
                readers.day(may_be_future=False),
                aliases=("对接日期", "转介日期", "日期", "发起时间"),
                required=True,
            ),
            Column(
                "offerers",
                "对接人",
                readers.advisors(
                    unit_key="street",
                    day_key="offered_on",
                    refs_key="advisors",
                    may_come_early=lambda row: False,
                ),
                aliases=("顾问", "经办人", "工作人员", "转介人"),
            ),
            Column("consent", "同意方式", readers.choice(CONSENTS), aliases=("本人同意",)),
            Column(
                "consent_on",
                "同意日期",
                readers.day(may_be_future=False),
                aliases=("同意时间",),
            ),
            Column(
                "state",
                "状态",
                readers.choice(STATES),
                aliases=("对接状态", "进展"),
                required=True,
            ),
            Column(
                "answered_on",
                "答复日期",
                readers.day(may_be_future=False),
                aliases=("接收日期", "接单日期", "答复时间"),
            ),
            Column(
                "closed_on",
                "完成日期",
                readers.day(may_be_future=False),
                aliases=("结束日期", "办结日期", "完成时间"),
            ),
            Column("reason", "未成原因", readers.choice(REASONS), aliases=("原因",)),
            Column(
                "result",
                "结果",
                read_result,
                aliases=("对接结果", "成效", "完成情况"),
                mask=reading.mask_story,
            ),
        ),
    )
)
COLUMN_LABELS = {column.key: column.label for column in LEDGER.columns}
