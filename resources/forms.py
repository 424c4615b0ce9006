"""The forms of a provider, of a resource, and of stopping one."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from core.clashes import VersionedForm
from core.clock import portal_day
from ledgers.cells import read_count, read_money, read_person_name
from ledgers.identifiers import read_credit_code, read_phone
from orgs.models import Unit
from resources.credit import kind_doubt
from resources.enums import Eligibility, NeedCategory, Per, ProviderKind, StopReason
from resources.models import Provider, Resource
from stations.forms import fields

NEW = "new"
MOST = Decimal("9999999999.99")
# What a capacity may be counted by.
UNITS = "人次户份名个位件场张套元 "


def _credit_code(**kwargs: Any) -> fields.PastedField:
    return fields.PastedField(
        label="统一社会信用代码",
        required=False,
        read=lambda text: read_credit_code(text).value,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="18位，照营业执照或登记证书填写；志愿者没有，留空。",
        **kwargs,
    )


def _kind(**kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="主体类型", choices=ProviderKind, widget=forms.RadioSelect, **kwargs
    )


def _kind_is_right() -> forms.BooleanField:
    return forms.BooleanField(label="已核对，主体类型没有选错", required=False)


def _read_yuan(text: str) -> Decimal:
    yuan: Decimal = read_money(text).value
    return yuan


class KindCheckedForm(VersionedForm):
    """A form with a credit code, whose head may speak for another kind than the one chosen."""

    asks_kind = False

    def check_provider(self, cleaned: Mapping[str, Any], kind: str) -> None:
        """All but volunteers have a code; a kind that does not fit it is ticked as right."""
        chosen, code = cleaned.get(kind), cleaned.get("credit_code")
        if not chosen or code is None:
            return
        if chosen == ProviderKind.VOLUNTEER:
            if code:
                self.add_error("credit_code", "志愿者没有信用代码，请清空，或改选主体类型。")
            return
        if not code:
            words = "除志愿者外都要填统一社会信用代码；街镇科室填街道办事处、镇政府的。"
            self.add_error("credit_code", words)
            return
        doubt = kind_doubt(chosen, code)
        self.asks_kind = bool(doubt)
        if doubt and not cleaned.get("kind_is_right"):
            self.add_error(kind, f"{doubt}没有选错的，勾选“已核对”再保存。")


class ProviderForm(KindCheckedForm):
    """Who provides (T3-3)."""

    name = fields.PastedField(label="名称", max_length=60, help_text="照证照上的全称。")
    kind = _kind()
    credit_code = _credit_code()
    kind_is_right = _kind_is_right()

    OWN = ("version", "kind_is_right")
    FACTS = ("name", "kind", "credit_code")

    def clean(self) -> dict[str, Any]:
        """What the code says of the kind."""
        cleaned = super().clean() or self.cleaned_data
        self.check_provider(cleaned, "kind")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of the provider."""
        return {name: self.cleaned_data[name] for name in self.FACTS}


class ResourceForm(KindCheckedForm):
    """What is offered: whose, what, for whom, how much, until when, whom to ask (T3-4)."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    provider = forms.ChoiceField(label="提供方")
    provider_name = fields.text("新提供方的名称", 60, help_text="照证照上的全称。")
    provider_kind = _kind(required=False)
    credit_code = _credit_code()
    kind_is_right = _kind_is_right()

    name = fields.PastedField(
        label="资源名称", max_length=60, help_text="一看就知道给什么，例如：上门助浴、爱心午餐。"
    )
    category = forms.ChoiceField(
        label="资源类别", choices=NeedCategory, widget=forms.RadioSelect, help_text="T3-2 的七类。"
    )
    areas = forms.MultipleChoiceField(
        label="服务范围",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只服务几个居村的才勾；都不勾就是全街镇。",
    )
    eligible = forms.MultipleChoiceField(
        label="适用家庭",
        choices=Eligibility,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不限家庭类别的不勾。",
    )
    eligibility_note = fields.text("服务对象", 200, help_text="例如：70岁以上独居老人。")
    capacity = fields.PastedField(
        label="数量",
        required=False,
        blank=None,
        read=lambda text: read_count(text.rstrip(UNITS), least=1, most=1_000_000).value,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="能帮多少；写了才会提示剩多少。不限或说不准的留空。",
    )
    per = forms.ChoiceField(label="周期", choices=[("", "请选择"), *Per.choices], required=False)
    capacity_unit = fields.text("计量单位", 10, help_text="例如：人次、份、户。")
    value_yuan = fields.PastedField(
        label="金额",
        required=False,
        blank=None,
        read=_read_yuan,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="折合多少钱；1.2万 也可以。",
    )
    starts_on = fields.day("有效期起", required=False)
    ends_on = fields.day("有效期止", required=False, help_text="最后一天；长期的留空。")
    how_to_apply = forms.CharField(
        label="申请方式",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="找谁、带什么、几天有回音。",
        error_messages={"max_length": "最多300个字。"},
    )
    contact_name = fields.PastedField(
        label="联系人", read=lambda text: read_person_name(text).value
    )
    contact_phone = fields.PastedField(
        label="联系电话",
        required=False,
        read=lambda text: read_phone(text).value,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    OWN = ("version", "key", "kind_is_right")
    FACTS = (
        "name", "category", "eligible", "eligibility_note", "capacity", "per", "capacity_unit",
        "value_yuan", "starts_on", "ends_on", "how_to_apply", "contact_name",
    )  # fmt: skip
    OF_NEW = ("provider_name", "provider_kind", "credit_code", "kind_is_right")

    def __init__(
        self,
        *args: Any,
        providers: Sequence[Provider],
        communities: Sequence[Unit],
        has_phone: bool = False,
        is_new: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.providers = {str(one.pk): one for one in providers}
        self.communities = {one.code: one for one in communities}
        self.has_phone = has_phone
        self.is_new = is_new
        choices = [(key, _provider_words(one)) for key, one in self.providers.items()]
        first = [(NEW, "登记新的提供方")] if is_new else []
        self.fields["provider"].choices = [("", "请选择"), *first, *choices]  # type: ignore[attr-defined]
        self.fields["areas"].choices = [(one.code, one.short_name) for one in communities]  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4
        if not communities:
            del self.fields["areas"]
        if not is_new:
            for name in self.OF_NEW:
                del self.fields[name]
        hint = "加密保存；这里不显示已登记的号码，留空就不改。" if has_phone else "加密保存。"
        self.fields["contact_phone"].help_text = hint
        self.fields["contact_phone"].required = not has_phone

    def needs(self) -> dict[str, Any]:
        """What the form is made with beside its data."""
        return {
            "providers": list(self.providers.values()),
            "communities": list(self.communities.values()),
            "has_phone": self.has_phone,
            "is_new": self.is_new,
        }

    def clean_value_yuan(self) -> Decimal | None:
        """No more than the books hold."""
        yuan: Decimal | None = self.cleaned_data["value_yuan"]
        if yuan is not None and yuan > MOST:
            raise ValidationError("金额太大，请核对单位是不是元。")
        return yuan

    def clean(self) -> dict[str, Any]:
        """What hangs together: provider, amount and period, the two ends."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("provider") == NEW:
            self._check_new(cleaned)
        if "capacity" in cleaned:
            if cleaned["capacity"] is None:
                cleaned["per"] = cleaned["capacity_unit"] = ""
            elif not cleaned.get("per"):
                self.add_error("per", "写了数量的，要选每月、每季、每年还是整个期限。")
        begins, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", f"有效期止{ends}早于有效期起{begins}，请核对。")
        return cleaned

    def _check_new(self, cleaned: dict[str, Any]) -> None:
        for name in ("provider_name", "provider_kind"):
            if name in cleaned and not cleaned[name]:
                words = "名称" if name == "provider_name" else "主体类型"
                self.add_error(name, f"登记新的提供方要填{words}。")
        self.check_provider(cleaned, "provider_kind")

    @property
    def chosen_provider(self) -> Provider | None:
        """The provider chosen from the list."""
        return self.providers.get(self.cleaned_data["provider"])

    def new_provider(self) -> dict[str, Any] | None:
        """The one that comes with the resource, or None."""
        if self.cleaned_data["provider"] != NEW:
            return None
        names = {"name": "provider_name", "kind": "provider_kind", "credit_code": "credit_code"}
        return {name: self.cleaned_data[field] for name, field in names.items()}

    def facts(self) -> dict[str, Any]:
        """The fields of the resource; a phone only where one was typed."""
        facts = {name: self.cleaned_data[name] for name in self.FACTS}
        if self.cleaned_data["contact_phone"]:
            facts["contact_phone"] = self.cleaned_data["contact_phone"]
        return facts

    def area_units(self) -> list[Unit] | None:
        """The communities ticked; None where there were none to tick."""
        if "areas" not in self.fields:
            return None
        return [self.communities[code] for code in self.cleaned_data["areas"]]


class StopForm(forms.Form):
    """From when on a resource is offered no more, and why."""

    stopped_on = fields.day("停用日期", help_text="从这一天起不再对接；以前的对接都保留。")
    reason = forms.ChoiceField(label="停用原因", choices=StopReason, widget=forms.RadioSelect)

    def clean_stopped_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["stopped_on"]
        if day > portal_day():
            raise ValidationError(f"{day}还没有到，请到那天再停用；快到期的改有效期止就可以。")
        return day

    def refuse(self, refused: ValidationError) -> None:
        """What the writer said, at its field."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)


def provider_initial(provider: Provider) -> dict[str, Any]:
    """What is on record, as the form shows it."""
    return {name: getattr(provider, name) for name in (*ProviderForm.FACTS, "version")}


def resource_initial(resource: Resource) -> dict[str, Any]:
    """The same of a resource; its phone is not among it."""
    return {
        **{name: getattr(resource, name) for name in (*ResourceForm.FACTS, "version")},
        "provider": str(resource.provider_id),
        "areas": [one.community_id for one in resource.places_served.all()],
    }


def _provider_words(provider: Provider) -> str:
    whose = "，区级" if len(provider.unit_id) < 9 else ""
    return f"{provider.name}（{provider.get_kind_display()}{whose}）"
