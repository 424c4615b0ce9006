"""Posts and duties at the streets' own stations: P2-3 and its milestone.

The main station has a lead, every street advisor in post holds a post there with duties, and
the list of services in force names all six services and three duties.
"""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from advisors.enums import Level
from advisors.indicators.columns import NAME, SINCE
from advisors.indicators.staffing import staff
from advisors.models import Post
from core.measures import ItemColumn, Measure, MilestoneFact, Question, register
from orgs.models import Unit
from stations.enums import StationKind
from stations.models import ServiceList, Station
from stations.servicelists import SIX_SERVICES, THREE_DUTIES, lacking

# The lead and the list: what is asked for beside the posts of the advisors.
BESIDE_POSTS = 2


def posts_held(question: Question) -> QuerySet[Any]:
    """Posts with duties held on the day at stations that are still there."""
    return Post.objects.held_on(question.as_of).filter(_there(question), duties__regex=r"\S")


def posted_advisors(question: Question) -> QuerySet[Any]:
    """Street advisors in post, and whether each holds a post in her own street."""
    hers = _posts_of_advisor(question)
    return (
        staff(question)
        .filter(level=Level.STREET)
        .annotate(counted=Exists(hers), post_title=_first(hers, "title"))
    )


def leads(question: Question) -> QuerySet[Any]:
    """Who leads the main station of each street on the day."""
    return posts_held(question).filter(is_lead=True, station__kind=StationKind.MAIN)


def service_lists(question: Question) -> QuerySet[Any]:
    """Lists of services in force on the day at main stations; whole or not."""
    day = question.as_of
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return ServiceList.objects.filter(
        running, _there(question), published_on__lte=day, station__kind=StationKind.MAIN
    )


def whole_lists(question: Question) -> QuerySet[Any]:
    """Those that name all the notice names."""
    return service_lists(question).filter(services__contains=[*SIX_SERVICES, *THREE_DUTIES])


def posts_filled(question: Question) -> QuerySet[Any]:
    """P2-3 per street: what is met of the lead, the list and each advisor's post."""
    advisors = posted_advisors(question).filter(street=OuterRef("pk")).order_by().values("street")
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            has_lead=Exists(leads(question).filter(station__street=OuterRef("pk"))),
            has_list=Exists(whole_lists(question).filter(station__street=OuterRef("pk"))),
            needing=_count(advisors, Q()),
            posted=_count(advisors, Q(counted=True)),
            numerator=F("posted")
            + Cast("has_lead", IntegerField())
            + Cast("has_list", IntegerField()),
            denominator=F("needing") + Value(BESIDE_POSTS),
        )
    )


def posts_gap(question: Question, street_code: str) -> str:
    """Which of it is still missing."""
    row = posts_filled(question).filter(pk=street_code).first()
    if row is None:
        return ""
    if not _has_station(question, street_code):
        return "还没有街镇站：先登记服务站，再定负责人、岗位和服务清单。"
    words = [] if row.has_lead else ["服务站还没有负责人"]
    if row.needing > row.posted:
        words.append(f"{row.needing - row.posted} 名街镇顾问还没有岗位职责")
    if not row.has_list:
        words.append(_list_gap(question, street_code))
    return f"{'；'.join(words)}。" if words else ""


def _list_gap(question: Question, street_code: str) -> str:
    current = service_lists(question).filter(station__street=street_code).order_by("pk").first()
    if current is None:
        return "服务清单还没有公布"
    names = "、".join(str(kind.label) for kind in lacking(current.services))
    return f"服务清单还缺：{names}"


def filled_on(question: Question) -> QuerySet[Any]:
    """The day the last of it was in place as it stands now; none while something is missing."""
    of_street = {"station__street": OuterRef("pk")}
    lead_since = leads(question).filter(**of_street).order_by()
    listed_since = whole_lists(question).filter(**of_street).order_by()
    last_post = (
        posted_advisors(question)
        .filter(street=OuterRef("pk"))
        .annotate(since=_first(_posts_of_advisor(question), "starts_on"))
        .order_by()
        .values("street")
        .annotate(last=Max("since"))
        .values("last")
    )
    return posts_filled(question).annotate(
        met_on=Case(
            When(
                numerator=F("denominator"),
                # Greatest leaves out what is unknown: a street may have no advisors yet.
                then=Greatest(
                    Subquery(_earliest(lead_since, "starts_on")),
                    Subquery(_earliest(listed_since, "published_on")),
                    Subquery(last_post),
                ),
            )
        )
    )


def _posts_of_advisor(question: Question) -> QuerySet[Any]:
    return posts_held(question).filter(
        advisor=OuterRef("pk"), station__street=OuterRef("street_id")
    )


def _earliest(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    return rows.values("station__street").annotate(first=Min(field)).values("first")


def _first(posts: QuerySet[Any], field: str) -> Subquery:
    return Subquery(posts.order_by("starts_on", "pk").values(field)[:1])


def _count(advisors: QuerySet[Any], condition: Q) -> Coalesce:
    return Coalesce(
        Subquery(advisors.annotate(n=Count("pk", filter=condition)).values("n")), Value(0)
    )


def _there(question: Question) -> Q:
    """The station of a row was not closed before the day."""
    return Q(station__closed_on__isnull=True) | Q(station__closed_on__gte=question.as_of)


def _has_station(question: Question, street_code: str) -> bool:
    there = Q(closed_on__isnull=True) | Q(closed_on__gte=question.as_of)
    return Station.objects.filter(there, street=street_code, kind=StationKind.MAIN).exists()


register(
    Measure(
        key="P2-3",
        items=posted_advisors,
        totals=posts_filled,
        columns=(NAME, ItemColumn("岗位", lambda a, actor: a.post_title or "没有"), SINCE),
        records="advisors:posts",
        records_label="看岗位",
        gap=posts_gap,
    ),
    MilestoneFact(
        "advisors.posts_filled",
        filled_on,
        records="advisors:posts",
        records_label="看岗位",
    ),
)
