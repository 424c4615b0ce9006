"""What photos alone prove of the open main station: S1-2, S1-3, S3-1, S3-2, R5-3."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core.measures import ItemColumn, Measure, Question, register, true_when
from evidence.enums import ProofState
from evidence.subjects import Tag
from stations import missing, photos, tags
from stations.indicators.counting import (
    STATION_COLUMN,
    kinds_counted,
    open_any,
    open_main,
    photo_column,
)
from stations.indicators.stations import waiting_of
from stations.models import Leaflet
from stations.photos import STATION, Photos, about

PLAQUES = (tags.OUTDOOR_PLAQUE, tags.INDOOR_PLAQUE)
WALLS = tuple(tags.WALLS.values())
NOT_OPEN = "街镇站还没有启用，启用之后照片才计入"


def plaques(question: Question) -> QuerySet[Any]:
    """S1-2: photos of the signs outside and inside."""
    return _items(question, open_main(question), PLAQUES)


def walls(question: Question) -> QuerySet[Any]:
    """S3-1: photos of the four wall displays."""
    return _items(question, open_main(question), WALLS)


def showcases(question: Question) -> QuerySet[Any]:
    """R5-3: photos of what any of the street's open stations shows of its work."""
    return _items(question, open_any(question), [tags.SHOWCASE])


def _items(question: Question, sites: QuerySet[Any], wanted: Sequence[Tag]) -> QuerySet[Any]:
    items = photos.handed_in(question.as_of, *(tag.key for tag in wanted))
    return (
        photos.about_any(items, STATION, sites)
        .select_related("evidence")
        .annotate(street_code=F("unit_id"), counted=true_when(Q(state_then=ProofState.ACCEPTED)))
    )


def _waiting(question: Question, sites: QuerySet[Any], wanted: Sequence[Tag]) -> QuerySet[Any]:
    items = photos.waiting(question.as_of, *(tag.key for tag in wanted))
    return photos.about_any(items, STATION, sites).annotate(street_code=F("unit_id"))


def marked_stations(question: Question) -> QuerySet[Any]:
    """S1-3: the open main station, and whether the district accepted the common logo."""
    logos = about(photos.accepted(question.as_of, tags.LOGO.key), STATION)
    return _open_main_with(question, tags.LOGO).annotate(counted=Exists(logos))


def stations_with_leaflets(question: Question) -> QuerySet[Any]:
    """S3-2: the open main station, and whether a current leaflet is seen to lie there."""
    current = Leaflet.objects.current_on(question.as_of).filter(station=OuterRef("pk"))
    seen = about(photos.accepted(question.as_of, tags.LEAFLETS.key), STATION)
    return _open_main_with(question, tags.LEAFLETS).annotate(
        titles=ArraySubquery(current.order_by("pk").values("title")),
        has_leaflet=Exists(current),
        counted=true_when(Q(has_leaflet=True) & Exists(seen)),
    )


def _open_main_with(question: Question, *wanted: Tag) -> QuerySet[Any]:
    keys = (tag.key for tag in wanted)
    items = about(photos.handed_in(question.as_of, *keys), STATION)
    return open_main(question).annotate(told=photos.told(items))


def _gap_of_kinds(wanted: Sequence[Tag]) -> Any:
    def gap(question: Question, street_code: str) -> str:
        found = list(_open_main_with(question, *wanted).filter(street_code=street_code))
        if not found:
            return NOT_OPEN
        told = photos.by_tag(one for station in found for one in station.told)
        return missing.words_of(missing.of_photos(wanted, told))

    return gap


def _gap_of_station(items: Any, lacks: Any) -> Any:
    def gap(question: Question, street_code: str) -> str:
        found = items(question).filter(street_code=street_code).order_by("-counted", "pk").first()
        return missing.words_of(lacks(found)) if found else NOT_OPEN

    return gap


def _logo_lacks(station: Any) -> list[missing.Lack]:
    return missing.of_photo(tags.LOGO, Photos.of(station.told))


def _leaflet_lacks(station: Any) -> list[missing.Lack]:
    return missing.of_leaflets(station.titles, Photos.of(station.told))


_LABELS = {tag.key: tag.label for tag in (*PLAQUES, *WALLS, tags.SHOWCASE)}
ITEM_COLUMNS = (
    ItemColumn(
        "照片",
        lambda proof, actor: _LABELS[proof.tag],
        page="evidence:item",
        key=lambda proof: proof.evidence_id,
    ),
    ItemColumn("拍摄日期", lambda proof, actor: proof.evidence.shown_on),
    ItemColumn("说明", lambda proof, actor: proof.evidence.note or None),
    ItemColumn(
        "审核",
        lambda proof, actor: _verdict(proof),
    ),
)


def _verdict(proof: Any) -> str:
    word = str(ProofState(proof.state_then).label)
    return f"{word}：{proof.reason}" if proof.state_then == ProofState.REFUSED else word


def _of_kinds(key: str, items: Any, wanted: Sequence[Tag]) -> Measure:
    """So many different tags, each with an accepted photo."""
    return Measure(
        key=key,
        items=items,
        columns=ITEM_COLUMNS,
        records="stations:main",
        records_label="照片和佐证",
        records_show=wanted[0].key,
        order=("-counted", "tag", "pk"),
        totals=lambda question: kinds_counted(items(question), len(wanted), "tag"),
        gap=_gap_of_kinds(wanted),
        waiting=lambda question: _waiting(question, open_main(question), wanted),
    )


def _of_stations(
    key: str, items: Any, lacks: Any, tag: Tag, *more: ItemColumn, waits_for: Any = None
) -> Measure:
    """`waits_for` are those that an accepted photo would finish, where not all are."""
    return Measure(
        key=key,
        items=items,
        columns=(STATION_COLUMN, *more, photo_column(f"{tag.label}照片")),
        records="stations:main",
        records_label="照片和佐证",
        # Where the photo is not all there is to do, to the station's page.
        records_show="" if waits_for else tag.key,
        gap=_gap_of_station(items, lacks),
        waiting=waiting_of(waits_for or items, tag.key),
    )


register(
    _of_kinds("S1-2", plaques, PLAQUES),
    _of_stations("S1-3", marked_stations, _logo_lacks, tags.LOGO),
    _of_kinds("S3-1", walls, WALLS),
    _of_stations(
        "S3-2",
        stations_with_leaflets,
        _leaflet_lacks,
        tags.LEAFLETS,
        ItemColumn("现行手册", lambda station, actor: "、".join(station.titles) or "未登记"),
        waits_for=lambda question: stations_with_leaflets(question).filter(has_leaflet=True),
    ),
    Measure(
        key="R5-3",
        items=showcases,
        columns=ITEM_COLUMNS,
        records="stations:main",
        records_label="照片和佐证",
        records_show=tags.SHOWCASE.key,
        is_count=True,
        waiting=lambda question: _waiting(question, open_any(question), [tags.SHOWCASE]),
    ),
)
