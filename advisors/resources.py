"""The roster (顾问名册) as the offices keep it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field

from advisors.enums import Status
from core.exports import CHUNK, LedgerResource
from core.masking import mask_id_number, mask_phone

FOOT = "注：联系方式和身份证号码遮住了中间几位；这份名册要再导入的，请先把这两列补全。"


class AdvisorResource(LedgerResource):
    """One row for an advisor read by `advisors.selectors.roster`, with `last_assignments`.

    Whoever looks after two communities has two rows, as the ledger is read back. Phones and ID
    numbers are masked for everybody: whoever needs one looks it up on the page, where that is
    written down. The foot of the file says so.
    """

    title = "顾问名册"
    widths = (14, 24, 10, 6, 22, 14, 8, 18, 10, 12, 8, 10, 20, 8, 16, 20, 12, 12)

    street = Field("street__name", column_name="街道（镇）")
    communities = Field(column_name="居委")
    name = Field(column_name="姓名")
    sex = Field(column_name="性别")
    id_number = Field(column_name="身份证号码")
    phone = Field(column_name="联系方式")
    level = Field(column_name="类别")
    staff_kind = Field(column_name="人员性质")
    education = Field(column_name="学历")
    started_on = Field(column_name="上岗时间")
    stars = Field(column_name="星级")
    state = Field(column_name="是否在岗")
    note = Field(column_name="备注")
    employment = Field(column_name="专兼职")
    position = Field(column_name="职务")
    qualifications = Field(column_name="职业资格")
    ended_on = Field("ended_on", column_name="离岗日期")
    filed_on = Field("filed_on", column_name="备案日期")

    def _rows(self, records: Iterable[Any]) -> Iterator[list[Any]]:
        yield from super()._rows(_by_community(records))
        yield [FOOT, *[""] * len(self.widths)]

    def dehydrate_communities(self, advisor: Any) -> str:
        """The one of this row."""
        return str(advisor.community_name)

    def dehydrate_name(self, advisor: Any) -> str:
        """In full within the own street."""
        return self.actor.shown_name(advisor.name, advisor.street_id)

    def dehydrate_sex(self, advisor: Any) -> str:
        """男 or 女."""
        return str(advisor.get_sex_display())

    def dehydrate_id_number(self, advisor: Any) -> str:
        """Masked."""
        return mask_id_number(advisor.id_number)

    def dehydrate_phone(self, advisor: Any) -> str:
        """Masked."""
        return mask_phone(advisor.phone)

    def dehydrate_level(self, advisor: Any) -> str:
        """街镇 or 居村."""
        return str(advisor.get_level_display())

    def dehydrate_staff_kind(self, advisor: Any) -> str:
        """人员性质."""
        return str(advisor.get_staff_kind_display())

    def dehydrate_education(self, advisor: Any) -> str:
        """学历."""
        return str(advisor.get_education_display())

    def dehydrate_employment(self, advisor: Any) -> str:
        """专职 or 兼职."""
        return str(advisor.get_employment_display())

    def dehydrate_position(self, advisor: Any) -> str:
        """Free words too."""
        return advisor.position if self.actor.may_see_names(advisor.street_id) else ""

    def dehydrate_qualifications(self, advisor: Any) -> str:
        """Every certificate."""
        return "、".join(advisor.qualifications)

    def dehydrate_note(self, advisor: Any) -> str:
        """Free words may name people: within the own street only."""
        return advisor.note if self.actor.may_see_names(advisor.street_id) else ""

    def dehydrate_started_on(self, advisor: Any) -> Any:
        """A day, or the month where no more is known."""
        if advisor.started_on_precision == "month":
            return f"{advisor.started_on:%Y年%-m月}"
        return advisor.started_on

    def dehydrate_stars(self, advisor: Any) -> str:
        """The latest rating."""
        return f"{advisor.stars[0].level}星" if advisor.stars else "无"

    def dehydrate_state(self, advisor: Any) -> str:
        """在岗, 请假 or 离岗 as of the day."""
        return {"active": "在岗", "on_leave": "请假", "left": "离岗"}.get(advisor.state, "未上岗")


def _by_community(advisors: Iterable[Any]) -> Iterator[Any]:
    """Each advisor once for each community of the day; of one who left, for each of her last."""
    if isinstance(advisors, QuerySet):
        advisors = advisors.iterator(chunk_size=CHUNK)
    for advisor in advisors:
        hers = advisor.running or (advisor.last if advisor.state == Status.LEFT else [])
        for name in [one.community.name for one in hers] or [""]:
            advisor.community_name = name
            yield advisor
