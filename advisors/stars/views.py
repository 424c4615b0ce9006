"""Star ratings: the list of a year, the page where stars are given, the certificate."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from advisors.certificates import certificate
from advisors.models import Advisor, StarRating
from advisors.permissions import AdvisorsPermission
from advisors.selectors import roster
from advisors.stars import selectors, services
from advisors.stars.forms import StarsFilter, StarsForm, TakeBackForm, initial_of
from advisors.stars.policies import may_print, may_rate
from audit import trail
from audit.models import Entry
from core import typesetting
from core.clock import page_day, portal_day
from core.lists import Choice, count_of, narrow, page_of
from core.numbers import number_in
from core.parts import Column, Link
from core.spreadsheet import download
from core.templatetags.kit import han
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from standards.asked import asked

SHOWN = (
    Choice("rated", "已评", Q(is_rated=True)),
    Choice("unrated", "未评", Q(is_rated=False)),
    Choice("all", "全部", Q()),
)
COLUMNS = (
    Column("顾问"),
    Column("街镇"),
    Column("星级"),
    Column("依据"),
    Column("评定单位"),
    Column("评定日期"),
    Column("操作", is_hidden=True),
)
HISTORY_COLUMNS = (
    Column("年度"),
    Column("星级"),
    Column("依据"),
    Column("评定单位"),
    Column("评定日期"),
    Column("所在街镇"),
    Column("操作", is_hidden=True),
)


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """Who was given stars in a year, and who was not."""
    day = page_day(request)
    form = StarsFilter(request, day)
    year = form.year_on(day)
    rows = form.narrow(selectors.rated_in(request.actor, year, day), "street")
    rows, chips, shown = narrow(request, rows, "show", SHOWN)
    page = page_of(request, rows, count_of(chips))
    context = {
        "form": form,
        "year": year,
        "title": f"{year} 年星级救助顾问",
        "chips": chips,
        "shown": shown,
        "page": page,
        "rows": [_row(request, advisor) for advisor in page],
        "columns": COLUMNS,
    }
    return render(request, "advisors/stars.html", context)


@actor_required(AdvisorsPermission.RATE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def rate(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Give an advisor stars, correct them, take them back; all she was given so far."""
    found = get_object_or_404(roster(request.actor, page_day(request)), pk=pk)
    may_rate(request.actor, found).enforce()
    history = list(selectors.ratings_of(found))
    if request.POST.get("action") == "remove":
        return _take_back(request, found, history)
    if request.method == "POST":
        return _give(request, found, history)
    return _rate_page(request, found, history)


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def star_certificate(request: ActorRequest, pk: int) -> HttpResponse:
    """The certificate of a rating, with its line in the trail."""
    rating = get_object_or_404(selectors.ratings(request.actor), pk=pk)
    advisor = rating.advisor
    may_print(request.actor, advisor).enforce()
    if rating.decided_on is None:
        messages.warning(request, "还没有登记评定日期，证书上要用：请先补上。")
        back = "advisors:rate" if may_rate(request.actor, advisor) else "advisors:detail"
        return redirect(address(request, back, advisor.pk))
    content = _certificate(rating, rating.decided_on)
    trail.record(
        actor=request.actor,
        action=Entry.Action.EXPORTED,
        subject=f"advisor:{advisor.pk}",
        unit=advisor.street_id,
        stars_of=rating.year,
    )
    name = f"星级证书-{rating.year}-{rating.pk}.pdf"
    return download(content, name, typesetting.CONTENT_TYPE)


def _certificate(rating: StarRating, decided_on: date) -> bytes:
    street = rating.advisor.street
    lines = [
        f"在{rating.year}年度社区救助顾问星级评定中，被评定为“{han(rating.level)}星级救助顾问”。",
        *([f"评定依据：{rating.basis}"] if rating.basis else []),
        "特发此证，以资鼓励。",
    ]
    return certificate(
        title="星级救助顾问证书",
        name=rating.advisor.name,
        lines=lines,
        issuer=rating.decided_by or street.name,
        day=decided_on,
        number=f"{street.pk[-3:]}-{rating.year}-{rating.pk:05d}",
    )


def _row(request: ActorRequest, advisor: Advisor) -> tuple[Advisor, StarRating | None, bool, bool]:
    """An advisor with her stars of the year, whether they may be changed, whether printed."""
    rating = next(iter(advisor.of_year), None)  # type: ignore[attr-defined]
    may_change, may_have = may_rate(request.actor, advisor), may_print(request.actor, advisor)
    return advisor, rating, bool(may_change), bool(rating and rating.decided_on and may_have)


def _give(request: ActorRequest, advisor: Advisor, history: Sequence[StarRating]) -> HttpResponse:
    form = _form(request, advisor, history)
    if form.is_valid():
        try:
            _, is_changed = services.rate(
                advisor=advisor,
                year=form.cleaned_data["year"],
                facts=form.facts(),
                reason=form.cleaned_data["reason"],
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
            return redirect(address(request, "advisors:rate", advisor.pk))
    return _rate_page(request, advisor, history, form)


def _take_back(
    request: ActorRequest, advisor: Advisor, history: Sequence[StarRating]
) -> HttpResponse:
    form = TakeBackForm(request.POST)
    named = number_in(request.POST.get("rating", ""))
    rating = next((one for one in history if one.pk == named), None)
    if rating is None or rating.advisor_id != advisor.pk:
        messages.info(request, "这一年的星级已经删除了。")
    elif form.is_valid():
        services.take_back(rating=rating, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, f"已删除 {rating.year} 年的星级，原因记入留痕。")
    else:
        return _rate_page(request, advisor, history, remove=form, chosen=rating)
    return redirect(address(request, "advisors:rate", advisor.pk))


def _form(
    request: ActorRequest,
    advisor: Advisor,
    history: Sequence[StarRating],
    chosen: StarRating | None = None,
) -> StarsForm:
    book = asked(request).book
    own = {one.year for one in history if one.advisor_id == advisor.pk}
    needs = {
        "years": sorted({*selectors.years_until(portal_day()), *own}, reverse=True),
        "levels": selectors.levels_in(book.values if book else {}),
    }
    if request.method == "POST" and request.POST.get("action") != "remove":
        return StarsForm(request.POST, **needs)
    initial = initial_of(chosen, portal_day().year, advisor.street.name)
    return drafts.drawn(StarsForm, request, initial=initial, **needs)


def _rate_page(
    request: ActorRequest,
    advisor: Advisor,
    history: Sequence[StarRating],
    form: StarsForm | None = None,
    *,
    remove: TakeBackForm | None = None,
    chosen: StarRating | None = None,
) -> HttpResponse:
    year = number_in(request.GET.get("year", ""))
    own = [one for one in history if one.advisor_id == advisor.pk]
    chosen = chosen or next((one for one in own if one.year == year), None)
    shown_name = request.actor.shown_name(advisor.name, advisor.street_id)
    context = {
        "advisor": advisor,
        "shown_name": shown_name,
        "form": form or _form(request, advisor, history, chosen),
        "chosen": chosen,
        "remove": remove or TakeBackForm(initial={"rating": chosen.pk if chosen else None}),
        "history": history,
        "may_print": may_print(request.actor, advisor),
        "columns": HISTORY_COLUMNS,
        "crumbs": [
            Link("星级", address(request, "advisors:stars")),
            Link(shown_name, address(request, "advisors:detail", advisor.pk)),
            Link("评定星级"),
        ],
    }
    return render(request, "advisors/star_form.html", context)
