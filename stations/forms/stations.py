"""The form of a station, an extra station or a studio."""

from collections.abc import Mapping
from typing import Any

from django import forms

from orgs.models import Unit
from stations.enums import EquipmentKind, StationKind, VenueKind, ZoneKind
from stations.forms import fields
from stations.forms.sites import SiteForm
from stations.models import Station
from stations.naming import BRAND_RULE, NameCheck, name_check_of_station
from stations.selectors import equipment_of, zones_of

YES_NO = [("yes", "是"), ("no", "否"), ("", "未定")]
AS_BOOL = {"yes": True, "no": False, "": None}
AS_TEXT = {value: text for text, value in AS_BOOL.items()}
# Fields that the address of an empty form may fill in, in the form's own words.
TOLD_BY_A_LINK = ("venue_kind", "address", "is_physical", "is_independent", "area_m2", "seats")


class StationForm(SiteForm):
    """Facts, equipment and zones of a station (T1-2…T1-4, S1–S3)."""

    kind = forms.ChoiceField(label="类型", choices=StationKind, widget=forms.RadioSelect)
    brand_name = fields.text("品牌名称", 60, help_text=f"S1-4：“{BRAND_RULE}”，不代替规范名称。")
    venue_kind = forms.ChoiceField(
        label="设置场所",
        choices=[("", "请选择"), *VenueKind.choices],
        required=False,
        help_text="T1-2：“要在社区事务受理服务中心建设独立的实体化社区救助顾问服务站”。",
    )
    is_physical = forms.ChoiceField(
        label="是否实体化",
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
        help_text="有自己的办公场地，不是只挂名。",
    )
    is_independent = forms.ChoiceField(
        label="是否独立设置",
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
        help_text="有单独的房间或隔开的区域，不与别的窗口合用。",
    )
    area_m2 = fields.area("面积", help_text="S2-1：“应保证足够的工作空间”；参考值15平方米。")
    seats = fields.count("座位数")
    desk = fields.count("桌")
    chair = fields.count("椅")
    computer = fields.count("电脑")
    internet = fields.count("互联网", help_text="能办公的网络有几路；没有填0。")
    zones = forms.MultipleChoiceField(
        label="已设的功能分区",
        choices=ZoneKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="S2-3（加分）：“可设置咨询接待区、业务办理区、会商研讨区等”。",
    )
    reception_zone_area = fields.area("咨询接待区面积")
    casework_zone_area = fields.area("业务办理区面积")
    conference_zone_area = fields.area("会商研讨区面积")
    other_area = fields.area("其他区面积")
    other_label = fields.text("其他区是什么", 30, help_text="例如：档案区、母婴区。")

    FACTS = (
        *SiteForm.FACTS, "kind", "brand_name", "venue_kind", "is_physical", "is_independent",
        "area_m2", "seats",
    )  # fmt: skip

    def __init__(self, *args: Any, street: Unit, **kwargs: Any) -> None:
        self.street = street
        super().__init__(*args, **kwargs)

    def needs(self) -> dict[str, Any]:
        """The street."""
        return {"street": self.street}

    def name_check(self) -> NameCheck:
        """By the kind chosen."""
        return name_check_of_station(self.street, str(self["kind"].value() or ""))

    def clean_is_physical(self) -> bool | None:
        """None: not decided."""
        return AS_BOOL[self.cleaned_data["is_physical"]]

    def clean_is_independent(self) -> bool | None:
        """None: not decided."""
        return AS_BOOL[self.cleaned_data["is_independent"]]

    def clean(self) -> dict[str, Any]:
        """A zone that has an area is there; 其他 says what it is."""
        cleaned = super().clean()
        chosen = cleaned.get("zones", [])
        for kind in ZoneKind:
            if cleaned.get(f"{kind}_area") is not None and kind not in chosen:
                self.add_error("zones", f"填了{kind.label}的面积，请勾选{kind.label}。")
        if ZoneKind.OTHER in chosen and not cleaned.get("other_label"):
            self.add_error("other_label", "勾选了“其他”，请写明是什么区。")
        return cleaned

    def equipment(self) -> dict[str, int]:
        """Kind → how many, of the kinds that were answered; 0 is an answer."""
        counts = {kind.value: self.cleaned_data[kind.value] for kind in EquipmentKind}
        return {kind: count for kind, count in sorted(counts.items()) if count is not None}

    def zones_set_up(self) -> dict[str, dict[str, Any]]:
        """Kind → area and label."""
        return {
            kind: {
                "area_m2": self.cleaned_data[f"{kind}_area"],
                "label": self.cleaned_data["other_label"] if kind == ZoneKind.OTHER else "",
            }
            for kind in sorted(self.cleaned_data["zones"])
        }


def initial_of(station: Station) -> dict[str, Any]:
    """A station as its form shows it."""
    zones = zones_of(station)
    return {
        **{name: getattr(station, name) for name in StationForm.FACTS},
        "is_physical": AS_TEXT[station.is_physical],
        "is_independent": AS_TEXT[station.is_independent],
        **equipment_of(station),
        "zones": list(zones),
        **{f"{kind}_area": zone["area_m2"] for kind, zone in zones.items()},
        "other_label": zones.get(ZoneKind.OTHER, {}).get("label", ""),
        "version": station.version,
    }


def initial_of_new(street: Unit, kind: str, query: Mapping[str, str]) -> dict[str, Any]:
    """What is known of a station before anybody typed: its kind, its right name, and what the
    link to the form tells (a plan's site and space).
    """
    told = {name: query[name] for name in TOLD_BY_A_LINK if query.get(name)}
    return {"kind": kind, "official_name": name_check_of_station(street, kind).right, **told}
