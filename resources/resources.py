"""The ledger of resources (资源清单) as the offices keep it."""

from datetime import date
from decimal import Decimal

from import_export.fields import Field

from core.exports import LedgerResource
from core.masking import mask_name, mask_phone
from resources.enums import Eligibility, Per
from resources.models import Resource
from resources.policies import may_see_contact
from resources.standing import standing_of

PERIODS = {Per.MONTH: "每月", Per.QUARTER: "每季", Per.YEAR: "每年", Per.TERM: ""}


class PoolResource(LedgerResource):
    """One row for a resource; what it writes the portal reads again as it is."""

    title = "资源清单"
    widths = (14, 26, 10, 26, 10, 22, 10, 16, 24, 14, 12, 26, 30, 8)

    street = Field("unit__name", column_name="街镇")
    name = Field("name", column_name="资源名称")
    category = Field(column_name="资源类别")
    provider = Field("provider__name", column_name="资源方")
    kind = Field(column_name="单位性质")
    credit_code = Field("provider__credit_code", column_name="统一社会信用代码")
    contact_name = Field(column_name="联系人")
    contact_phone = Field(column_name="联系电话")
    eligibility = Field(column_name="服务对象")
    capacity = Field(column_name="服务能力")
    value = Field("value_yuan", column_name="金额（元）")
    term = Field(column_name="合作期限")
    how_to_apply = Field("how_to_apply", column_name="申请方式")
    status = Field(column_name="状态")

    def dehydrate_category(self, resource: Resource) -> str:
        """One of the seven of T3-2."""
        return str(resource.get_category_display())

    def dehydrate_kind(self, resource: Resource) -> str:
        """One of the five of T3-3."""
        return str(resource.provider.get_kind_display())

    def dehydrate_contact_name(self, resource: Resource) -> str:
        """In full for those whom the resource is offered to."""
        name = resource.contact_name
        return name if may_see_contact(self.actor, resource) else mask_name(name)

    def dehydrate_contact_phone(self, resource: Resource) -> str:
        """The same."""
        phone = resource.contact_phone
        return phone if may_see_contact(self.actor, resource) else mask_phone(phone)

    def dehydrate_eligibility(self, resource: Resource) -> str:
        """Its words; without any, the kinds of household."""
        labels = "、".join(str(Eligibility(one).label) for one in resource.eligible)
        return resource.eligibility_note or labels

    def dehydrate_capacity(self, resource: Resource) -> str:
        """每月20人次."""
        if resource.capacity is None:
            return ""
        return f"{PERIODS[Per(resource.per)]}{resource.capacity}{resource.capacity_unit}"

    def dehydrate_value(self, resource: Resource) -> Decimal | None:
        """Yuan, as a number."""
        return resource.value_yuan

    def dehydrate_term(self, resource: Resource) -> str:
        """2024-01-01至2024-12-31, 2024-01-01起长期, 至2024-12-31, 长期."""
        first = f"{resource.starts_on}" if resource.starts_on else ""
        if resource.ends_on:
            return f"{first}至{resource.ends_on}"
        return f"{first}起长期" if first else "长期"

    def dehydrate_status(self, resource: Resource) -> str:
        """停用 where it is past its term, or stopped."""
        day: date = self.day
        return "停用" if standing_of(resource, day).state in ("past", "retired") else "有效"
