"""What somebody typed and has not sent: kept for her alone, until it is sent or grows too old.

A page with a form that keeps drafts is marked with `keeps_draft`, draws its form with `drawn`,
and its template holds `{% draft_notice %}`, `data-draft` and `{% draft_state %}` (the tags of
accounts.templatetags.draft_parts; static/js/drafts.js saves while one types). A draft is no
record: it leaves no line in the trail, and no text of it anywhere but sealed in its row.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from accounts.models import Draft
from core.sealing import SealBroken
from core.web import ActorRequest

DRAFT_DAYS = 60
MOST_BYTES = 200 * 1024
# For one person; more than she has forms open. The oldest go first.
MOST_DRAFTS = 100
LONGEST_KEY = 200
# What a form sends of its own accord, and what nobody's draft may hold.
_OWN = {"csrfmiddlewaretoken", "draft_of"}

Fields = dict[str, list[str]]
Form = TypeVar("Form", bound=BaseForm)
View = Callable[..., HttpResponse]


class NotKept(ValueError):
    """A draft that can't be kept, with the reason in words."""


@transaction.atomic
def keep(user_id: int, key: str, text: str) -> Draft:
    """Keep the text of a form (JSON, see `text_of`) for a user, in place of an earlier one.

    Raises NotKept for more than MOST_BYTES and for a key that is none. Drafts of hers that are
    too old, or too many, are removed on the way.
    """
    if not is_key(key):
        raise NotKept("不知道这是哪一份表单，没有保存。")
    if len(text.encode()) > MOST_BYTES:
        raise NotKept("内容太长，没有自动保存；请先提交，或另存一份。")
    own = Draft.objects.filter(user_id=user_id)
    draft, _ = own.select_for_update().get_or_create(user_id=user_id, key=key)
    draft.text = text
    draft.save()
    own.filter(saved_at__lt=_too_old()).delete()
    surplus = own.order_by("-saved_at", "pk").values_list("pk", flat=True)[MOST_DRAFTS:]
    own.filter(pk__in=list(surplus)).delete()
    return draft


def kept(user_id: int, key: str) -> Draft | None:
    """A user's own draft of a form, if there is one that is not too old."""
    if not is_key(key):
        return None
    return Draft.objects.filter(user_id=user_id, key=key, saved_at__gte=_too_old()).first()


def drop(user_id: int, key: str) -> None:
    """Forget a user's draft of a form."""
    if is_key(key):
        Draft.objects.filter(user_id=user_id, key=key).delete()


def is_key(key: str) -> bool:
    """Whether a text can name a form; it is never followed as an address."""
    return 0 < len(key) <= LONGEST_KEY and "\0" not in key


def text_of(fields: Mapping[str, list[str]]) -> str:
    """The fields of a form that may be kept, as JSON: no password, no token."""
    worth = {name: values for name, values in fields.items() if _may_be_kept(name)}
    return json.dumps(worth, ensure_ascii=False)


def fields_of(draft: Draft) -> Fields | None:
    """The fields of a draft; None where its text is no form's, or its key is gone."""
    try:
        return fields_in(draft.text)
    except (NotKept, SealBroken):
        return None


def fields_in(text: str) -> Fields:
    """The same read back: name → values. Raises NotKept for anything else."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise NotKept("没有读懂表单的内容，没有保存。") from error
    if not isinstance(found, dict) or not all(map(_is_values, found.values())):
        raise NotKept("没有读懂表单的内容，没有保存。")
    return found


# At a form ------------------------------------------------------------------------------------


def keeps_draft(view: View) -> View:
    """Mark a page whose form keeps drafts; one that led on was sent, and its draft goes.

    Sent after the session has ended, it comes back from signing in as a draft (accounts.lost).
    """

    @wraps(view)
    def page(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302:
            sent(request)
        return response

    page.keeps_draft = True  # type: ignore[attr-defined]
    return page


def drawn(form_class: Callable[..., Form], request: ActorRequest, **needs: Any) -> Form:
    """A form as it is first shown: with the draft in it where `?draft=restore` asks for that.

    Nothing in it is found wrong yet, and nothing of it may be saved: it was not sent.
    """
    form = form_class(restored(request), **needs)
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    return form


def restored(request: ActorRequest) -> QueryDict | None:
    """The draft of this page as its form sends it, where the address asks for it."""
    if request.method == "POST" or request.GET.get("draft") != "restore":
        return None
    draft = kept(request.actor.user_id, request.path)
    fields = fields_of(draft) if draft else None
    if fields is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def sent(request: ActorRequest) -> None:
    """The form of this page was sent: its draft is done with."""
    drop(request.actor.user_id, request.path)


def _too_old() -> Any:
    return timezone.now() - timedelta(days=DRAFT_DAYS)


def _may_be_kept(name: str) -> bool:
    return name not in _OWN and "password" not in name


def _is_values(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)
