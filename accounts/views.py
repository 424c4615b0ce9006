"""Signing in and out, passwords, and the list of accounts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts, lost, selectors, services
from accounts.forms import AccountSearch, ChangePasswordForm, NewPasswordForm, SignInForm
from accounts.lockout import is_address_locked
from accounts.middleware import MEMBERSHIP_KEY
from accounts.models import Draft, User
from accounts.permissions import AccountsPermission
from accounts.policies import may_manage_account
from core.clock import today
from core.lists import page_of
from core.parts import Column, Link
from core.web import GET_OR_POST, ActorRequest, actor_required, is_from_script

ACCOUNT_COLUMNS = (
    Column("账号"),
    Column("姓名"),
    Column("任职"),
    Column("上次登录"),
    Column("状态"),
    Column("操作", is_hidden=True),
)
ROLE_COLUMNS = (
    Column("单位"),
    Column("角色"),
    Column("起止"),
    Column("操作", is_hidden=True),
)


class SignIn(LoginView):
    """The sign-in page; a form that was sent too late goes through it (accounts.lost)."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever signed in meanwhile, in another window, has her text too."""
        if request.user.is_authenticated:
            lost.take_back(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Coming from the page that says to wait, nothing has been filled in wrong."""
        kwargs = super().get_form_kwargs()
        if "username" not in self.request.POST:
            kwargs |= {"data": None, "files": None}
        return kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        """Signed in: what was typed before is hers again."""
        response = super().form_valid(form)
        lost.take_back(self.request)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A wrong password loses nothing of it."""
        token = self.request.POST.get("lost", "")
        told = {"lost": token, "is_over": bool(token), "is_too_long": False, "lost_files": []}
        return super().get_context_data(**told, **kwargs)


class SignOut(LogoutView):
    """Ends the session (POST)."""


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any) -> HttpResponse:
    """Too many wrong passwords: says how long to wait, and what can be done."""
    context = {
        "whole_address": is_address_locked(request),
        "lost": request.POST.get("lost", ""),
        "next": request.POST.get("next", ""),
    }
    return render(request, "accounts/locked_out.html", context, status=429)


@login_required
def change_password(request: Any) -> HttpResponse:
    """Choose a new password; the first sign-in leads here by itself."""
    form_class = NewPasswordForm if request.user.must_change_password else ChangePasswordForm
    form = form_class(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_own_password(
            user=request.user, password=form.cleaned_data["new_password1"], by=request.actor
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已改好。")
        return redirect("portal:home")
    return render(request, "accounts/change_password.html", {"form": form})


@actor_required()
@require_http_methods(GET_OR_POST)
def choose_membership(request: ActorRequest) -> HttpResponse:
    """Act in another of one's own memberships."""
    if request.method == "POST":
        chosen = request.POST.get("membership", "")
        if any(str(m.pk) == chosen for m in request.memberships):
            request.session[MEMBERSHIP_KEY] = int(chosen)
        return redirect("portal:home")
    roles = [(one, one.pk == request.actor.membership_id) for one in request.memberships]
    return render(
        request, "accounts/choose_membership.html", {"roles": roles, "columns": ROLE_COLUMNS}
    )


@actor_required()
@require_http_methods(GET_OR_POST)
def draft(request: ActorRequest) -> HttpResponse:
    """One's own draft of a form: `key` names it; POST keeps `fields`, or drops it (`do=drop`).

    A page that was drawn for somebody else (`of`) keeps nothing here: 409.
    """
    own = request.actor.user_id
    if request.method != "POST":
        return JsonResponse(_told(own, request.GET.get("key", "")))
    key = request.POST.get("key", "")
    if request.POST.get("do") == "drop":
        drafts.drop(own, key)
        return JsonResponse({}) if is_from_script(request) else redirect(_back(request))
    if request.POST.get("of", str(own)) != str(own):
        return JsonResponse({"reason": "现在登录的是另一个账号，没有保存。"}, status=409)
    try:
        text = drafts.text_of(drafts.fields_in(request.POST.get("fields", "")))
        saved = drafts.keep(own, key, text)
    except drafts.NotKept as refused:
        return JsonResponse({"reason": str(refused)}, status=400)
    return JsonResponse({"saved_at": _clock(saved)})


def _told(user_id: int, key: str) -> dict[str, Any]:
    """Whose drafts these are, and one of them."""
    found = drafts.kept(user_id, key)
    return {
        "of": user_id,
        "fields": drafts.fields_of(found) if found else None,
        "saved_at": _clock(found) if found else None,
    }


def _clock(draft: Draft) -> str:
    return f"{timezone.localtime(draft.saved_at):%H:%M}"


def _back(request: HttpRequest) -> str:
    """Where the form stands, within the portal."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours else reverse("portal:home")


@actor_required(AccountsPermission.MANAGE)
@require_GET
def account_list(request: ActorRequest) -> HttpResponse:
    """Every account of one's unit, with its roles there, for the data admin."""
    words = AccountSearch(request.GET).words
    page = page_of(request, selectors.accounts_of(request.actor, words))
    day = today()
    context = {
        "page": page,
        "words": words,
        "columns": ACCOUNT_COLUMNS,
        "accounts": [
            (
                user,
                [(role, selectors.is_running(role, day)) for role in user.roles],
                all(selectors.is_over(role, day) for role in user.roles),
            )
            for user in page
        ],
    }
    return render(request, "accounts/account_list.html", context)


@actor_required(AccountsPermission.MANAGE)
@require_http_methods(GET_OR_POST)
def reset_password(request: ActorRequest, pk: int) -> HttpResponse:
    """Asks first; sent by POST, a new first password is shown once on a printable slip."""
    user = get_object_or_404(User.objects.visible_to(request.actor), pk=pk)
    may_manage_account(request.actor, user).enforce()
    if request.method == "POST":
        slip = services.reset_password(user=user, by=request.actor)
        return render(request, "accounts/slips.html", {"slips": [slip]})
    crumbs = [Link("账号", reverse("accounts:list")), Link("重设密码")]
    return render(request, "accounts/reset_password.html", {"account": user, "crumbs": crumbs})
