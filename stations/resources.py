"""The ledger of stations and points (站点台账) as the offices keep it."""

from datetime import date
from typing import Any

from import_export.fields import Field

from core.exports import LedgerResource
from stations.models import ServicePoint, Station

KIND_WORDS = {"main": "站", "extra": "增设站", "studio": "工作室"}


class StationResource(LedgerResource):
    """One row for a station or a point."""

    title = "站点台账"
    widths = (14, 16, 44, 8, 28, 22, 10, 14, 24, 10, 12)

    street = Field(column_name="街镇")
    community = Field(column_name="居村")
    official_name = Field("official_name", column_name="站点名称")
    kind = Field(column_name="类型")
    address = Field("address", column_name="地址")
    venue = Field(column_name="设置场所")
    area = Field(column_name="面积（㎡）")
    phone = Field("phone", column_name="联系电话")
    opening_hours = Field("opening_hours", column_name="开放时间")
    lead = Field(column_name="负责人")
    opened_on = Field(column_name="启用日期")

    def dehydrate_street(self, site: Station | ServicePoint) -> str:
        """The street's whole name."""
        if isinstance(site, Station):
            return str(site.street.name)
        return site.community.parent.name if site.community.parent else ""

    def dehydrate_community(self, site: Station | ServicePoint) -> str:
        """Only a point has one."""
        return "" if isinstance(site, Station) else str(site.community.name)

    def dehydrate_kind(self, site: Station | ServicePoint) -> str:
        """站, 增设站, 工作室 or 点."""
        return KIND_WORDS[site.kind] if isinstance(site, Station) else "点"

    def dehydrate_venue(self, site: Any) -> str:
        """Only a station has one."""
        return site.get_venue_kind_display() if isinstance(site, Station) else ""

    def dehydrate_area(self, site: Any) -> Any:
        """Square metres as a number, or nothing."""
        return site.area_m2 if isinstance(site, Station) else None

    def dehydrate_lead(self, site: Station | ServicePoint) -> str:
        """In full within the own street."""
        code = site.street_id if isinstance(site, Station) else site.community_id
        return self.actor.shown_name(site.lead_name, code)

    def dehydrate_opened_on(self, site: Station | ServicePoint) -> date | None:
        """As a day."""
        return site.opened_on
