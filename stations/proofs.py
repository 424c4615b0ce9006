"""Stations, points and milestones as subjects of evidence."""

from evidence.subjects import Subject, register
from stations import selectors, tags
from stations.models import StreetMilestone
from stations.photos import POINT, STATION


def _title_of_milestone(milestone: StreetMilestone) -> str:
    return f"{milestone.street.name} {milestone.year}年 {milestone.get_kind_display()}"


register(
    Subject(
        kind=STATION,
        label="服务站",
        of=selectors.stations_of,
        unit_of=lambda station: station.street_id,
        title_of=lambda station: station.official_name,
        page="stations:station",
        title_from=("official_name",),
        tags_of=tags.tags_of_station,
    ),
    *tags.OF_MAIN_STATION,
    tags.BRAND_SIGN,
    tags.SHOWCASE,
    tags.MECHANISM_DOCUMENT,
)
register(
    Subject(
        kind=POINT,
        label="服务点",
        of=selectors.points,
        unit_of=lambda point: point.community_id,
        title_of=lambda point: point.official_name,
        page="stations:point",
        title_from=("official_name",),
        tags_of=lambda point: (tags.DESK_SIGN,),
    ),
    tags.DESK_SIGN,
)
register(
    Subject(
        kind="milestone",
        label="街镇节点",
        of=lambda actor: StreetMilestone.objects.visible_to(actor).select_related("street"),
        unit_of=lambda milestone: milestone.street_id,
        title_of=_title_of_milestone,
        page="stations:milestone",
        tags_of=lambda milestone: (tags.MILESTONE_PROOF,),
    ),
    tags.MILESTONE_PROOF,
)
