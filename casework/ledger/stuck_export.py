"""The ledger of unresolved matters (办不成事接待登记) as the offices keep it, handed out."""

from typing import Any

from import_export.fields import Field

from casework.ledger.exports import UNTOLD
from core.exports import LedgerResource
from core.masking import mask_name


class StuckResource(LedgerResource):
    """One row for a matter; names masked, phones and texts left out.

    The number tells which matter it was when the file comes back in.
    """

    title = "办不成事接待登记"
    widths = (16, 24, 14, 12, 12, 16, 24, 14, 24, 12, 20, 12, 12, 20, 12, 12)

    street = Field(column_name="街镇")
    community = Field(column_name="居村")
    number = Field("receipt", column_name="登记编号")
    received_on = Field(column_name="日期")
    visitor = Field(column_name="来访人")
    household = Field(column_name="户编号")
    matter = Field(column_name="事项")
    blocker = Field(column_name="未办成原因")
    answer = Field(column_name="答复")
    receiver = Field(column_name="接待人")
    handed_to = Field("handed_to", column_name="转办单位")
    handed_on = Field(column_name="转办日期")
    closed_on = Field(column_name="办结日期")
    outcome = Field(column_name="办理结果")
    called_back_on = Field(column_name="回访日期")
    satisfaction = Field(column_name="满意度")

    def dehydrate_street(self, case: Any) -> str:
        """The street of the station, or above the community."""
        unit = case.unit.parent if case.unit.level == "community" else case.unit
        return str(unit.name)

    def dehydrate_community(self, case: Any) -> str:
        """Empty for the station."""
        return str(case.unit.name) if case.unit.level == "community" else ""

    def dehydrate_received_on(self, case: Any) -> Any:
        """日期."""
        return case.received_on

    def dehydrate_visitor(self, case: Any) -> str:
        """Masked, at home too."""
        return mask_name(case.visitor_name)

    def dehydrate_household(self, case: Any) -> str:
        """户编号."""
        return str(case.household.reference) if case.household else ""

    def dehydrate_matter(self, case: Any) -> str:
        """What it was stays where it is sealed."""
        return UNTOLD

    def dehydrate_blocker(self, case: Any) -> str:
        """未办成原因."""
        return str(case.get_blocker_display())

    def dehydrate_answer(self, case: Any) -> str:
        """So does what was answered."""
        return UNTOLD

    def dehydrate_receiver(self, case: Any) -> str:
        """In full within the own street."""
        if case.advisor is None:
            return ""
        return self.actor.shown_name(case.advisor.name, case.advisor.street_id)

    def dehydrate_handed_on(self, case: Any) -> Any:
        """转办日期."""
        return case.handed_on

    def dehydrate_closed_on(self, case: Any) -> Any:
        """办结日期."""
        return case.closed_on

    def dehydrate_outcome(self, case: Any) -> str:
        """办理结果."""
        return str(case.get_outcome_display())

    def dehydrate_called_back_on(self, case: Any) -> Any:
        """回访日期."""
        return case.called_back_on

    def dehydrate_satisfaction(self, case: Any) -> str:
        """满意度."""
        return str(case.get_satisfaction_display())
