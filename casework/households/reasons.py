"""Why somebody looks: asked before a record is opened from the district, and before an item of it
is shown in clear.

A reason is one of a few, or written by hand; it is kept in the trail, so that it may hold no
number and no name of the household.
"""

import re
from collections.abc import Iterable, Mapping
from time import time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from core.web import ActorRequest
from stations.forms.fields import PastedField

# How long the district's reason holds for a household.
VALID_SECONDS = 30 * 60
OTHER = "other"
LOOKING = (
    ("check", "核查走访和服务记录"),
    ("complaint", "处理来信来访或投诉"),
    ("sampling", "抽查困难对象名册"),
    (OTHER, "其他原因"),
)
SHOWING = (
    ("visit", "联系走访"),
    ("identity", "核对身份"),
    ("application", "办理救助申请"),
    (OTHER, "其他原因"),
)
# Each with a button of its own.
OFFERED = tuple(one for one in SHOWING if one[0] != OTHER)
_SESSION = "household_reasons"
_NUMBER = re.compile(r"\d{4,}")


class ReasonForm(forms.Form):
    """One of a few reasons, or another in words; `names` may not stand in it."""

    choices: Iterable[tuple[str, str]] = LOOKING

    reason = forms.ChoiceField(
        label="查看原因",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个查看原因。"},
    )
    words = PastedField(
        label="写明原因",
        max_length=60,
        required=False,
        help_text="选“其他原因”时填写。会记入留痕，请不要写姓名、电话和证件号。",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, names: Iterable[str] = ()) -> None:
        super().__init__(data)
        self.names = [name for name in names if name]
        self.fields["reason"].choices = list(self.choices)  # type: ignore[attr-defined]

    @property
    def told(self) -> str:
        """The reason as the trail keeps it."""
        return str(self.cleaned_data["told"])

    def clean_words(self) -> str:
        """What is kept in the trail names nobody."""
        words = str(self.cleaned_data["words"])
        if _NUMBER.search(words):
            raise ValidationError("原因会记入留痕，请不要写电话、证件号等号码。")
        if any(name in words for name in self.names):
            raise ValidationError("原因会记入留痕，请不要写姓名；写“户主”“家人”就可以。")
        return words

    def clean(self) -> dict[str, Any]:
        """A reason; the other one in its words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        chosen, words = cleaned.get("reason", ""), cleaned.get("words", "")
        if chosen == OTHER and not words:
            self.add_error("words", "选了“其他原因”，请写明是什么原因。")
        else:
            labels = {value: label for value, label in self.choices if value != OTHER}
            label = labels.get(chosen, "")
            cleaned["told"] = "，".join(part for part in (label, words) if part)
        return cleaned


class ShowForm(ReasonForm):
    """The same before an item is shown in clear."""

    choices = SHOWING


def give(request: ActorRequest, pk: UUID) -> None:
    """Remember for a while that a reason was given for a household; the reason is in the trail."""
    request.session[_SESSION] = {**_standing(request), _key(request, pk): int(time())}


def is_given(request: ActorRequest, pk: UUID) -> bool:
    """Whether a reason for it was given in this session, in this membership, not too long ago."""
    return _key(request, pk) in _standing(request)


def _standing(request: ActorRequest) -> dict[str, int]:
    given: dict[str, int] = request.session.get(_SESSION, {})
    since = time() - VALID_SECONDS
    return {key: at for key, at in given.items() if at > since}


def _key(request: ActorRequest, pk: UUID) -> str:
    return f"{request.actor.membership_id}:{pk}"
