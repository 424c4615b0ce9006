"""How far back and how far ahead duty may be entered; each limit with its sentence."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError

from core.clock import portal_day
from stations.models import Station

# A roster is filed after the month it tells of.
BACK_DAYS = 31
AHEAD_DAYS = 366
# A rule makes a quarter at most: nobody's leaves are known for longer.
RULE_DAYS = 92


def check_day(station: Station, day: date) -> None:
    """Raise ValidationError for a day that nobody may be put on duty on at a station."""
    today = portal_day()
    if day < (earliest := today - timedelta(days=BACK_DAYS)):
        raise ValidationError(
            f"只能补登最近 {BACK_DAYS} 天的值守，最早 {earliest}；{day} 已经超过，不能再改。"
        )
    if day > (latest := today + timedelta(days=AHEAD_DAYS)):
        raise ValidationError(f"最多提前一年排班，最晚 {latest}；请核对 {day} 的年份。")
    if words := closed_words(station, day):
        raise ValidationError(words)


def is_open(station: Station, day: date) -> bool:
    """Whether a station is open on a day."""
    return not closed_words(station, day)


def closed_words(station: Station, day: date) -> str:
    """Why nobody is on duty at a station on a day: not open yet, or no longer."""
    if station.opened_on is None:
        return "这个站还没有登记启用日期，启用后才能排班。"
    if day < station.opened_on:
        return f"这个站 {station.opened_on} 才启用，{day} 不能排班。"
    if station.closed_on is not None and day > station.closed_on:
        return f"这个站 {station.closed_on} 是开放的最后一天，{day} 不能排班。"
    return ""


def check_span(starts_on: date, ends_on: date) -> None:
    """Raise ValidationError for a rule's span that is turned round, too long or over."""
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
    days = (ends_on - starts_on).days + 1
    if days > RULE_DAYS:
        raise ValidationError(
            {
                "ends_on": f"这条规则长 {days} 天；一次最多排 {RULE_DAYS} 天（一个季度），请分几次排。"
            }
        )
    if ends_on < portal_day():
        raise ValidationError(
            {"ends_on": "这段日期已经过去。规则只排今天以后的班，过去的请逐日补登。"}
        )
    if ends_on > portal_day() + timedelta(days=AHEAD_DAYS):
        raise ValidationError({"ends_on": f"最多提前一年排班；请核对 {ends_on} 的年份。"})
