"""The form of an advisor's file (备案): its cells are read as the ledger reads them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from advisors.enums import Education, Employment, Level, Sex, StaffKind
from advisors.files.reading import read_columns
from advisors.ledger import QUALIFICATIONS
from advisors.models import Advisor, PartnerContract
from core.clashes import VersionedForm
from core.clock import portal_day
from orgs.models import Unit
from stations.forms import fields

# The columns of the ledger that are typed; the others are chosen from a list.
TYPED = ("name", "id_number", "phone", "position", "qualifications", "started_on", "note")
# Typed only where it is new: what is on file is not drawn again.
SEALED = ("phone", "id_number")
ASKED = "备案信息要有这一项（T6-6）；暂时不清楚的可以以后再补。"
KNOWN_QUALIFICATIONS = tuple(dict.fromkeys(QUALIFICATIONS.values()))


class FileForm(VersionedForm):
    """All fields of the ledger. `advisor` is whose file is changed; `warnings` are to be looked at.

    Phone and ID number are not drawn into the form: left empty, what is on file stays.
    """

    name = fields.PastedField(
        label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(
        label="性别", choices=Sex, widget=forms.RadioSelect, required=False, help_text=ASKED
    )
    id_number = fields.PastedField(
        label="身份证号",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = fields.PastedField(
        label="联系电话",
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    level = forms.ChoiceField(label="层级", choices=Level, widget=forms.RadioSelect)
    community = forms.ChoiceField(
        label="负责的居村",
        required=False,
        help_text="居村顾问要填；还负责别的居村，登记后再加。",
    )
    staff_kind = forms.ChoiceField(
        label="人员性质",
        choices=[("", "请选择"), *StaffKind.choices],
        help_text="沪民救发〔2022〕15号列了前四种；第三方和志愿者不计入配备人数，除非标准另有设定。",
    )
    partner = forms.ChoiceField(
        label="派出机构",
        required=False,
        help_text="只有第三方人员要填；先在“合作与志愿者”里登记机构。",
    )
    employment = forms.ChoiceField(
        label="专兼职", choices=Employment, widget=forms.RadioSelect, required=False
    )
    position = fields.text("职务", 60)
    education = forms.ChoiceField(
        label="学历",
        choices=[("", "未登记"), *Education.choices],
        required=False,
        help_text=ASKED,
    )
    qualifications = forms.MultipleChoiceField(
        label="社会工作职业资格",
        choices=[(name, name) for name in KNOWN_QUALIFICATIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_qualifications = fields.text("其他证书", 120, help_text="有几个的，用顿号隔开。")
    started_on = fields.PastedField(
        label="上岗日期",
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "2024-03-05", "autocomplete": "off"}),
        help_text="写到日；只知道月份的写到月，例如 2024-03。",
    )
    filed_on = fields.day("备案日期", required=False, help_text="区民政局收到备案的日子。")
    contract_ends_on = fields.day(
        "合同到期日", required=False, help_text="合同的最后一天；到期前配备预测会提醒。"
    )
    note = fields.text("备注", 200)

    FACTS = (
        "name", "sex", "level", "staff_kind", "employment", "position", "education",
        "qualifications", "started_on", "started_on_precision", "filed_on", "contract_ends_on",
        "partner_id", "note",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        partners: Iterable[PartnerContract],
        communities: Iterable[Unit] = (),
        advisor: Advisor | None = None,
        keeps_id_numbers: bool = False,
        **kwargs: Any,
    ) -> None:
        self.partners, self.communities = list(partners), list(communities)
        self.advisor, self.keeps_id_numbers = advisor, keeps_id_numbers
        self.warnings: list[str] = []
        self.read: dict[str, Any] = {}
        super().__init__(*args, **kwargs)
        self._set_choices("partner", ((str(one.pk), one.name) for one in self.partners))
        self._set_choices("community", ((one.code, one.name) for one in self.communities))
        if advisor is not None:
            del self.fields["community"]
        kept = "核对后加密保存。" if keeps_id_numbers else "只用来核对性别，不保存。"
        self.fields["id_number"].help_text = f"18位。{kept}"
        if advisor is not None and advisor.phone_key:
            self.fields["phone"].required = False
            self.fields["phone"].help_text = f"登记的是 {advisor.masked_phone}；留空就不改。"
        if advisor is not None and advisor.id_number:
            self.fields["id_number"].help_text += "已登记，留空就不改。"

    def needs(self) -> dict[str, Any]:
        """What the street's lists hold, and whose file it is."""
        return {
            "partners": self.partners,
            "communities": self.communities,
            "advisor": self.advisor,
            "keeps_id_numbers": self.keeps_id_numbers,
        }

    def clean(self) -> dict[str, Any]:
        """The ledger's readers and its checks over the whole row, then what a form asks besides."""
        cleaned = super().clean() or self.cleaned_data
        self._read_as_ledger(cleaned)
        started, ends = self.read.get("started_on"), cleaned.get("contract_ends_on")
        if started and ends and ends < started:
            self.add_error("contract_ends_on", f"合同到期日{ends}早于上岗日期{started}。")
        filed = cleaned.get("filed_on")
        if filed and filed > portal_day():
            self.add_error("filed_on", f"{filed}还没有到，请核对年份。")
        ended = self.advisor.ended_on if self.advisor else None
        if started and ended and started > ended:
            self.add_error("started_on", f"上岗日期{started}晚于离岗日期{ended}。")
        if cleaned.get("partner") and cleaned.get("staff_kind") != StaffKind.THIRD_PARTY:
            self.add_error("partner", "只有人员性质是“第三方”的才填派出机构，不是的请留空。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of the file, without what is sealed."""
        found = {**self.cleaned_data, **self.read}
        found["partner_id"] = found["partner"] or None
        return {name: found.get(name) or _EMPTY.get(name, "") for name in self.FACTS}

    def sealed(self) -> dict[str, str]:
        """Phone and ID number where they were typed."""
        return {name: self.read.get(name) or "" for name in SEALED}

    @property
    def community_chosen(self) -> str:
        """The code of the first community, or empty."""
        return str(self.cleaned_data.get("community") or "")

    def _set_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "没有"), *choices]  # type: ignore[attr-defined]

    def _read_as_ledger(self, cleaned: Mapping[str, Any]) -> None:
        others = [*cleaned.get("qualifications", []), cleaned.get("other_qualifications", "")]
        texts = {name: cleaned[name] for name in TYPED if name in cleaned}
        texts["qualifications"] = "、".join(other for other in others if other)
        chosen = {name: cleaned.get(name) for name in ("sex", "level", "community")}
        row = read_columns(
            texts,
            {name: value for name, value in chosen.items() if value},
            may_be_blank={name for name in SEALED if not self.fields[name].required},
            asks_community=self.advisor is None,
        )
        for problem in row.problems:
            if problem.is_error:
                self.add_error(
                    problem.column if problem.column in self.fields else None, problem.message
                )
            else:
                self.warnings.append(problem.message)
        self.read = {name: row.values.get(name) for name in (*TYPED, "started_on_precision")}


# What stands in a field of the file that says nothing.
_EMPTY: dict[str, Any] = {
    "qualifications": [],
    "filed_on": None,
    "contract_ends_on": None,
    "partner_id": None,
    "started_on": None,
}


def initial_of(advisor: Advisor) -> dict[str, Any]:
    """What the form of a file begins with."""
    plain = ("name", "sex", "level", "staff_kind", "employment", "position", "education", "note")
    known = [name for name in advisor.qualifications if name in KNOWN_QUALIFICATIONS]
    others = [name for name in advisor.qualifications if name not in KNOWN_QUALIFICATIONS]
    return {
        **{name: getattr(advisor, name) for name in plain},
        "qualifications": known,
        "other_qualifications": "、".join(others),
        "started_on": advisor.started_words,
        "filed_on": advisor.filed_on,
        "contract_ends_on": advisor.contract_ends_on,
        "partner": str(advisor.partner_id or ""),
        "version": advisor.version,
    }
