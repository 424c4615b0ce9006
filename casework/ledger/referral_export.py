"""The ledger of referrals (资源对接记录) as the offices keep it, handed out."""

from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field

from casework.ledger.exports import UNTOLD
from core.exports import LedgerResource


class ReferralResource(LedgerResource):
    """One row for a referral read `as_ledger`; nobody of the family named, texts left out.

    Need, resource and day tell which referral it was when the file comes back in.
    """

    title = "资源对接记录"
    widths = (16, 24, 14, 12, 26, 26, 12, 12, 12, 12, 10, 12, 12, 16, 24)

    street = Field("community__parent__name", column_name="街镇")
    community = Field("community__name", column_name="居村")
    number = Field("need__receipt", column_name="需求编号")
    category = Field(column_name="需求类别")
    resource = Field("resource__name", column_name="资源")
    provider = Field("resource__provider__name", column_name="提供方")
    offered_on = Field(column_name="发起日期")
    advisor = Field(column_name="对接人")
    consent = Field(column_name="同意方式")
    consent_on = Field(column_name="同意日期")
    state = Field(column_name="状态")
    answered_on = Field(column_name="答复日期")
    closed_on = Field(column_name="完成日期")
    reason = Field(column_name="未成原因")
    result = Field(column_name="结果")

    def dehydrate_category(self, referral: Any) -> str:
        """需求类别."""
        return str(referral.need.get_category_display())

    def dehydrate_offered_on(self, referral: Any) -> Any:
        """发起日期."""
        return referral.offered_on

    def dehydrate_advisor(self, referral: Any) -> str:
        """In full within the own street."""
        return self.actor.shown_name(referral.advisor.name, referral.advisor.street_id)

    def dehydrate_consent(self, referral: Any) -> str:
        """同意方式."""
        return str(referral.get_consent_display())

    def dehydrate_consent_on(self, referral: Any) -> Any:
        """同意日期."""
        return referral.consent_on

    def dehydrate_state(self, referral: Any) -> str:
        """状态."""
        return str(referral.get_state_display())

    def dehydrate_answered_on(self, referral: Any) -> Any:
        """答复日期."""
        return referral.answered_on

    def dehydrate_closed_on(self, referral: Any) -> Any:
        """完成日期."""
        return referral.closed_on

    def dehydrate_reason(self, referral: Any) -> str:
        """未成原因."""
        return str(referral.get_reason_display())

    def dehydrate_result(self, referral: Any) -> str:
        """What came of it stays where it is sealed."""
        return UNTOLD if referral.closed_on else ""


def as_ledger(referrals: QuerySet[Any]) -> QuerySet[Any]:
    """Referrals with all that a ledger's row tells, in one query."""
    return (
        referrals.select_related("need", "community__parent", "resource__provider", "advisor")
        .defer(
            "request_sealed",
            "reason_note_sealed",
            "result_sealed",
            "need__settlement_note_sealed",
            "resource__contact_phone_sealed",
        )
        .order_by("offered_on", "pk")
    )
