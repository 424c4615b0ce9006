"""The roster (值守排班表) as the offices keep it."""

from typing import Any

from import_export.fields import Field

from advisors.duty.months import WEEKDAYS
from core.exports import LedgerResource


class DutyResource(LedgerResource):
    """One row for a shift read by `advisors.duty.selectors.shifts_of`."""

    title = "值守排班表"
    widths = (12, 6, 8, 14, 10, 24)

    day = Field("day", column_name="日期")
    weekday = Field(column_name="星期")
    session = Field(column_name="班次")
    name = Field(column_name="值守人")
    mode = Field(column_name="值守方式")
    note = Field("note", column_name="备注")

    def dehydrate_weekday(self, shift: Any) -> str:
        """一 to 日."""
        return WEEKDAYS[shift.day.weekday()]

    def dehydrate_session(self, shift: Any) -> str:
        """上午, 下午 or 全天."""
        return str(shift.get_session_display())

    def dehydrate_name(self, shift: Any) -> str:
        """In full within the own street."""
        return self.actor.shown_name(shift.advisor.name, shift.station.street_id)

    def dehydrate_mode(self, shift: Any) -> str:
        """定岗 or 轮岗."""
        return str(shift.get_mode_display())
