"""The roster of households (困难对象名册) as the offices keep it."""

from collections.abc import Iterable, Iterator
from typing import Any

from import_export.fields import Field

from casework.enums import Tier
from casework.households.facts import category_words
from casework.visits.due import due_day
from core.exports import LedgerResource
from core.masking import mask_id_number, mask_name, mask_phone

FOOT = (
    "注：姓名只留姓，联系电话和身份证号遮住了中间几位，住址不导出；"
    "这份名册要再导入的，请先把这几列补全。"
)


class HouseholdResource(LedgerResource):
    """One row for a household read by `casework.households.selectors.for_ledger`.

    Names, phones and ID numbers are masked for everybody, and addresses left out: whoever needs
    one looks it up in the household's file, where that is written down. The foot says so.
    """

    title = "困难对象名册"
    widths = (16, 24, 14, 10, 20, 8, 22, 16, 8, 10, 12, 12, 12, 14, 12, 12)

    street = Field("community__parent__name", column_name="街镇")
    community = Field("community__name", column_name="居村")
    number = Field("number", column_name="户编号")
    head = Field(column_name="户主")
    categories = Field(column_name="类别")
    size = Field(column_name="人数")
    id_number = Field(column_name="身份证号")
    phone = Field(column_name="联系电话")
    tier = Field(column_name="分层")
    frequency = Field(column_name="走访频次")
    carer = Field(column_name="责任顾问")
    deputy = Field(column_name="协助顾问")
    listed_since = Field("listed_since", column_name="列入日期")
    listed_until = Field("listed_until", column_name="移出日期")
    last_visit_on = Field("last_visit_on", column_name="上次走访")
    due_on = Field(column_name="应走访")

    def _rows(self, records: Iterable[Any]) -> Iterator[list[Any]]:
        yield from super()._rows(records)
        yield [FOOT, *[""] * len(self.widths)]

    def dehydrate_head(self, household: Any) -> str:
        """Masked, at home too."""
        return mask_name(household.head_name)

    def dehydrate_categories(self, household: Any) -> str:
        """Those of the day."""
        return category_words(household.current_categories)

    def dehydrate_size(self, household: Any) -> int | None:
        """A number, which a field by itself would write as text."""
        size: int | None = household.size
        return size

    def dehydrate_id_number(self, household: Any) -> str:
        """Her head's, masked."""
        return mask_id_number(household.heads[0].id_number) if household.heads else ""

    def dehydrate_phone(self, household: Any) -> str:
        """Its own, else its head's; masked."""
        return mask_phone(household.phone or (household.heads[0].phone if household.heads else ""))

    def dehydrate_tier(self, household: Any) -> str:
        """重点 or 常规, where it was set."""
        return str(Tier(household.current_tier).label) if household.current_tier else ""

    def dehydrate_frequency(self, household: Any) -> str:
        """As the tier says, else the standard."""
        return f"每季{household.asked}次"

    def dehydrate_carer(self, household: Any) -> str:
        """In full within the own street."""
        return self.actor.shown_name(household.carer_name or "", household.community_id)

    def dehydrate_deputy(self, household: Any) -> str:
        """In full within the own street."""
        return self.actor.shown_name(household.deputy_name or "", household.community_id)

    def dehydrate_due_on(self, household: Any) -> Any:
        """Of those on the list."""
        if not household.is_listed:
            return None
        return due_day(self.day, household.asked, household.done, household.planned_on)
