"""The register of trainers (救助顾问讲师): who teaches, since when, what she taught this year."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from core.clock import portal_day
from core.lists import page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit
from orgs.selectors import streets_of
from standards.asked import asked, question_of
from training.models import Trainer
from training.permissions import TrainingPermission
from training.trainers import selectors, services
from training.trainers.forms import TrainerForm
from training.trainers.policies import may_keep_for

may_keep = actor_required(TrainingPermission.KEEP)
COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("任教期间"),
    Column("擅长内容"),
    Column("依据"),
    Column("今年授课", is_numeric=True, note="场"),
    Column("所授课程"),
    Column("操作", is_hidden=True),
)
TEACHING_COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("今年授课", is_numeric=True, note="场"),
    Column("所授课程"),
    Column("操作", is_hidden=True),
)


@actor_required(TrainingPermission.VIEW)
@require_GET
def trainers(request: ActorRequest) -> HttpResponse:
    """The register, and below it those who taught and are not on it."""
    actor, question, book = request.actor, question_of(request), asked(request).book
    page = page_of(request, selectors.register_of(actor, question))
    own = actor.street_code
    context = {
        "columns": COLUMNS,
        "teaching_columns": TEACHING_COLUMNS,
        "page": page,
        "trainers": [(one, selectors.is_over(one, question.as_of)) for one in page],
        "teaching": list(selectors.unregistered(actor, question)),
        "own_code": own if own and may_keep_for(actor, own) else "",
        "clause": book.clause("T8-6") if book else None,
    }
    return render(request, "training/trainers.html", context)


@may_keep
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """Name an advisor in post; `?advisor=` chooses one beforehand."""
    day = portal_day()
    street = get_object_or_404(streets_of(request.actor, day), pk=code)
    may_keep_for(request.actor, street.pk).enforce()
    candidates = selectors.candidates(request.actor, street, day)
    if request.method != "POST":
        initial = {"since": day, "advisor": request.GET.get("advisor", "")}
        form = drafts.drawn(TrainerForm, request, initial=initial, candidates=candidates)
        return _form_page(request, form, street)
    form = TrainerForm(request.POST, candidates=candidates)
    if form.is_valid():
        try:
            services.add_trainer(advisor=form.chosen(), facts=form.facts(), by=request.actor)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记。授课场次从培训记录里数出来，不用填。")
            return redirect(address(request, "training:trainers"))
    return _form_page(request, form, street)


@may_keep
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """What the register says of one, and her last day."""
    found = get_object_or_404(selectors.trainers_of(request.actor), pk=pk)
    street = found.advisor.street
    may_keep_for(request.actor, street.pk).enforce()
    if request.method != "POST":
        initial = {name: getattr(found, name) for name in TrainerForm.FACTS}
        form = drafts.drawn(TrainerForm, request, initial=initial)
        return _form_page(request, form, street, found)
    form = TrainerForm(request.POST)
    if form.is_valid():
        try:
            services.change_trainer(trainer=found, facts=form.facts(), by=request.actor)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存。")
            return redirect(address(request, "training:trainers"))
    return _form_page(request, form, street, found)


def _form_page(
    request: ActorRequest, form: TrainerForm, street: Unit, found: Trainer | None = None
) -> HttpResponse:
    title = "修改讲师" if found else "登记讲师"
    back = address(request, "training:trainers")
    context = {
        "form": form,
        "street": street,
        "trainer": found,
        "title": title,
        "back": back,
        "crumbs": [Link("救助顾问讲师", back), Link(title)],
    }
    return render(request, "training/trainer_form.html", context)
