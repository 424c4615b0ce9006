"""The forms of a partner contract, of a group of volunteers, and of taking one back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from advisors.models import PartnerContract, VolunteerGroup
from core.clock import portal_day
from ledgers.cells import read_count, read_person_name
from ledgers.identifiers import read_credit_code, read_phone
from stations.forms import fields


def _paragraph(label: str, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=300, widget=widget, **kwargs)


class HelperForm(forms.Form):
    """What both share: from when to when, and the version that the form was drawn from."""

    FACTS: tuple[str, ...] = ("name", "service", "starts_on", "ends_on")
    # What the two ends are called.
    BEGIN, END = "开始日期", "结束日期"

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def facts(self) -> dict[str, Any]:
        """What is kept of the answers."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def clean(self) -> dict[str, Any]:
        """It ends no earlier than it begins."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", f"{self.END} {ends} 早于{self.BEGIN} {begins}，请核对。")
        return cleaned

    def refuse(self, refused: ValidationError) -> None:
        """What the database's rules say, at its field where there is one."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)

    def on_latest(self, now: Mapping[str, Any]) -> Self:
        """The same answers on top of the latest version; each field that differs tells what is
        on record now.
        """
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(now["version"])
        again = type(self)(data, initial=dict(now))
        again.full_clean()
        again.add_error(None, "刚有人改过这条登记，还没有保存。您填的都还在；请核对后再保存一次。")
        for name in self.FACTS:
            if name in again.cleaned_data and again.cleaned_data[name] != now[name]:
                again.add_error(name, f"现在登记的是“{_words(now[name])}”。")
        return again


def _words(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value not in (None, "") else "空"


class PartnerForm(HelperForm):
    """A contract with an agency (T6-3)."""

    name = fields.PastedField(label="机构名称", max_length=60)
    credit_code = fields.PastedField(
        label="统一社会信用代码",
        required=False,
        read=lambda text: read_credit_code(text).value,
        help_text="18位，照营业执照或登记证书填写。",
    )
    service = _paragraph("合作内容", help_text="例如：每周两个半天驻站、个案会商、心理疏导。")
    starts_on = fields.day("合作开始")
    ends_on = fields.day(
        "合作结束", required=False, help_text="合作的最后一天；协议没有写明的留空。"
    )
    contact_name = fields.PastedField(
        label="联系人", required=False, read=lambda text: read_person_name(text).value
    )
    contact_phone = fields.PastedField(
        label="联系人电话",
        required=False,
        read=lambda text: read_phone(text).value,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="加密保存，这里不显示已登记的号码：留空就不改。",
    )
    drop_phone = forms.BooleanField(label="删除已登记的联系人电话", required=False)

    FACTS = (*HelperForm.FACTS, "credit_code", "contact_name")
    BEGIN, END = "合作开始", "合作结束"

    def facts(self) -> dict[str, Any]:
        """A phone only where one was typed, or is to go."""
        facts, phone = super().facts(), self.cleaned_data["contact_phone"]
        if phone or self.cleaned_data["drop_phone"]:
            facts["contact_phone"] = phone
        return facts


class VolunteersForm(HelperForm):
    """A group of volunteers who have no file of their own (T6-3)."""

    name = fields.PastedField(label="队伍名称", max_length=60)
    persons = fields.PastedField(
        label="人数",
        blank=None,
        read=lambda text: read_count(text.rstrip("人名位 "), most=10_000).value,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    service = _paragraph(
        "服务内容", required=False, help_text="例如：代办跑腿、上门探访、政策宣传。"
    )
    starts_on = fields.day("开始日期")
    ends_on = fields.day("结束日期", required=False, help_text="服务的最后一天；还在服务的留空。")

    FACTS = (*HelperForm.FACTS, "persons")

    def clean_persons(self) -> int:
        """At least one person."""
        persons: int = self.cleaned_data["persons"]
        if persons == 0:
            raise ValidationError("人数须大于0。")
        return persons


class RemoveForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="删除的原因", max_length=200, help_text="记入留痕。请不要写姓名和电话。"
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        # It stands beside another form on its page.
        super().__init__(data, auto_id="remove_%s", **kwargs)


def initial_of(helper: PartnerContract | VolunteerGroup) -> dict[str, Any]:
    """What is on record, as the form shows it."""
    form = PartnerForm if isinstance(helper, PartnerContract) else VolunteersForm
    return {name: getattr(helper, name) for name in (*form.FACTS, "version")}


def initial_of_new() -> dict[str, Any]:
    """What most new ones begin with."""
    return {"starts_on": portal_day()}
