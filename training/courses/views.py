"""Courses: the list, one course with what there is to read, and the pages that keep them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import drafts
from core.clock import page_day, portal_day
from core.lists import Choice, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from evidence.views.files import handed_out
from orgs.models import Unit
from standards.asked import asked, question_of
from training.courses import selectors, services
from training.courses.forms import CourseForm, MaterialForm
from training.courses.policies import may_add_material, may_keep, may_keep_for
from training.hours.reckoning import class_hours_in
from training.models import Course
from training.permissions import TrainingPermission

may_view = actor_required(TrainingPermission.VIEW)
may_keep_courses = actor_required(TrainingPermission.KEEP)
COLUMNS = (
    Column("课程"),
    Column("开发单位"),
    Column("课时", is_numeric=True),
    Column("编写完成"),
    Column("教材", is_numeric=True, note="份"),
    Column("开课", is_numeric=True, note="场"),
    Column("状态"),
)
MATERIAL_COLUMNS = (
    Column("教材"),
    Column("格式"),
    Column("上传日期"),
    Column("操作", is_hidden=True),
)
SESSION_COLUMNS = (Column("日期"), Column("主题"), Column("举办单位"), Column("授课人"))
FORMATS = {".pdf": "PDF", ".docx": "Word", ".jpg": "图片"}


@may_view
@require_GET
def courses(request: ActorRequest) -> HttpResponse:
    """The own unit's courses and those of the units above."""
    day, question = page_day(request), question_of(request)
    choices = (
        Choice("all", "全部", Q()),
        Choice("own", "本单位开发", Q(owner=request.actor.unit_code)),
        Choice("bare", "没有教材", Q(materials_there=0)),
    )
    rows, chips, shown = narrow(request, selectors.listed(request.actor, day), "show", choices)
    page = page_of(request, rows.order_by("-developed_on", "owner_id", "pk"))
    code = request.actor.unit_code
    context = {
        "columns": COLUMNS,
        "chips": chips,
        "shown": shown,
        "page": page,
        "day": day,
        "courses": [(one, class_hours_in(one.minutes, question)) for one in page],
        "own_code": code if may_keep_for(request.actor, code) else "",
    }
    return render(request, "training/courses.html", context)


@may_view
@require_GET
def course(request: ActorRequest, pk: int) -> HttpResponse:
    """What a course teaches, what there is to read, when it was taught."""
    return _course_page(request, _found(request, pk), MaterialForm())


@may_keep_courses
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new course of a unit."""
    owner = get_object_or_404(selectors.owners_in(request.actor), pk=code)
    may_keep_for(request.actor, owner.pk).enforce()
    needs = _needs(request)
    if request.method != "POST":
        initial = {"developed_on": portal_day()}
        form = drafts.drawn(CourseForm, request, initial=initial, **needs)
        return _form_page(request, form, owner)
    form = CourseForm(request.POST, **needs)
    if form.is_valid():
        try:
            added, is_new = services.add_course(owner=owner, facts=form.facts(), by=request.actor)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            words = "已登记，请上传教材。" if is_new else "已经登记过了，没有重复登记。"
            messages.success(request, words)
            return redirect(address(request, "training:course", added.pk))
    return _form_page(request, form, owner)


@may_keep_courses
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """The facts of a course."""
    found = _found(request, pk)
    may_keep(request.actor, found).enforce()
    needs = _needs(request)
    if request.method != "POST":
        initial = {name: getattr(found, name) for name in (*CourseForm.FACTS, "version")}
        form = drafts.drawn(CourseForm, request, initial=initial, **needs)
        return _form_page(request, form, found.owner, found)
    form = CourseForm(request.POST, **needs)
    saved = _saved(request, found, form) if form.is_valid() else None
    return saved or _form_page(request, form, found.owner, found)


@may_keep_courses
@require_POST
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """No longer taught, or taught again."""
    found = _found(request, pk)
    is_retired = request.POST.get("is_retired") != "no"
    services.retire_course(course=found, is_retired=is_retired, by=request.actor)
    words = "已停用，记录和教材都保留。" if is_retired else "已恢复使用。"
    messages.success(request, words)
    return redirect(address(request, "training:course", found.pk))


@may_keep_courses
@require_POST
def add_material(request: ActorRequest, pk: int) -> HttpResponse:
    """A file to read; what can't be taken comes back with the reason and the title typed."""
    found = _found(request, pk)
    may_add_material(request.actor, found).enforce()
    form = MaterialForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _, is_new = services.add_material(
                course=found,
                upload=form.cleaned_data["file"],
                title=form.cleaned_data["title"],
                by=request.actor,
            )
        except ValidationError as refused:
            form.add_error("file", refused.messages)
        else:
            words = "已上传，能看到这门课的顾问都可以打开。" if is_new else "这份已经上传过了。"
            messages.success(request, words)
            return redirect(f"{address(request, 'training:course', found.pk)}#materials")
    return _course_page(request, found, form)


@may_view
@require_GET
def material(request: ActorRequest, pk: int) -> HttpResponse:
    """The file itself, to everybody who may see its course."""
    found = get_object_or_404(selectors.materials_of(request.actor), pk=pk)
    return handed_out(found.content_type, found.digest, found.title)


@may_keep_courses
@require_POST
def withdraw_material(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a file away from the readers; pressed twice, it is gone once."""
    found = get_object_or_404(selectors.all_materials_of(request.actor), pk=pk)
    services.withdraw_material(material=found, by=request.actor)
    messages.success(request, "已撤下，别人不再看到；上传过的记录保留。")
    return redirect(f"{address(request, 'training:course', found.course_id)}#materials")


def _saved(request: ActorRequest, found: Course, form: CourseForm) -> HttpResponse | None:
    """The answer to a valid form; None where the service refused it, as the form then says."""
    try:
        is_changed = services.change_course(
            course=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return None
    except ChangedMeanwhile:
        found.refresh_from_db()
        latest = form.on_version(found.version)
        return _form_page(request, latest, found.owner, found, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(address(request, "training:course", found.pk))


def _course_page(request: ActorRequest, found: Course, form: MaterialForm) -> HttpResponse:
    actor, day = request.actor, page_day(request)
    book = asked(request).book
    materials = selectors.materials_of(actor).filter(course=found)
    context: dict[str, Any] = {
        "course": found,
        "hours": class_hours_in(found.minutes, question_of(request)),
        "is_retired": found.retired_on is not None and found.retired_on <= day,
        "clause": book.clause("T8-2") if book else None,
        "materials": [(one, FORMATS.get(one.suffix, "文件")) for one in materials],
        "material_columns": MATERIAL_COLUMNS,
        "session_columns": SESSION_COLUMNS,
        "page": page_of(request, selectors.sessions_of(actor, day).filter(course=found)),
        "form": form,
        "may_keep": may_keep(actor, found),
        "may_add_material": may_add_material(actor, found),
        "crumbs": _crumbs(request, found.title),
    }
    return render(request, "training/course.html", context)


def _form_page(
    request: ActorRequest,
    form: CourseForm,
    owner: Unit,
    found: Course | None = None,
    status: int = 200,
) -> HttpResponse:
    own = address(request, "training:course", found.pk) if found else ""
    context = {
        "form": form,
        "owner": owner,
        "title": "修改课程" if found else "登记课程",
        "back": own or address(request, "training:courses"),
        "crumbs": _crumbs(request, "修改" if found else "登记", found),
    }
    return render(request, "training/course_form.html", context, status=status)


def _needs(request: ActorRequest) -> dict[str, int]:
    return {"class_minutes": int(question_of(request).settings["class_minutes"])}


def _found(request: ActorRequest, pk: int) -> Course:
    return get_object_or_404(selectors.courses_of(request.actor), pk=pk)


def _crumbs(request: ActorRequest, here: str, found: Course | None = None) -> list[Link]:
    path = [Link("救助课程", address(request, "training:courses"))]
    if found is not None:
        path.append(Link(found.title, address(request, "training:course", found.pk)))
    return [*path, Link(here)]
