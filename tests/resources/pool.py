"""What tests of the pool share: a form as a browser sends it, valid credit codes."""

from typing import Any
from uuid import uuid4

from ledgers.identifiers import uscc_check_digit


def code_of(head: str = "52", tail: str = "MJ00000") -> str:
    """A valid credit code with a head (52 社会组织, 91 企业, 11 机关)."""
    first = f"{head}310107{tail:0<9}"[:17]
    return first + uscc_check_digit(first)


def resource_form(**changes: Any) -> dict[str, Any]:
    """The form of a resource with a new provider, good as it stands."""
    return {
        "key": str(uuid4()),
        "version": "0",
        "provider": "new",
        "provider_name": "乐助社工中心",
        "provider_kind": "social_organisation",
        "credit_code": code_of(),
        "name": "上门助浴",
        "category": "elder_care",
        "capacity": "20人次",
        "per": "month",
        "capacity_unit": "人次",
        "starts_on": "2024-01-01",
        "ends_on": "2024-12-31",
        "how_to_apply": "打电话预约",
        "contact_name": "钱联系",
        "contact_phone": "13812345678",
        **changes,
    }
