"""A street helps those of its people who owe class hours: enrols or reminds them, not others."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.clock import portal_day
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit
from orgs.selectors import streets_of
from reminders.policies import REMINDER_PAUSE_WORKDAYS
from training.hours import services
from training.hours.forms import EnrolForm, RemindForm
from training.hours.helping import Helping, enrolling, reminding
from training.hours.mine import Offer, offers_of
from training.hours.policies import may_help
from training.permissions import TrainingPermission

COLUMNS = (
    Column("姓名"),
    Column("已有", is_numeric=True, note="课时"),
    Column("还差", is_numeric=True, note="课时"),
    Column("到年底", is_numeric=True, note="按现在的进度"),
)
OTHERS_COLUMNS = (*COLUMNS, Column("为什么"))


@actor_required(TrainingPermission.VIEW)
@require_http_methods(GET_OR_POST)
def hours_help(request: ActorRequest, code: str) -> HttpResponse:
    """Who would be enrolled or reminded, one by one, and why others are not; POST does it."""
    street = get_object_or_404(streets_of(request.actor, portal_day()), code=code)
    may_help(request.actor, street.code).enforce()
    if request.GET.get("do") == "remind":
        return _remind(request, street)
    return _enrol(request, street)


def _enrol(request: ActorRequest, street: Unit) -> HttpResponse:
    question = services.now()
    offers = offers_of(request.actor, question)
    offer = _chosen(request, offers)
    helping = enrolling(offer.session if offer else None, street.code, question, request.actor)
    form = EnrolForm(_sent(request), helping=helping)
    if offer and form.is_valid():
        try:
            helped = services.enrol_short(
                session=offer.session,
                street=street,
                advisors=form.cleaned_data["advisors"],
                by=request.actor,
            )
        except ValidationError as refused:
            form.add_error("advisors", refused.messages)
        else:
            _tell(request, helped, f"给 {helped.done} 名顾问报名“{offer.session.topic}”")
            return redirect(_page(request, session=offer.session.pk))
    context = {"offer": offer, "choices": [_chip(request, one, offer) for one in offers]}
    return _render(request, street, helping, form, context)


def _remind(request: ActorRequest, street: Unit) -> HttpResponse:
    helping = reminding(street.code, services.now())
    form = RemindForm(_sent(request), helping=helping)
    if form.is_valid():
        try:
            helped = services.remind_short(street=street, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("text", refused.messages)
        else:
            _tell(request, helped, f"提醒 {helped.done} 名顾问，在首页看得到，补齐后就消失")
            return redirect(_page(request, do="remind"))
    return _render(request, street, helping, form, {"pause": REMINDER_PAUSE_WORKDAYS})


def _render(
    request: ActorRequest, street: Unit, helping: Helping, form: Any, context: dict[str, Any]
) -> HttpResponse:
    is_reminding = request.GET.get("do") == "remind"
    context |= {
        "street": street,
        "helping": helping,
        "form": form,
        "is_reminding": is_reminding,
        "ticked": {str(one) for one in form["advisors"].value() or ()},
        "columns": COLUMNS,
        "others_columns": OTHERS_COLUMNS,
        "tabs_of_help": [
            Chip("报名", _page(request), is_current=not is_reminding),
            Chip("提醒", _page(request, do="remind"), is_current=is_reminding),
        ],
        "crumbs": [Link("课时", address(request, "training:hours")), Link("帮还差课时的人")],
    }
    return render(request, "training/hours_help.html", context)


def _chosen(request: ActorRequest, offers: list[Offer]) -> Offer | None:
    """The session asked for, else the first with a free seat, else the first."""
    asked = request.GET.get("session", "")
    if asked:
        found = next((one for one in offers if str(one.session.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return next((one for one in offers if one.has_seats), next(iter(offers), None))


def _chip(request: ActorRequest, offer: Offer, chosen: Offer | None) -> Chip:
    one = offer.session
    seats = "" if offer.seats is None else f"，余 {offer.seats} 个名额"
    return Chip(
        f"{one.held_on:%m-%d} {one.topic}（{offer.hours} 课时{seats}）",
        _page(request, session=one.pk),
        is_current=offer == chosen,
    )


def _page(request: ActorRequest, **params: Any) -> str:
    return address(request, "training:hours-help", request.actor.street_code, **params)


def _sent(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _tell(request: ActorRequest, helped: services.Helped, words: str) -> None:
    if helped.done:
        messages.success(request, f"已{words}。")
    if helped.left:
        messages.info(request, f"有 {helped.left} 名没有办，为什么写在下面。")
