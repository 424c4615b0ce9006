"""What the pages that keep the roster do alike."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.households.forms.parts import Refusing
from casework.households.policies import may_change
from casework.households.selectors import find
from casework.households.twins import AlreadyOnFile
from casework.models import Household
from casework.permissions import CaseworkPermission
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required

may_keep_households = actor_required(CaseworkPermission.KEEP)
HISTORY_COLUMNS = (Column("时间"), Column("谁"), Column("做了什么"))


def to_be_changed(request: ActorRequest, pk: UUID) -> Household:
    """The file of an address within the actor's scope, if she may change it."""
    found = find(request.actor, pk)
    may_change(request.actor, found).enforce()
    return found


def url_of(request: ActorRequest, household: Household) -> str:
    """The page of a household."""
    return address(request, "casework:household", household.pk)


def crumbs(request: ActorRequest, here: str, household: Household | None = None) -> list[Link]:
    """The way from the roster to a page about a household; never by a name."""
    path = [Link("困难家庭", address(request, "casework:households"))]
    if household is not None:
        path.append(Link(household.reference, url_of(request, household)))
    return [*path, Link(here)]


def carried_out(form: Refusing, deed: Callable[[], Any]) -> bool:
    """Whether a valid form was carried out; what the writer refuses stands in the form then."""
    if not form.is_valid():
        return False
    try:
        deed()
    except ValidationError as refused:
        form.refuse(refused)
        return False
    except AlreadyOnFile as there:
        form.add_error("id_number", twin_words(there.household))
        form.twin = there.household  # type: ignore[attr-defined]
        return False
    return True


def twin_words(household: Household) -> str:
    """Which file an ID number stands in already."""
    return f"这个身份证号已在本街镇的档案 {household.reference} 里，不再另登。"


def done(request: ActorRequest, words: str, household: Household, name: str = "") -> HttpResponse:
    """Say what was done, and go on to a page of the household."""
    messages.success(request, words)
    return redirect(address(request, name or "casework:household", household.pk))


def page(
    request: ActorRequest,
    template: str,
    household: Household,
    here: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about a household, with the way back to its record."""
    context = {
        "household": household,
        "back": url_of(request, household),
        "crumbs": crumbs(request, here, household),
        **context,
    }
    return render(request, f"casework/{template}.html", context, status=status)
