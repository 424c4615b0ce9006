"""Transfers between streets: the list, the offer, and the page where it is answered."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from advisors.ending.selectors import running_after
from advisors.enums import TransferState
from advisors.models import Advisor, Transfer
from advisors.permissions import AdvisorsPermission
from advisors.selectors import roster
from advisors.transfers import selectors, services
from advisors.transfers.forms import AnswerForm, OfferForm
from advisors.transfers.policies import may_offer, shown_name_in
from advisors.transfers.workflow import RECEIVING, SENDING
from core.clock import page_day, portal_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required

SHOWN = (
    Choice("all", "全部", Q()),
    Choice("open", "待接收", Q(state=TransferState.OFFERED)),
    Choice("taken", "已接收", Q(state=TransferState.TAKEN)),
    Choice(
        "other", "未接收或已撤回", Q(state__in=(TransferState.DECLINED, TransferState.WITHDRAWN))
    ),
)
COLUMNS = (
    Column("顾问"),
    Column("调出街镇"),
    Column("调入街镇"),
    Column("到岗日期"),
    Column("提出日期"),
    Column("状态"),
    Column("操作", is_hidden=True),
)
DONE = {
    "take": "已接收，档案从到岗日期起由本街镇管理。",
    "decline": "已答复不接收，顾问仍在原街镇。",
    "withdraw": "已撤回，顾问仍在本街镇。",
}


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """Every transfer out of the actor's unit and into it."""
    actor = request.actor
    rows, chips, shown = narrow(request, selectors.transfers(actor), "show", SHOWN)
    page = page_of(request, rows, count_of(chips))
    context = {
        "page": page,
        "rows": [
            (one, shown_name_in(actor, one), RECEIVING.may(actor, one, "take")) for one in page
        ],
        "chips": chips,
        "shown": shown,
        "columns": COLUMNS,
    }
    return render(request, "advisors/transfers.html", context)


@actor_required(AdvisorsPermission.KEEP)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def offer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Offer an advisor to another street."""
    found = get_object_or_404(roster(request.actor, page_day(request)), pk=pk)
    may_offer(request.actor, found, portal_day()).enforce()
    streets = list(selectors.streets_beside(found.street, portal_day()))
    if request.method != "POST":
        return _offer_page(request, found, drafts.drawn(OfferForm, request, streets=streets))
    form = OfferForm(request.POST, streets=streets)
    if form.is_valid():
        try:
            made, is_new = services.offer(advisor=found, by=request.actor, **form.offered())
        except ValidationError as refused:
            form.refuse(refused)
        else:
            words = f"已提出，等{made.to_street.name}接收。"
            messages.success(request, words if is_new else "已经提出过了，没有重复提出。")
            return redirect(address(request, "advisors:transfers"))
    return _offer_page(request, found, form)


@actor_required(AdvisorsPermission.KEEP)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """One transfer: what it changes, and for those who may answer or withdraw it the way."""
    found = get_object_or_404(selectors.transfers(request.actor), pk=pk)
    if request.method != "POST":
        return _answer_page(request, found, drafts.drawn(AnswerForm, request))
    if found.state != TransferState.OFFERED:
        # The second press of the button, or a colleague was quicker.
        messages.info(request, f"这项调动{found.get_state_display()}，没有再改。")
        return redirect(address(request, "advisors:transfers"))
    form, way = AnswerForm(request.POST), request.POST.get("way", "")
    if form.is_valid():
        try:
            _carry_out(request, found, way, form.cleaned_data["answer"])
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, DONE[way])
            return redirect(address(request, "advisors:transfers"))
    return _answer_page(request, found, form)


def _carry_out(request: ActorRequest, found: Transfer, way: str, answer: str) -> None:
    if way == "take":
        services.take(transfer=found, answer=answer, by=request.actor)
    elif way == "decline":
        services.decline(transfer=found, answer=answer, by=request.actor)
    elif way == "withdraw":
        services.withdraw(transfer=found, by=request.actor)
    else:
        raise ValidationError("请选择接收、不接收或撤回。")


def _offer_page(request: ActorRequest, advisor: Advisor, form: OfferForm) -> HttpResponse:
    shown_name = request.actor.shown_name(advisor.name, advisor.street_id)
    back = address(request, "advisors:detail", advisor.pk)
    context = {
        "form": form,
        "advisor": advisor,
        "shown_name": shown_name,
        "offers": list(selectors.transfers_of(advisor)),
        "ending": running_after(advisor, portal_day()),
        "back": back,
        "crumbs": [
            Link("队伍", address(request, "advisors:list")),
            Link(shown_name, back),
            Link("调动"),
        ],
    }
    return render(request, "advisors/transfer_form.html", context)


def _answer_page(request: ActorRequest, transfer: Transfer, form: AnswerForm) -> HttpResponse:
    actor, back = request.actor, address(request, "advisors:transfers")
    context = {
        "transfer": transfer,
        "form": form,
        "shown_name": shown_name_in(actor, transfer),
        "is_open": transfer.state == TransferState.OFFERED,
        "receiving": RECEIVING.open_to(actor, transfer),
        "may_withdraw": SENDING.may(actor, transfer, "withdraw"),
        "sees_new": bool(transfer.new_file and actor.covers(transfer.to_street_id)),
        "sees_old": actor.covers(transfer.advisor.street_id),
        "back": back,
        "crumbs": [Link("调动", back), Link("一项调动")],
    }
    return render(request, "advisors/transfer.html", context)
