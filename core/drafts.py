"""Drafts of forms in rooms that lie below the one that keeps them (accounts.drafts)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpResponse, QueryDict

View = Callable[..., HttpResponse]
Form = TypeVar("Form", bound=BaseForm)


class Keeper(Protocol):
    """What keeps drafts."""

    def restored(self, request: Any, /) -> QueryDict | None:
        """The draft of a page where its address asks for it."""

    def sent(self, request: Any, /) -> None:
        """Forget the draft of a page: its form was sent."""


_keepers: list[Keeper] = []


def kept_by(keeper: Keeper) -> None:
    """Let a room keep the drafts."""
    _keepers[:] = [keeper]


def keeps_draft(view: View) -> View:
    """Mark a page whose form keeps drafts; one that led on was sent, and its draft goes."""

    @wraps(view)
    def page(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302:
            for keeper in _keepers:
                keeper.sent(request)
        return response

    page.keeps_draft = True  # type: ignore[attr-defined]
    return page


def restored(request: Any) -> QueryDict | None:
    """The draft of a page where its address asks for it."""
    return next((found for keeper in _keepers if (found := keeper.restored(request))), None)


def drawn(make: Callable[[QueryDict | None], Form], data: QueryDict | None) -> Form:
    """A form as it is first shown, with its draft or blank: nothing in it is found wrong yet."""
    form = make(data)
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    return form
