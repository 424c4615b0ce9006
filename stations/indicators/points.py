"""The communities' service points: T1-5, S1-5, S1-6."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from core.measures import ItemColumn, Measure, Question, register
from orgs.models import Unit
from orgs.names import POINT_TITLE
from stations import photos
from stations.indicators.counting import photo_column
from stations.models import ServicePoint

# orgs.names.service_point_name, in SQL.
POINT_NAME = Concat(F("community__parent__name"), F("community__short_name"), Value(POINT_TITLE))
SIGN = "desk_sign"


def covered_communities(question: Question) -> QuerySet[Any]:
    """T1-5: every community valid on the day, and whether it has an active point."""
    return _communities(question).annotate(counted=Exists(_points(question)))


def rightly_named_points(question: Question) -> QuerySet[Any]:
    """S1-5: every community, and whether its active point bears the official name."""
    named = _points(question).annotate(right_name=POINT_NAME).filter(official_name=F("right_name"))
    return _communities(question).annotate(counted=Exists(named))


def signed_points(question: Question) -> QuerySet[Any]:
    """S1-6: every community, and whether a photo of its active point's desk sign was accepted."""
    signs = photos.accepted(question.as_of, SIGN)
    return _communities(question).annotate(
        counted=Exists(_of_points(question, signs)),
        told=photos.told(_of_points(question, photos.handed_in(question.as_of, SIGN))),
    )


def waiting_signs(question: Question) -> QuerySet[Any]:
    """S1-6: communities whose desk sign waits for the district."""
    signs = photos.waiting(question.as_of, SIGN)
    return _communities(question).filter(Exists(_of_points(question, signs)))


def _communities(question: Question) -> QuerySet[Any]:
    # A subquery, for a join would count a community once for each point it ever had.
    points = _points(question).order_by("pk")
    return (
        Unit.objects.communities()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("parent_id"),
            point_name=Subquery(points.values("official_name")[:1]),
            point_id=Subquery(points.values("pk")[:1]),
        )
    )


def _points(question: Question) -> QuerySet[Any]:
    return ServicePoint.objects.open_on(question.as_of).filter(community=OuterRef("pk"))


def _of_points(question: Question, items: QuerySet[Any]) -> QuerySet[Any]:
    """Items about the active points of the community outside."""
    points = ServicePoint.objects.open_on(question.as_of).filter(community=OuterRef(OuterRef("pk")))
    return photos.about_any(items, photos.POINT, points)


COMMUNITY_COLUMNS = (
    ItemColumn("居村", lambda community, actor: community.name),
    ItemColumn(
        "服务点",
        lambda community, actor: community.point_name or "未设",
        page="stations:point",
        key=lambda community: community.point_id,
    ),
)


def _measure(
    key: str, items: Any, gap_words: str, label: str, show: str, *more: ItemColumn, **extra: Any
) -> Measure:
    def gap(question: Question, street_code: str) -> str:
        names = list(
            items(question)
            .filter(street_code=street_code, counted=False)
            .order_by("pk")
            .values_list("short_name", flat=True)
        )
        return f"{len(names)} 个居村{gap_words}：{'、'.join(names)}" if names else ""

    return Measure(
        key=key,
        items=items,
        columns=(*COMMUNITY_COLUMNS, *more),
        records="stations:points",
        records_label=label,
        records_show=show,
        gap=gap,
        **extra,
    )


register(
    _measure(
        "T1-5",
        covered_communities,
        "还没有启用的服务点",
        "看未设的居村",
        "missing",
        ledger="站点台账",
    ),
    _measure(
        "S1-5",
        rightly_named_points,
        "的服务点未设或名称不规范",
        "看服务点",
        "",
        ledger="站点台账",
    ),
    _measure(
        "S1-6",
        signed_points,
        "还没有通过审核的桌面立牌照片",
        "看没有立牌照片的",
        "unsigned",
        photo_column("立牌照片"),
        waiting=waiting_signs,
    ),
)
