"""What a site is to be called, and whether what was typed is that (S1-1, S1-4, S1-5).

The annex's own words stand here because the rule is quoted where a name is typed.
"""

from dataclasses import dataclass

from orgs.models import Unit
from orgs.names import plain, service_point_name, station_name
from stations.enums import StationKind

STATION_RULE = "街镇社区救助顾问服务站统一命名为“普陀区XX街道（镇）社区救助顾问服务站”"
BRAND_RULE = "具有街镇特色的服务站或工作室品牌，可并排命名标注"
POINT_RULE = "居村社区救助服务点统一命名“XX街道（镇）XX居委（村）社区救助顾问服务点”"
SIGN_RULE = "需在具体办公空间内通过桌面立牌方式进行公示，不可作为室内外挂牌内容"


@dataclass(frozen=True)
class NameCheck:
    """What a name is measured by: the right one (empty: none is laid down), the rule, its clause."""

    right: str
    rule: str
    clause: str

    def accepts(self, typed: str) -> bool:
        """Whether a name is the right one, but for blanks; any name where none is laid down."""
        return not self.right or plain(typed) == self.right


def name_check_of_station(street: Unit, kind: str) -> NameCheck:
    """For a station of a street: extra stations and studios may carry their own name."""
    if kind != StationKind.MAIN or street.parent is None:
        return NameCheck("", BRAND_RULE, "S1-4")
    return NameCheck(station_name(street.parent.name, street.name), STATION_RULE, "S1-1")


def name_check_of_point(community: Unit) -> NameCheck:
    """For a community's point."""
    if community.parent is None:
        return NameCheck("", POINT_RULE, "S1-5")
    right = service_point_name(community.parent.name, community.short_name)
    return NameCheck(right, POINT_RULE, "S1-5")


def name_check_of(unit: Unit, kind: str = "") -> NameCheck:
    """For whatever a unit has: a street its stations, a community its point."""
    if unit.level == Unit.Level.COMMUNITY:
        return name_check_of_point(unit)
    return name_check_of_station(unit, kind)
