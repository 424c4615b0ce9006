"""The stations themselves, with the photos that finish their clauses.

T1-2, T1-3, T1-4, S1-1, S1-4, S2-1, S3-3.
"""

from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, StrIndex

from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when
from evidence.enums import ProofState
from orgs.models import UnitAlias
from orgs.names import STATION_TITLE
from stations import missing, photos, tags
from stations.enums import StationKind, VenueKind
from stations.indicators.counting import (
    STATION_COLUMN,
    STATION_COLUMNS,
    best_step,
    gap_of_best,
    open_any,
    open_main,
    photo_column,
    stations,
)
from stations.models import Station
from stations.photos import STATION, Photos, about

# orgs.names.station_name, in SQL.
STATION_NAME = Concat(F("street__parent__name"), F("street__name"), Value(STATION_TITLE))


def main_stations(question: Question) -> QuerySet[Any]:
    """T1-2: the street's own stations with the step each has reached.

    0 nothing, 1 planned with an address, 2 open, 3 open in the affairs centre, physical,
    independent and with two accepted photos.
    """
    day = question.as_of
    opened = Q(opened_on__lte=day) & (Q(closed_on__isnull=True) | Q(closed_on__gte=day))
    closed = Q(closed_on__lt=day)
    complete = opened & Q(
        venue_kind=VenueKind.AFFAIRS_CENTRE,
        is_physical=True,
        is_independent=True,
        premises__gte=photos.PREMISES_PHOTOS,
    )
    step = Case(
        When(closed, then=0),
        When(complete, then=3),
        When(opened, then=2),
        When(~Q(address=""), then=1),
        default=0,
        output_field=IntegerField(),
    )
    key = tags.PREMISES.key
    taken = about(photos.accepted(day, key), STATION)
    in_hand = about(photos.not_refused(day, key), STATION)
    rows = stations(StationKind.MAIN).annotate(
        premises=photos.how_many(taken), premises_in_hand=photos.how_many(in_hand)
    )
    return _with_told(rows, question, key).annotate(step=step, counted=true_when(Q(step__gt=0)))


def main_stations_in_hand(question: Question) -> QuerySet[Any]:
    """T1-2: open stations that lack nothing but the district's word on photos it has."""
    return main_stations(question).filter(
        step=2,
        venue_kind=VenueKind.AFFAIRS_CENTRE,
        is_physical=True,
        is_independent=True,
        premises_in_hand__gte=photos.PREMISES_PHOTOS,
    )


def extra_stations(question: Question) -> QuerySet[Any]:
    """T1-3: active stations beside the main one."""
    return (
        stations(StationKind.EXTRA)
        .open_on(question.as_of)
        .annotate(counted=true_when(Q(pk__isnull=False)))
    )


def studios(question: Question) -> QuerySet[Any]:
    """T1-4: active studios, and whether a mechanism's document lies with the portal.

    The clause counts by records alone (basis: automatic) and asks for no acceptance, unlike
    those that say 照片经审核: handed in is enough, until the district refuses it.
    """
    key = tags.MECHANISM_DOCUMENT.key
    documents = about(photos.not_refused(question.as_of, key), STATION)
    return _with_told(stations(StationKind.STUDIO).open_on(question.as_of), question, key).annotate(
        counted=Exists(documents)
    )


def named_stations(question: Question) -> QuerySet[Any]:
    """S1-1: the open main station and whether its name is the official one (reading 11)."""
    is_right: Any = Q(official_name=F("right_name"))
    if question.settings["alias_counts_as_official_name"]:
        is_right |= Exists(_alias_names().filter(full_name=OuterRef("official_name")))
    return open_main(question).annotate(right_name=STATION_NAME, counted=true_when(is_right))


def _alias_names() -> QuerySet[Any]:
    return UnitAlias.objects.filter(unit=OuterRef("street"), is_wrong=False).annotate(
        full_name=Concat(F("unit__parent__name"), F("name"), Value(STATION_TITLE))
    )


def branded_stations(question: Question) -> QuerySet[Any]:
    """S1-4: stations and studios with a brand; those count whose brand is not beside the name.

    Either the name registered is the brand's, or the district refused the photo of the sign and
    has accepted none. Only the main station has an official name laid down.
    """
    day, key = question.as_of, tags.BRAND_SIGN.key
    refused = about(photos.handed_in(day, key).filter(state_then=ProofState.REFUSED), STATION)
    is_replaced = (
        Q(kind=StationKind.MAIN)
        & ~Q(official_name=F("right_name"))
        & (Q(brand_at__gt=0) | Q(name_at__gt=0))
    )
    is_wrong: Any = Exists(refused) & ~Exists(about(photos.accepted(day, key), STATION))
    return _with_told(open_any(question).exclude(brand_name=""), question, key).annotate(
        right_name=STATION_NAME,
        brand_at=StrIndex("official_name", "brand_name"),
        name_at=StrIndex("brand_name", "official_name"),
        is_replaced=true_when(is_replaced),
        counted=true_when(Q(is_replaced=True) | is_wrong),
    )


def spacious_stations(question: Question) -> QuerySet[Any]:
    """S2-1: 1 with the area recorded (and the seats, if the setting asks), 2 confirmed as well.

    The offices' own ledger has no column for seats. Accepting the photo of the workspace is the
    reviewer's 足够.
    """
    recorded = Q(area_m2__isnull=False)
    if question.settings["workspace_needs_seats"]:
        recorded &= Q(seats__isnull=False)
    confirmed = about(photos.accepted(question.as_of, tags.WORKSPACE.key), STATION)
    return _two_steps(question, tags.WORKSPACE.key, recorded, confirmed)


def reachable_stations(question: Question) -> QuerySet[Any]:
    """S3-3: 1 with phone and hours recorded, 2 with a photo of the notice that was not refused."""
    recorded = ~Q(phone="") & ~Q(opening_hours="")
    notice = about(photos.not_refused(question.as_of, tags.CONTACT_NOTICE.key), STATION)
    return _two_steps(question, tags.CONTACT_NOTICE.key, recorded, notice)


def _two_steps(question: Question, tag: str, recorded: Q, proof: QuerySet[Any]) -> QuerySet[Any]:
    return _with_told(open_main(question), question, tag).annotate(
        counted=true_when(recorded),
        is_proved=Exists(proof),
        step=Case(
            When(counted=True, is_proved=True, then=2),
            When(counted=True, then=1),
            default=0,
            output_field=IntegerField(),
        ),
    )


def _with_told(rows: QuerySet[Any], question: Question, tag: str) -> QuerySet[Any]:
    return rows.annotate(told=photos.told(about(photos.handed_in(question.as_of, tag), STATION)))


def waiting_of(rows: Any, tag: str) -> Any:
    """Of these stations, those with a photo of the tag that waits for the district."""

    def waiting(question: Question) -> QuerySet[Any]:
        items = about(photos.waiting(question.as_of, tag), STATION)
        return rows(question).filter(Exists(items))

    return waiting


def _place_gap(station: Station, question: Question) -> str:
    lacks = missing.of_place(station, question.as_of, _photos(station))
    return missing.words_of(lacks)


def _space_gap(station: Station, question: Question) -> str:
    needs_seats = question.settings["workspace_needs_seats"]
    return missing.words_of(
        missing.of_workspace(station, _photos(station), needs_seats=needs_seats)
    )


def _contact_gap(station: Station, question: Question) -> str:
    return missing.words_of(missing.of_contact(station, _photos(station)))


def _mechanism_gap(question: Question, street_code: str) -> str:
    found = list(studios(question).filter(street_code=street_code).order_by("pk"))
    if not found or any(studio.counted for studio in found):
        return ""
    return f"{found[0].official_name}：{missing.words_of(missing.of_mechanism(_photos(found[0])))}"


def _brand_gap(question: Question, street_code: str) -> str:
    wrong = branded_stations(question).filter(street_code=street_code, counted=True)
    return "；".join(f"{one.official_name}：{_brand_words(one)}" for one in wrong.order_by("pk"))


def _brand_words(station: Any, actor: Actor | None = None) -> str:
    lacks = missing.of_brand(is_replaced=station.is_replaced, photos=_photos(station))
    return missing.words_of(lacks)


def _photos(station: Any) -> Photos:
    return Photos.of(station.told)


def _measure(key: str, items: Any, *more: ItemColumn, steps: int = 0, **extra: Any) -> Measure:
    return Measure(
        key=key,
        items=items,
        columns=(*extra.pop("columns", STATION_COLUMNS), *more),
        records=extra.pop("records", "stations:main"),
        records_label=extra.pop("records_label", "看服务站"),
        totals=(lambda question: best_step(items(question), steps)) if steps else None,
        **extra,
    )


register(
    _measure(
        "T1-2",
        main_stations,
        photo_column("实景照片"),
        steps=3,
        gap=gap_of_best(main_stations, _place_gap),
        waiting=main_stations_in_hand,
        ledger="站点台账",
    ),
    _measure("T1-3", extra_stations, is_count=True, records="stations:list", ledger="站点台账"),
    _measure(
        "T1-4",
        studios,
        photo_column("工作机制文件"),
        is_count=True,
        gap=_mechanism_gap,
        records_show=tags.MECHANISM_DOCUMENT.key,
        records_label="看工作室",
    ),
    _measure(
        "S1-1",
        named_stations,
        ItemColumn("应为", lambda station, actor: station.right_name),
        ledger="站点台账",
    ),
    _measure(
        "S1-4",
        branded_stations,
        ItemColumn("品牌名称", lambda station, actor: station.brand_name),
        photo_column("牌面照片"),
        ItemColumn("问题", _brand_words),
        columns=(STATION_COLUMN,),
        gap=_brand_gap,
        waiting=waiting_of(
            lambda question: open_any(question).exclude(brand_name=""), tags.BRAND_SIGN.key
        ),
    ),
    _measure(
        "S2-1",
        spacious_stations,
        ItemColumn("面积（㎡）", lambda station, actor: station.area_m2, is_number=True),
        ItemColumn("座位", lambda station, actor: station.seats, is_number=True),
        photo_column("工作空间照片"),
        steps=2,
        gap=gap_of_best(spacious_stations, _space_gap),
        waiting=waiting_of(
            lambda question: spacious_stations(question).filter(step=1), tags.WORKSPACE.key
        ),
    ),
    _measure(
        "S3-3",
        reachable_stations,
        ItemColumn("电话", lambda station, actor: station.phone or "未登记"),
        ItemColumn("开放时间", lambda station, actor: station.opening_hours or "未登记"),
        photo_column("公示照片"),
        steps=2,
        gap=gap_of_best(reachable_stations, _contact_gap),
    ),
)
