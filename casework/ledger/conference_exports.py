"""The ledger of conferences (会商记录) as the offices keep it, handed out."""

from datetime import date
from typing import Any

from import_export.fields import Field

from casework.conferences.people import Guest
from casework.conferences.whose import spelling
from core.exports import LedgerResource
from core.masking import mask_name

# Stands where the texts of a conference are not handed out; read back in, it says nothing.
UNTOLD = "（内容不导出，见系统）"
# What stands in a column that must not be blank, where there is nothing to tell.
NO_PEOPLE, NO_CASES, NO_ACTIONS = "没有登记参加人", "没有登记个案", "没有决议事项"


class ConferenceResource(LedgerResource):
    """One row for a conference read `as_ledger`; families by number alone, texts left out."""

    title = "会商记录"
    widths = (16, 12, 16, 12, 40, 30, 24, 24, 50, 12)

    street = Field("street__name", column_name="街镇")
    held_on = Field(column_name="会商日期")
    place = Field("place", column_name="地点")
    chair = Field(column_name="主持人")
    people = Field(column_name="参加单位/人员")
    cases = Field(column_name="个案编号")
    situation = Field(column_name="情况")
    opinions = Field(column_name="意见")
    actions = Field(column_name="决议事项")
    minutes_on = Field(column_name="纪要日期")

    def dehydrate_held_on(self, one: Any) -> date:
        """会商日期."""
        day: date = one.held_on
        return day

    def dehydrate_chair(self, one: Any) -> str:
        """In full within the own street."""
        return self.actor.shown_name(one.chair, one.street_id)

    def dehydrate_people(self, one: Any) -> str:
        """Offices by their name, people in full within the own street."""
        is_shown = self.actor.may_see_names(one.street_id)
        told = []
        for each in one.participants.all():
            if each.advisor is not None:
                told.append(self.actor.shown_name(each.advisor.name, one.street_id))
            else:
                guest = Guest(each.organisation, each.name)
                told.append(str(guest) if is_shown else guest.masked)
        return "、".join(told) or NO_PEOPLE

    def dehydrate_cases(self, one: Any) -> str:
        """The households by number and community, for a street may have a number twice."""
        return "、".join(spelling(case.household) for case in one.cases.all()) or NO_CASES

    def dehydrate_situation(self, one: Any) -> str:
        """What was said stays where it is sealed."""
        return UNTOLD if one.cases.all() else ""

    def dehydrate_opinions(self, one: Any) -> str:
        """意见."""
        return UNTOLD if one.cases.all() else ""

    def dehydrate_actions(self, one: Any) -> str:
        """Whose each is and by when; what it is about stays where it is sealed."""
        is_shown = self.actor.may_see_names(one.street_id)
        told = [
            f"{UNTOLD}（{each.owner_name if is_shown else mask_name(each.owner_name)}，"
            f"{each.due_on}）"
            for each in one.actions.all()
        ]
        return "\n".join(told) or NO_ACTIONS

    def dehydrate_minutes_on(self, one: Any) -> Any:
        """The day on which the minutes were settled; none by the day of the list is none."""
        return one.minutes_on if one.minutes_on and one.minutes_on <= self.day else None
