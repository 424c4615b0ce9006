"""The list of referrals, and one referral with what came of it."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts import links
from audit.models import Entry
from casework.enums import ReferralState
from casework.models import Referral
from casework.models.referrals import FALLEN
from casework.permissions import CaseworkPermission
from casework.referrals import selectors
from casework.referrals.filters import ReferralFilter
from casework.referrals.forms import AnswerForm, FinishForm, RevocationForm
from casework.referrals.linking import may_link
from casework.referrals.policies import may_read
from casework.referrals.services import PURPOSE, write_down
from casework.referrals.workflow import MACHINE
from core.clock import page_day, portal_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required

COLUMNS = (
    Column("对接"),
    Column("困难家庭"),
    Column("居村"),
    Column("需求"),
    Column("资源"),
    Column("发起日期"),
    Column("状态"),
)
STREET_COLUMNS = (
    Column("街镇"),
    Column("进行中", is_numeric=True, note="个"),
    Column("已完成", is_numeric=True, note="个"),
    Column("没有成", is_numeric=True, note="个"),
)
SILENT_NOTE = (
    f"发出{selectors.SILENT_WORKDAYS}个工作日没有答复，"
    f"或接下{selectors.SILENT_DAYS}天没有结果的，列在这里。"
)
SHARES_NONE = "都不告知，由对接人居中联系"


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The referrals of the actor's unit as of a day; names are masked for everybody."""
    actor, day = request.actor, page_day(request)
    form = ReferralFilter(request, day)
    all_rows = form.apply(selectors.listed(actor, day))
    is_open, waits = selectors.is_open_on(day), selectors.is_waiting_on(day)
    choices = [
        Choice("open", "进行中", is_open),
        Choice("offered", "待接", waits),
        Choice("accepted", "已接", is_open & ~waits),
        Choice("silent", "该催的", selectors.is_silent_on(day)),
        Choice("fallen", "没有成", Q(state__in=FALLEN, closed_on__lte=day)),
        Choice("done", "已完成", Q(state=ReferralState.DONE, closed_on__lte=day)),
        Choice("all", "全部", Q()),
    ]
    rows, chips, shown = narrow(request, all_rows, "show", choices)
    page = page_of(request, rows, count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "rows": [_row(one, request) for one in page],
        "columns": COLUMNS,
        "streets": _streets(request, form, all_rows) if actor.is_district else [],
        "street_columns": STREET_COLUMNS,
        "silent_note": SILENT_NOTE,
    }
    return render(request, "casework/referrals.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One referral in full; who looked is written down."""
    found = found_by(request, pk)
    write_down(request.actor, Entry.Action.SEEN, found, items="资源对接")
    return referral_page(request, found)


def referral_page(
    request: ActorRequest,
    found: Referral,
    *,
    answering: AnswerForm | None = None,
    finishing: FinishForm | None = None,
    revoking: RevocationForm | None = None,
    is_late: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a referral, with its small forms as they stand.

    `is_late`: somebody else was quicker, and what was typed stays to be read.
    """
    actor = request.actor
    state = ReferralState(found.state)
    link = links.latest_link(PURPOSE, found.pk)
    context: dict[str, Any] = {
        "referral": found,
        "badge": selectors.badge_of(state),
        "shares": "、".join(told_shares(found)) or SHARES_NONE,
        "link": link,
        "link_state": links.state_of(link, portal_day()) if link else None,
        "may_answer": MACHINE.may(actor, found, "accept"),
        "may_finish": MACHINE.may(actor, found, "finish"),
        "may_revoke": MACHINE.may(actor, found, "revoke"),
        "may_link": may_link(actor, found),
        "is_fallen": state in FALLEN,
        "is_late": is_late,
        "answering": answering or AnswerForm(),
        "finishing": finishing or FinishForm(),
        "revoking": revoking or RevocationForm(),
        "typed": typed_in(answering or finishing or revoking) if is_late else [],
        "crumbs": crumbs(request, found),
    }
    return render(request, "casework/referral.html", context, status=status)


def found_by(request: ActorRequest, pk: UUID) -> Referral:
    """The referral of an address, within the actor's unit; else 404."""
    found: Referral = get_object_or_404(selectors.referrals_of(request.actor), pk=pk)
    may_read(request.actor, found).enforce()
    return found


def told_shares(referral: Referral) -> list[str]:
    """What the family agreed to have told, in words."""
    shares = dict(Referral._meta.get_field("shares").base_field.flatchoices)
    return [str(shares[one]) for one in shares if one in referral.shares]


def typed_in(form: Any) -> list[tuple[str, str]]:
    """What stands in a form that can't be sent any more: (label, words)."""
    told = []
    for bound in form:
        value = bound.value()
        choices = {str(key): words for key, words in getattr(bound.field, "choices", ())}
        words = choices.get(str(value), value)
        if words not in (None, ""):
            told.append((str(bound.label), str(words)))
    return told


def url_of(request: ActorRequest, referral: Referral) -> str:
    """The page of a referral."""
    return address(request, "casework:referral", referral.pk)


def crumbs(request: ActorRequest, referral: Referral, here: str = "") -> list[Link]:
    """The way back to the list, and to the referral."""
    path = [Link("资源对接", address(request, "casework:referrals"))]
    if not here:
        return [*path, Link(str(referral))]
    return [*path, Link(str(referral), url_of(request, referral)), Link(here)]


def _row(one: Referral, request: ActorRequest) -> dict[str, Any]:
    day = page_day(request)
    state = selectors.state_on(one, day)
    is_over = one.closed_on is not None and one.closed_on <= day
    since = one.closed_on if is_over else one.answered_on
    return {
        "referral": one,
        "badge": selectors.badge_of(state),
        "word": str(state.label),
        "why": one.get_reason_display() if is_over else "",
        "since": since if state != ReferralState.OFFERED else None,
        "may_read": bool(may_read(request.actor, one)),
    }


def _streets(
    request: ActorRequest, form: ReferralFilter, rows: Any
) -> list[tuple[Any, selectors.Standing]]:
    counts = selectors.streets_standing(rows, page_day(request))
    streets = [form.unit] if form.unit else form.streets
    return [(one, counts.get(one.code, selectors.Standing())) for one in streets]
