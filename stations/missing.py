"""What a station still lacks for the full mark, in words. Pure: no database."""

from core.measures import Question
from stations.enums import SiteStatus, VenueKind
from stations.models import Station

# What the notice asks of the house and the room (T1-2); unknown is not no.
_ASKED = (("is_independent", "独立设置"), ("is_physical", "实体化"))


def of_main_station(station: Station, question: Question) -> str:
    """T1-2: which of the four (affairs centre, independent, physical, photos) are not there."""
    state = station.state_on(question.as_of)
    if state == SiteStatus.CLOSED:
        return f"街镇站已于 {station.closed_on} 关闭"
    lacks = ["还没有启用"] if state == SiteStatus.PLANNED else []
    if not station.address:
        lacks.append("未登记地址")
    if not station.venue_kind:
        lacks.append("未登记设置场所")
    elif station.venue_kind != VenueKind.AFFAIRS_CENTRE:
        lacks.append(f"场所不在受理服务中心（{station.get_venue_kind_display()}）")
    for field, label in _ASKED:
        is_so = getattr(station, field)
        if is_so is None:
            lacks.append(f"未登记是否{label}")
        elif not is_so:
            lacks.append(f"不是{label}")
    # Photos are not kept yet, so none can have been accepted.
    return "、".join([*lacks, "照片尚未审核"])


def of_workspace(station: Station, question: Question) -> str:
    """S2-1: which of area and seats is not recorded, and that a reviewer has yet to confirm."""
    return workspace_words(station, needs_seats=question.settings["workspace_needs_seats"])


def workspace_words(station: Station, *, needs_seats: bool) -> str:
    """The same under either reading of the setting `workspace_needs_seats`."""
    match station.area_m2 is not None, station.seats is not None:
        case False, False:
            return "面积和座位都未登记" if needs_seats else "未登记面积（座位也未登记，目前不要求）"
        case False, True:
            return "未登记面积"
        case True, False if needs_seats:
            return "面积已登记，未登记座位"
        case True, False:
            return "面积已登记（座位未登记，目前不要求），待审核确认足够"
    return "面积和座位已登记，待审核确认足够"
