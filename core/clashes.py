"""Forms over a record with a `version`: when two people change it, nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.safestring import SafeString

from core.parts import Column

# What a page shows of facts that somebody else changed meanwhile.
CLASH_COLUMNS = (Column("哪一项"), Column("您填的"), Column("现在登记的"), Column("表单里放的"))


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: mine, and what is on record now. `is_mine_kept` tells
    which of them stands in the form.
    """

    label: str
    mine: str
    theirs: str
    is_mine_kept: bool


class VersionedForm(forms.Form):
    """A form that knows the version it was drawn from.

    Each field carries the value it was drawn with (`show_hidden_initial`), so that after a clash
    the form knows what this person changed and what she only saw.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    # The form's own, not the record's.
    OWN: tuple[str, ...] = ("version",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            one.show_hidden_initial = name not in self.OWN

    def needs(self) -> dict[str, Any]:
        """What the form is made with beside its data."""
        return {}

    def hidden_values(self) -> list[SafeString]:
        """What goes along unseen: the version, and the values as drawn."""
        drawn = [name for name in self.fields if name not in self.OWN]
        return [
            self["version"].as_hidden(),
            *(self[name].as_hidden(only_initial=True) for name in drawn),
        ]

    def refuse(self, refused: ValidationError) -> None:
        """Show what the rules said, each at its field, or over the form where it has none."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused)
            return
        for name, errors in refused.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def as_typed(self) -> Self:
        """The form as typed; nothing is asked, for it can't be saved now."""
        return self._unasked(cast(QueryDict, self.data).copy())

    def beside(self, now: Mapping[str, Any]) -> tuple[Self, list[Clash]]:
        """The form on top of what is on record now, and what clashed.

        What this person changed stays as typed; what she left alone is taken from the record.
        """
        data, clashes = cast(QueryDict, self.data).copy(), []
        touched = set(self.changed_data)
        current = type(self)(initial=dict(now), **self.needs())
        for name in self.fields:
            if name in self.OWN:
                continue
            mine, theirs = _shown(self, name), _shown(current, name)
            if mine != theirs and self._has_moved(current, name):
                label = str(self.fields[name].label)
                clashes.append(Clash(label, mine, theirs, name in touched))
            if name not in touched:
                _put(data, self.add_prefix(name), _raw(current, name))
            _put(data, self.add_initial_prefix(name), _raw(current, name))
        data["version"] = str(now["version"])
        return self._unasked(data), clashes

    def _has_moved(self, current: forms.Form, name: str) -> bool:
        """Whether a field on record is another than the one this form was drawn with."""
        field = self.fields[name]
        seen = field.hidden_widget().value_from_datadict(
            self.data, self.files, self.add_initial_prefix(name)
        )
        return field.has_changed(seen, _raw(current, name))

    def _unasked(self, data: QueryDict) -> Self:
        """The form with this in it, and nothing found wrong yet: it was not sent to be saved."""
        form = type(self)(data, initial=self.initial, **self.needs())
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return form


def _shown(form: forms.Form, name: str) -> str:
    """What stands in a field, as people read it."""
    value = form[name].value()
    choices = dict(getattr(form.fields[name], "choices", ()))
    values = value if isinstance(value, list | tuple) else [value]
    words = [str(choices.get(one, "" if one is None else one)) for one in values]
    return "、".join(word for word in words if word)


def _raw(form: forms.Form, name: str) -> Any:
    """A value as a browser would send it."""
    value = form[name].value()
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return "" if value is None else str(value)


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = value
