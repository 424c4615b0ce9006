"""The form of the four wall displays: each a text over the version it was drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.safestring import SafeString

from core.clashes import Clash
from ledgers.cells import clean
from orgs.models import Unit
from stations.enums import WallTopic
from stations.models import WallText
from stations.walls.texts import Typed, tidy, too_long
from stations.walls.wordings import GAP, HINTS, proposal_for


@dataclass(frozen=True)
class Section:
    """One display on the page; `confirmed` is drawn where the text is still the proposal."""

    topic: str
    text: BoundField
    confirmed: BoundField | None
    is_empty: bool
    hidden: list[SafeString]


class WallField(forms.CharField):
    """Lines of text, whatever blanks and invisible characters came with them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 9})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """The text without blank lines."""
        lines = str(value or "").splitlines()
        return tidy("\n".join(clean(line) for line in lines))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Browsers send other ends of lines than the database keeps."""
        return self.to_python(initial) != self.to_python(data)


class WallForm(forms.Form):
    """The four texts of a street (S3-1).

    Each text carries what it was drawn with (`show_hidden_initial`), so that after a clash the
    form knows which texts this person wrote and which he only saw.
    """

    def __init__(self, *args: Any, street: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.street = street
        for topic in WallTopic:
            self.fields[topic.value] = WallField(
                label=topic.label, help_text=HINTS[topic], show_hidden_initial=True
            )
            self.fields[_version(topic)] = forms.IntegerField(
                widget=forms.HiddenInput,
                error_messages={"required": "页面不完整，没有保存。请重新打开这一页。"},
            )
            self.fields[_confirmed(topic)] = forms.BooleanField(
                label=f"“{topic.label}”已按本街镇的实际核对，就用这段文字", required=False
            )

    def clean(self) -> dict[str, Any]:
        """What is too long for its sheet, has a gap left or was only proposed is not kept."""
        cleaned = super().clean() or self.cleaned_data
        for topic in WallTopic:
            text = cleaned.get(topic.value, "")
            if topic.value not in self.changed_data or not text:
                continue
            if words := too_long(text):
                self.add_error(topic.value, words)
            elif gaps := GAP.findall(text):
                self.add_error(topic.value, f"还有没填的地方：{'、'.join(gaps)}。")
            elif self._is_proposed(topic) and not cleaned.get(_confirmed(topic)):
                self.add_error(
                    _confirmed(topic),
                    f"“{topic.label}”还是平台给的建议文字。请改成本街镇自己的，或者核对后勾选。",
                )
        return cleaned

    def typed(self) -> dict[str, Typed]:
        """Topic → the text, and the version it was typed over; of those this person changed."""
        return {
            topic.value: Typed(self.cleaned_data[topic.value], self.cleaned_data[_version(topic)])
            for topic in WallTopic
            if topic.value in self.changed_data
        }

    def sections(self) -> list[Section]:
        """The displays in the annex's order."""
        return [
            Section(
                topic=topic.value,
                text=self[topic.value],
                confirmed=self[_confirmed(topic)] if self._is_proposed(topic) else None,
                is_empty=not self._shown(topic),
                hidden=[
                    self[topic.value].as_hidden(only_initial=True),
                    self[_version(topic)].as_hidden(),
                ],
            )
            for topic in WallTopic
        ]

    def with_proposal(self, topic: WallTopic) -> Self:
        """The form as typed, with a text to begin with below what is there; nothing is asked."""
        data = cast(QueryDict, self.data).copy()
        data[topic.value] = "\n".join(
            text for text in (self._shown(topic), proposal_for(topic, self.street)) if text
        )
        return self._unasked(data)

    def beside(self, now: Mapping[str, Any]) -> tuple[Self, list[Clash]]:
        """The form on top of what is on record now, and where two people wrote one text.

        What this person wrote stays as typed; what he left alone is taken from the record.
        """
        data, clashes = cast(QueryDict, self.data).copy(), []
        field = WallField()
        for topic in WallTopic:
            name = topic.value
            mine, theirs = self._shown(topic), str(now.get(name, ""))
            seen = field.to_python(data.get(self.add_initial_prefix(name)))
            is_mine = name in self.changed_data
            if mine != theirs and seen != theirs:
                clashes.append(Clash(topic.label, mine, theirs, is_mine))
            if not is_mine:
                data[name] = theirs
            data[self.add_initial_prefix(name)] = theirs
            data[_version(topic)] = str(now.get(_version(topic), 0))
        return self._unasked(data), clashes

    def _shown(self, topic: WallTopic) -> str:
        return WallField().to_python(self[topic.value].value())

    def _is_proposed(self, topic: WallTopic) -> bool:
        """Whether what stands in the form is still the portal's text, and not on record."""
        is_new = self.is_bound and topic.value in self.changed_data
        return is_new and self._shown(topic) == proposal_for(topic, self.street)

    def _unasked(self, data: QueryDict) -> Self:
        """The form with this in it, and nothing found wrong yet."""
        form = type(self)(data, initial=self.initial, street=self.street)
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return form


def initial_of_walls(texts: Mapping[str, WallText]) -> dict[str, Any]:
    """The street's texts as their form shows them."""
    values: dict[str, Any] = {}
    for topic in WallTopic:
        held = texts.get(topic)
        values[topic.value] = held.text if held else ""
        values[_version(topic)] = held.version if held else 0
    return values


def _version(topic: WallTopic) -> str:
    return f"{topic.value}_version"


def _confirmed(topic: WallTopic) -> str:
    return f"{topic.value}_confirmed"
