"""Columns that the rows of several measures share."""

from core.measures import ItemColumn

NAME = ItemColumn(
    "顾问", lambda a, actor: actor.shown_name(a.name, a.street_id), page="advisors:detail"
)
LEVEL = ItemColumn("层级", lambda a, actor: a.get_level_display())
KIND = ItemColumn("人员性质", lambda a, actor: a.get_staff_kind_display())
SINCE = ItemColumn("上岗日期", lambda a, actor: a.started_on)
