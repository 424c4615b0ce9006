"""Invented households in need and the visits to them: the two ledgers of casework in the demo."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from advisors.models import Advisor, Assignment
from core.spreadsheet import Sheet, workbook
from core.workdays import is_workday
from ledgers.samples.invented import ROADS, Inventor
from ledgers.samples.team import dice
from orgs.models import Unit

YEAR = 2024
FIRST_DAY = date(YEAR, 1, 2)
# The street where the demo's accounts are has the more to show.
HOUSEHOLDS_THERE, HOUSEHOLDS_ELSEWHERE = 6, 2
CATEGORIES = ("低保", "低保", "低收入", "特困", "支出型", "低保、支出型", "临时")
NEEDS = ("健康医疗", "养老服务", "基本生活", "就业帮扶", "助学帮扶", "心理服务", "")
NOTES = (
    "老人独居，身体尚可，提醒按时复诊。",
    "家里有人住院，自费部分较多，已说明医疗救助怎样申请。",
    "孩子今年升学，询问助学政策。",
    "近期失业，想找离家近的工作，已登记意向。",
    "情况稳定，补贴按时到账。",
    "照护的家属身体不好，想了解居家养老服务。",
)
MODES = ("上门", "上门", "上门", "电话", "视频")
QUESTIONS = ("", "", "", "困难问策", "资源问需", "专业问教", "特需问诊")
# Of the streets in the order of their codes: how many of the visits asked for were made, and how
# many of them stand in the city's platform.
DILIGENCE = (0.98, 0.9, 0.8, 0.96, 0.93, 0.85, 0.7, 0.99, 0.75, 0.6)
IN_THE_CLOUD = (0.95, 0.8, 0.5, 0.92, 0.7, 0.9, 0.4, 0.97, 0.6, 0.3)


@dataclass(frozen=True)
class SampleHousehold:
    """One household of the sample, and the advisor who answers for it."""

    street: Unit
    community: Unit
    number: str
    head: str
    category: str
    size: int
    is_key: bool
    listed_on: date
    advisor: Advisor


def invent_households(there: str, seed: int) -> list[SampleHousehold]:
    """Households of every community that an advisor looks after; the most in the street `there`."""
    chance = dice(seed, "households")
    inventor = Inventor(chance)
    carers = _carers()
    found: list[SampleHousehold] = []
    communities = Unit.objects.communities().select_related("parent").order_by("code")
    for community in communities:
        street, advisor = community.parent, carers.get(community.pk)
        if street is None or advisor is None:
            continue
        count = HOUSEHOLDS_THERE if street.pk == there else HOUSEHOLDS_ELSEWHERE
        for _ in range(count):
            found.append(
                SampleHousehold(
                    street=street,
                    community=community,
                    number=f"PT{street.pk[-3:]}{len(found) + 1:05d}",
                    head=inventor.name(inventor.sex(0.5)),
                    category=chance.choice(CATEGORIES),
                    size=chance.choice((1, 1, 2, 2, 3, 3, 4)),
                    is_key=chance.random() < 0.1,
                    listed_on=max(FIRST_DAY, advisor.started_on),
                    advisor=advisor,
                )
            )
    return found


def _carers() -> dict[str, Advisor]:
    """Who has looked after each community the longest; nobody whose name the street has twice."""
    named = Counter(Advisor.objects.order_by("pk").values_list("street_id", "name"))
    running = Assignment.objects.filter(ends_on__isnull=True, advisor__ended_on__isnull=True)
    found: dict[str, Advisor] = {}
    for one in running.select_related("advisor").order_by("starts_on", "pk"):
        if named[one.advisor.street_id, one.advisor.name] == 1:
            found.setdefault(one.community_id, one.advisor)
    return found


def households_workbook(households: Sequence[SampleHousehold], seed: int) -> bytes:
    """困难对象名册, a sheet for each street."""
    chance = dice(seed, "numbers")
    inventor = Inventor(chance)
    headers = (
        "街镇", "居村", "户编号", "户主", "身份证号", "救助类别", "家庭人数", "联系电话", "住址",
        "责任顾问", "走访频次", "列入日期",
    )  # fmt: skip
    rows = {
        street: [
            (
                one.street.name,
                one.community.name,
                one.number,
                one.head,
                inventor.id_number("女"),
                one.category,
                one.size,
                inventor.phone(),
                inventor.address(ROADS),
                one.advisor.name,
                "每月1次" if one.is_key else "每季度1次",
                one.listed_on,
            )
            for one in own
        ]
        for street, own in _by_street(households).items()
    }
    return workbook(*_sheets("困难对象名册", headers, rows))


def visits_workbook(households: Sequence[SampleHousehold], until: date, seed: int) -> bytes:
    """走访台账 up to a day, a sheet for each street."""
    chance = dice(seed, "visits")
    headers = (
        "街镇", "居村", "走访日期", "对象姓名", "户编号", "对象类别", "家庭人数", "走访方式",
        "走访人", "走访情况", "需求类别", "四问类型", "社区云编号",
    )  # fmt: skip
    rows = {}
    for place, (street, own) in enumerate(_by_street(households).items()):
        numbers = iter(range(10_000_000 + place * 1_000_000, 99_000_000))
        rows[street] = [
            (
                one.street.name,
                one.community.name,
                day,
                one.head,
                one.number,
                one.category,
                one.size,
                chance.choice(MODES),
                one.advisor.name,
                chance.choice(NOTES),
                chance.choice(NEEDS),
                chance.choice(QUESTIONS),
                f"SQY{next(numbers)}" if chance.random() < IN_THE_CLOUD[place % 10] else "",
            )
            for one in own
            for day in _days_of(one, until, DILIGENCE[place % 10], chance)
        ]
    return workbook(*_sheets("走访台账", headers, rows))


def _days_of(one: SampleHousehold, until: date, diligence: float, chance: Random) -> Iterator[date]:
    """Workdays on which it was visited: once a quarter, or once a month, mostly."""
    months = 1 if one.is_key else 3
    for month in range(1, 13, months):
        first = date(YEAR, month, 1)
        day = first + timedelta(days=chance.randrange(28 * months))
        while not is_workday(day):
            day += timedelta(days=1)
        if chance.random() < diligence and one.listed_on <= day <= until:
            yield day


def _by_street(households: Sequence[SampleHousehold]) -> Mapping[Unit, list[SampleHousehold]]:
    found: dict[Unit, list[SampleHousehold]] = defaultdict(list)
    for one in households:
        found[one.street].append(one)
    return found


def _sheets(
    title: str, headers: Sequence[str], rows: Mapping[Unit, Sequence[Sequence[object]]]
) -> Iterator[Sheet]:
    for street, own in rows.items():
        yield Sheet(
            title=street.short_name,
            note=f"{street.name}{YEAR}年{title}",
            headers=headers,
            widths=[14] * len(headers),
            rows=own,
        )
