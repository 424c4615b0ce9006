"""The pages of a household's members, and of its categories and tier."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from casework.households import keeping, services
from casework.households.forms import CategoryForm, DaysForm, MemberForm, RenameForm, TierForm
from casework.households.forms import people as members_forms
from casework.households.selectors import members_of
from casework.households.services.categories import became
from casework.households.views.parts import (
    carried_out,
    done,
    may_keep_households,
    page,
    to_be_changed,
)
from casework.models import Household, HouseholdCategory, Member
from core.clock import portal_day
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest

MEMBER_COLUMNS = (
    Column("姓名"),
    Column("与户主关系"),
    Column("身份证号"),
    Column("电话"),
    Column("操作", is_hidden=True),
)
SPAN_COLUMNS = (
    Column("救助类别"),
    Column("第一天"),
    Column("最后一天"),
    Column("操作", is_hidden=True),
)
TIER_COLUMNS = (Column("分层"), Column("每季次数"), Column("第一天"), Column("最后一天"))


@may_keep_households
@require_http_methods(GET_OR_POST)
def members(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The people of a household, and the form of another one."""
    found = to_be_changed(request, pk)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form,
        lambda: services.add_member(household=found, facts=form.facts(), by=request.actor),
    ):
        return done(request, "已登记这名成员。", found, "casework:household-members")
    return page(
        request,
        "household_members",
        found,
        "家庭成员",
        form=form,
        members=members_of(found),
        columns=MEMBER_COLUMNS,
    )


@may_keep_households
@require_http_methods(GET_OR_POST)
def member_change(request: ActorRequest, pk: UUID, member: UUID) -> HttpResponse:
    """One member's facts."""
    found, one = _member(request, pk, member)
    needs = {
        "initial": members_forms.initial_of(one),
        "held": members_forms.held_of(one),
    }
    form = MemberForm(request.POST or None, **needs)
    if request.method == "POST" and carried_out(
        form,
        lambda: services.change_member(
            member=one, facts=form.facts(), cleared=form.cleared_facts(), by=request.actor
        ),
    ):
        return done(request, "已保存。", found, "casework:household-members")
    return page(
        request,
        "household_member",
        found,
        "改成员",
        form=form,
        back=address(request, "casework:household-members", found.pk),
    )


@may_keep_households
@require_POST
def member_remove(request: ActorRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Somebody who does not belong to the household, or does no more."""
    found, one = _member(request, pk, member)
    try:
        services.remove_member(member=one, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"没有去掉：{'；'.join(refused.messages)}")
    else:
        messages.success(request, "已去掉这名成员，变更记录里还查得到。")
    return redirect(address(request, "casework:household-members", found.pk))


@may_keep_households
@require_http_methods(GET_OR_POST)
def categories(request: ActorRequest, pk: UUID) -> HttpResponse:
    """As what a household is helped, and the form of another category."""
    found = to_be_changed(request, pk)
    form = CategoryForm(request.POST or None, initial={"starts_on": portal_day()})
    if request.method == "POST" and carried_out(
        form,
        lambda: services.begin_category(household=found, by=request.actor, **form.cleaned_data),
    ):
        return done(request, "已登记。", found, "casework:household-categories")
    return page(
        request,
        "household_categories",
        found,
        "救助类别",
        form=form,
        rows=[(one, _new_name(one)) for one in keeping.categories_of(found)],
        columns=SPAN_COLUMNS,
    )


@may_keep_households
@require_http_methods(GET_OR_POST)
def category_change(request: ActorRequest, pk: UUID, category: int) -> HttpResponse:
    """Other days, or an end."""
    found, one = _category(request, pk, category)
    initial = {"starts_on": one.starts_on, "ends_on": one.ends_on}
    form = DaysForm(request.POST or None, initial=initial)
    if request.method == "POST" and carried_out(
        form,
        lambda: services.change_category(category=one, by=request.actor, **form.cleaned_data),
    ):
        return done(request, "已保存。", found, "casework:household-categories")
    return _category_page(request, found, one, form, "改或结束")


@may_keep_households
@require_http_methods(GET_OR_POST)
def category_rename(request: ActorRequest, pk: UUID, category: int) -> HttpResponse:
    """The name that a category goes on under (支出型 → 刚性支出)."""
    found, one = _category(request, pk, category)
    if not _new_name(one):
        messages.info(request, "这个类别没有改过名称，或者已经结束。")
        return redirect(address(request, "casework:household-categories", found.pk))
    form = RenameForm(request.POST or None, initial={"starts_on": portal_day()})
    if request.method == "POST" and carried_out(
        form,
        lambda: services.rename_category(category=one, by=request.actor, **form.cleaned_data),
    ):
        return done(request, "已改称，原来的记录照旧保留。", found, "casework:household-categories")
    return _category_page(request, found, one, form, "改称")


@may_keep_households
@require_POST
def category_remove(request: ActorRequest, pk: UUID, category: int) -> HttpResponse:
    """A category entered by mistake."""
    found, one = _category(request, pk, category)
    services.remove_category(category=one, by=request.actor)
    return done(request, "已去掉这一条登记错的类别。", found, "casework:household-categories")


@may_keep_households
@require_http_methods(GET_OR_POST)
def tier(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How closely a household is looked after, from a day on."""
    found = to_be_changed(request, pk)
    form = TierForm(request.POST or None, initial={"starts_on": portal_day()})
    if request.method == "POST" and carried_out(
        form, lambda: services.set_tier(household=found, by=request.actor, **form.asked())
    ):
        return done(request, "分层已定。", found)
    tiers = list(keeping.tiers_of(found))
    return page(
        request, "household_tier", found, "分层", form=form, tiers=tiers, columns=TIER_COLUMNS
    )


def _member(request: ActorRequest, pk: UUID, member: UUID) -> tuple[Household, Member]:
    found = to_be_changed(request, pk)
    there = Member.objects.visible_to(request.actor).filter(household=found)
    return found, get_object_or_404(there, pk=member)


def _category(
    request: ActorRequest, pk: UUID, category: int
) -> tuple[Household, HouseholdCategory]:
    found = to_be_changed(request, pk)
    there = HouseholdCategory.objects.visible_to(request.actor).filter(household=found)
    return found, get_object_or_404(there, pk=category)


def _category_page(
    request: ActorRequest, found: Household, one: HouseholdCategory, form: object, here: str
) -> HttpResponse:
    return page(
        request,
        "household_category",
        found,
        here,
        form=form,
        category=one,
        new_name=_new_name(one) if here == "改称" else "",
        back=address(request, "casework:household-categories", found.pk),
    )


def _new_name(one: HouseholdCategory) -> str:
    """What a running category is called now, where its name was given up."""
    new = became(one.category)
    is_running = one.ends_on is None or one.ends_on >= portal_day()
    return str(new.category.label) if new and is_running and new.is_in_use(portal_day()) else ""
