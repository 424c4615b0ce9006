"""What the forms of stations and points share: the name with its check."""

from datetime import date
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from core.clashes import VersionedForm
from stations.enums import VenueKind
from stations.forms import fields
from stations.naming import NameCheck

# Names of errors the database's rules come under, where the field goes by another name.
PASSED_ON = {"street": NON_FIELD_ERRORS, "community": NON_FIELD_ERRORS}


class SiteForm(VersionedForm):
    """The facts of a site, its name with its check."""

    official_name = fields.PastedField(label="规范名称", max_length=80)
    keep_name = forms.BooleanField(label="牌子上就是这个名称，仍按此登记", required=False)
    address = fields.text("地址", 120, help_text="写到门牌号和房间。")
    phone = fields.phone()
    opening_hours = fields.text("开放时间", 80, help_text="例如：周一至周五 9:00–17:00。")
    lead_name = fields.lead()
    opened_on = fields.day("启用日期", required=False, help_text="还在筹建的留空。")

    FACTS: tuple[str, ...] = (
        "official_name", "address", "phone", "opening_hours", "lead_name", "opened_on",
    )  # fmt: skip
    # The form's own, not the site's.
    OWN = ("keep_name", "version")

    def name_check(self) -> NameCheck:
        """What the name typed is measured by."""
        raise NotImplementedError

    @property
    def typed_name(self) -> str:
        """The name as it stands in the form."""
        return str(self["official_name"].value() or "")

    @property
    def is_name_right(self) -> bool:
        """Whether that is the name laid down."""
        return self.name_check().accepts(self.typed_name)

    def clean(self) -> dict[str, Any]:
        """A name that is not the right one is entered only on purpose."""
        cleaned = super().clean() or self.cleaned_data
        name, check = cleaned.get("official_name", ""), self.name_check()
        if name and check.accepts(name):
            cleaned["official_name"] = check.right or name
        elif name and not cleaned.get("keep_name"):
            self.add_error(
                "official_name",
                f"不是统一名称，应为“{check.right}”。请点“改用规范名称”；"
                "牌子上确实是另一个名称的，勾选“仍按此登记”。",
            )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of the site."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def with_right_name(self) -> Self:
        """The form as typed, with the right name in it; nothing else is asked yet."""
        data = cast(QueryDict, self.data).copy()
        data["official_name"] = self.name_check().right
        return self._unasked(data)

    def refuse(self, refused: ValidationError) -> None:
        """Show what the database's rules said."""
        for name, errors in refused.error_dict.items():
            target = PASSED_ON.get(name, name)
            self.add_error(target if target in self.fields else None, errors)


class CloseForm(forms.Form):
    """The last day of a site."""

    closed_on = fields.day("开放的最后一天", help_text="当天仍算开放，次日起算关闭。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Where a station moves, and when."""

    left_on = fields.day("在原址开放的最后一天")
    address = fields.PastedField(label="新地址", max_length=120)
    venue_kind = forms.ChoiceField(label="新址的场所", choices=[("", "请选择"), *VenueKind.choices])
    opened_on = fields.day("新址启用日期", required=False, help_text="还没有启用的留空，按筹建记。")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One place after the other."""
        cleaned = super().clean() or self.cleaned_data
        left: date | None = cleaned.get("left_on")
        opened: date | None = cleaned.get("opened_on")
        if left and opened and opened <= left:
            self.add_error("opened_on", f"新址启用日期应晚于在原址的最后一天（{left}）。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What is known of the new place."""
        return {name: self.cleaned_data[name] for name in ("address", "venue_kind", "opened_on")}
