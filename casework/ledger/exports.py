"""The ledger of visits (走访台账) as the offices keep it, handed out."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from import_export.fields import Field

from casework.enums import Category
from casework.models import HouseholdCategory, Need, VisitCompanion
from core.exports import LedgerResource
from resources.enums import NeedCategory

# Stands where the texts of a visit are not handed out; read back in, it says nothing.
UNTOLD = "（内容不导出，见系统）"


class VisitResource(LedgerResource):
    """One row for a visit read `as_ledger`; names masked, texts left out.

    The number, or the reference in its place, tells whose visit it was when it comes back in.
    """

    title = "走访台账"
    widths = (16, 24, 14, 12, 18, 18, 10, 10, 20, 24, 24, 12, 10, 10, 18, 14)

    street = Field("community__parent__name", column_name="街镇")
    community = Field("community__name", column_name="居村")
    visited_on = Field(column_name="走访日期")
    name = Field("household__masked_name", column_name="对象姓名")
    number = Field("household__reference", column_name="户编号")
    categories = Field(column_name="对象类别")
    size = Field("household__size", column_name="家庭人数")
    mode = Field(column_name="走访方式")
    visitors = Field(column_name="走访人")
    note = Field(column_name="走访情况")
    needs = Field(column_name="需求类别")
    question = Field(column_name="四问类型")
    is_new = Field(column_name="是否新发现")
    referral = Field(column_name="是否需转介")
    reference = Field("community_cloud_ref", column_name="社区云编号")
    next_visit_on = Field(column_name="下次走访")

    def dehydrate_visited_on(self, visit: Any) -> date:
        """走访日期."""
        day: date = visit.visited_on
        return day

    def dehydrate_categories(self, visit: Any) -> str:
        """What the household was on that day; 其他 where nobody wrote it."""
        told = [
            str(Category(one.category).label)
            for one in visit.household.categories.all()
            if one.starts_on <= visit.visited_on
            and (one.ends_on is None or one.ends_on >= visit.visited_on)
        ]
        return "、".join(told) or str(Category.OTHER.label)

    def dehydrate_mode(self, visit: Any) -> str:
        """走访方式."""
        return str(visit.get_mode_display())

    def dehydrate_visitors(self, visit: Any) -> str:
        """Who went first, then who came along; in full within the own street."""
        people = [visit.advisor, *(one.advisor for one in visit.together.all())]
        return "、".join(self.actor.shown_name(one.name, one.street_id) for one in people)

    def dehydrate_note(self, visit: Any) -> str:
        """What was found stays where it is sealed."""
        return UNTOLD

    def dehydrate_needs(self, visit: Any) -> str:
        """需求类别."""
        return "、".join(str(NeedCategory(one.category).label) for one in visit.needs.all())

    def dehydrate_question(self, visit: Any) -> str:
        """四问类型."""
        return str(visit.get_question_type_display())

    def dehydrate_is_new(self, visit: Any) -> str:
        """是否新发现."""
        return "是" if visit.is_new_finding else "否"

    def dehydrate_referral(self, visit: Any) -> str:
        """是否需转介."""
        return "是" if visit.wants_referral else "否"

    def dehydrate_next_visit_on(self, visit: Any) -> Any:
        """下次走访."""
        return visit.next_visit_on


def as_ledger(visits: Any) -> QuerySet[Any]:
    """Standing visits with all that a ledger's row tells, in a fixed number of queries."""
    found: QuerySet[Any] = (
        visits.standing()
        .select_related("household", "advisor", "community__parent")
        .prefetch_related(
            Prefetch("together", VisitCompanion.objects.select_related("advisor").order_by("pk")),
            Prefetch("needs", Need.objects.standing().order_by("category")),
            Prefetch(
                "household__categories", HouseholdCategory.objects.order_by("starts_on", "pk")
            ),
        )
    )
    return found
