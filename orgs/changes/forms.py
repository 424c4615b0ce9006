"""The forms that split, merge and rename communities.

Each shows, under what is asked for, everything the rooms keep for the communities on the day,
with where it shall go. The day is one of the answers: sent with another day, the form comes back
with what is kept then.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from core.actor import Actor
from core.clock import portal_day
from core.units import Held, Mover
from orgs.changes.naming import NewName, read_name
from orgs.changes.planning import NewUnit, Planned, check, told
from orgs.changes.selectors import held_in
from orgs.models import Unit, UnitChange
from orgs.names import COMMUNITY_WIDTH, plain

MOST_NEW = 4
END, ALL, ON = "end", "all", "on"
Where = tuple[str, ...]


class NameField(forms.CharField):
    """A community's official name."""

    def clean(self, value: Any) -> Any:
        """The name, read; None for nothing."""
        text = super().clean(value)
        return read_name(text) if text else None


class CodeField(forms.CharField):
    """A statistical code of 12 digits."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """The digits, whatever blanks stood between them."""
        code = plain(super().clean(value) or "")
        if code and not (code.isascii() and code.isdigit() and len(code) == COMMUNITY_WIDTH):
            raise ValidationError("代码是12位数字，请对照批复文件核对。")
        return code


class ChangeForm(forms.Form):
    """What all three ask for; `units` are the communities, all of one street."""

    kind: ClassVar[UnitChange.Kind]

    sent_as = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(
        label="生效日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
        help_text="新状态的第一天；前一天及以前的记录和得分都不变。",
        error_messages={"invalid": "请写明是哪一天，例如 2024-07-01。"},
    )
    document = forms.CharField(
        label="依据", max_length=120, help_text="批复文件的文号或名称，例如“普民〔2024〕15号”。"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, street: Unit, units: Sequence[Unit], actor: Actor
    ) -> None:
        initial = {"sent_as": uuid.uuid4(), "day": portal_day(), **self.initial_of(street)}
        super().__init__(data, initial=initial)
        self.fields.update(self.more_fields())
        self.street, self.units = street, units
        codes = [unit.code for unit in units]
        self.held: Mapping[Mover, list[Held]] = held_in(codes, self._day(), actor)
        for mover, things in self.held.items():
            for held in things:
                field = self.field_for(mover, held)
                if field is not None:
                    self.fields[_name(mover, held)] = field

    def initial_of(self, street: Unit) -> dict[str, Any]:
        """What stands in this kind's own fields at first."""
        return {}

    def more_fields(self) -> dict[str, forms.Field]:
        """This kind's own fields that are alike, numbered."""
        return {}

    def field_for(self, mover: Mover, held: Held) -> forms.Field | None:
        """What is asked about one thing that is kept; None for nothing."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """What this kind of change adds to `Planned`."""
        raise NotImplementedError

    def where(self, answer: Any) -> Where:
        """The codes that an answer about one thing stands for."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be, as soon as every answer can be read."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            planned = self.planned()
            check(planned)
            told(planned, self.held)
        return cleaned

    def planned(self) -> Planned:
        """The change as asked for."""
        answers = self.cleaned_data
        return Planned(
            kind=self.kind,
            street=self.street,
            old=tuple(self.units),
            day=answers["day"],
            document=answers["document"],
            note=answers["note"],
            sent_as=answers["sent_as"],
            choices={
                (mover.key, held.key): self.where(answers[_name(mover, held)])
                for mover, things in self.held.items()
                for held in things
                if _name(mover, held) in self.fields
            },
            **self.facts(),
        )

    def sections(self) -> list[tuple[str, list[str]]]:
        """What it will do, in sentences under headings."""
        return told(self.planned(), self.held)

    def movings(self) -> list[tuple[Mover, list[BoundField]]]:
        """The things kept, room by room, each with its question."""
        found = []
        for mover, things in self.held.items():
            names = [_name(mover, held) for held in things]
            asked = [self[name] for name in names if name in self.fields]
            if asked:
                found.append((mover, asked))
        return found

    def hidden(self) -> Iterator[Any]:
        """Every answer, carried along unseen."""
        return (bound.as_hidden() for bound in self)

    def typed(self, name: str) -> str:
        """What stands in a field now."""
        return str(self[name].value() or "").strip()

    def _question(
        self, held: Held, choices: Sequence[tuple[str, str]], initial: str = ""
    ) -> forms.ChoiceField:
        """Where a thing goes; the last choice ends it."""
        last_day = self._day() - timedelta(days=1)
        return forms.ChoiceField(
            label=held.words,
            choices=[*choices, (END, f"不移交，到 {last_day} 为止")],
            initial=initial,
            error_messages={"required": "请选择去向。"},
        )

    def _day(self) -> date:
        try:
            day: date = self.fields["day"].clean(self["day"].value())
        except ValidationError:
            return portal_day()
        return day


class SplitForm(ChangeForm):
    """One community ends, two to four begin."""

    kind = UnitChange.Kind.SPLIT

    def initial_of(self, street: Unit) -> dict[str, Any]:
        """A code begins with the street's."""
        return {f"code_{n}": street.code for n in (1, 2)}

    def more_fields(self) -> dict[str, forms.Field]:
        """Name and code of each new community; two are asked for."""
        fields: dict[str, forms.Field] = {}
        for n in range(1, MOST_NEW + 1):
            is_asked = n < 3
            fields[f"name_{n}"] = NameField(
                label=f"新居村{n}名称", max_length=60, required=is_asked
            )
            fields[f"code_{n}"] = CodeField(
                label=f"新居村{n}代码", max_length=20, required=is_asked
            )
        return fields

    def rows(self) -> list[tuple[int, BoundField, BoundField]]:
        """Number, name and code of each new community."""
        return [(n, self[f"name_{n}"], self[f"code_{n}"]) for n in range(1, MOST_NEW + 1)]

    def clean_code_3(self) -> str:
        """A code where there is a name."""
        return self._code_with_name(3)

    def clean_code_4(self) -> str:
        """A code where there is a name."""
        return self._code_with_name(4)

    def field_for(self, mover: Mover, held: Held) -> forms.Field:
        """To which of them; nothing is chosen beforehand, so that somebody decides."""
        asked = [n for n in range(1, MOST_NEW + 1) if n < 3 or self.typed(f"name_{n}")]
        choices = [("", "请选择去向")]
        choices += [(str(n), f"归新居村{n} {self.typed(f'name_{n}')}".strip()) for n in asked]
        if mover.may_be_shared:
            choices.append((ALL, "每个新居村都归"))
        return self._question(held, choices)

    def facts(self) -> dict[str, Any]:
        """The communities that begin."""
        return {"new": tuple(self._new().values())}

    def where(self, answer: Any) -> Where:
        """One of them, all, or none."""
        new = self._new()
        if answer == ALL:
            return tuple(one.code for one in new.values())
        return (new[answer].code,) if answer in new else ()

    def _new(self) -> dict[str, NewUnit]:
        rows = ((str(n), self.cleaned_data.get(f"name_{n}")) for n in range(1, MOST_NEW + 1))
        return {n: NewUnit(self.cleaned_data[f"code_{n}"], name) for n, name in rows if name}

    def _code_with_name(self, n: int) -> str:
        code: str = self.cleaned_data[f"code_{n}"]
        has_name = bool(self.typed(f"name_{n}"))
        if has_name and not code:
            raise ValidationError(f"请填写新居村{n}的代码。")
        if code and not has_name:
            raise ValidationError(f"填了代码，请把新居村{n}的名称也填上。")
        return code


class MergeForm(ChangeForm):
    """Several communities become one: a new one, or one of them that takes the others in."""

    kind = UnitChange.Kind.MERGE

    into = forms.ChoiceField(label="合并成", widget=forms.RadioSelect)
    name = NameField(label="新居村名称", max_length=60, required=False)
    code = CodeField(label="新居村代码", max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(unit.code, f"并入{unit.name}（代码不变）") for unit in self.units]
        self.fields["into"].choices = [("new", "新设一个居村"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A new community has a name and a code."""
        if self.cleaned_data.get("into") == "new":
            for name in ("name", "code"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, f"请填写{self[name].label}。")
        return super().clean()

    def field_for(self, mover: Mover, held: Held) -> forms.Field | None:
        """With the others, or not; of what a community has once, one is to be chosen."""
        if held.unit_code == self.typed("into") and not mover.is_single:
            return None
        is_alone = not mover.is_single or len(self.held[mover]) == 1
        choices = [(ON, "归合并后的居村")]
        if is_alone:
            return self._question(held, choices, initial=ON)
        return self._question(held, [("", "请选择去向"), *choices])

    def facts(self) -> dict[str, Any]:
        """The one that begins, or that goes on."""
        survivor = next((one for one in self.units if one.code == self.cleaned_data["into"]), None)
        if survivor:
            return {"survivor": survivor}
        return {"new": (NewUnit(self.cleaned_data["code"], self.cleaned_data["name"]),)}

    def where(self, answer: Any) -> Where:
        """The one that is left, or none."""
        if answer != ON:
            return ()
        into = self.cleaned_data["into"]
        return (self.cleaned_data["code"] if into == "new" else into,)


class RenameForm(ChangeForm):
    """A community gets another name under its old code."""

    kind = UnitChange.Kind.RENAME

    new_name = NameField(
        label="新名称", max_length=60, help_text="全称，以“居委会”或“村委会”结尾。"
    )

    def field_for(self, mover: Mover, held: Held) -> forms.Field | None:
        """Whether a thing that carries the name gets the new one too."""
        if mover.rename is None:
            return None
        return forms.BooleanField(label=f"{held.words} 一并改名", required=False, initial=True)

    def facts(self) -> dict[str, Any]:
        """The name, and who bears it."""
        name: NewName = self.cleaned_data["new_name"]
        return {"new_name": name, "survivor": self.units[0]}

    def where(self, answer: Any) -> Where:
        """The community itself, for what is renamed."""
        return (self.units[0].code,) if answer else ()


FORMS: Mapping[str, type[ChangeForm]] = {
    one.kind.value: one for one in (SplitForm, MergeForm, RenameForm)
}


def mark_of(data: Mapping[str, Any]) -> uuid.UUID | None:
    """The mark that a form was sent with, or None."""
    try:
        return uuid.UUID(str(data.get("sent_as")))
    except ValueError:
        return None


def _name(mover: Mover, held: Held) -> str:
    return f"go-{mover.key}-{held.key}"
