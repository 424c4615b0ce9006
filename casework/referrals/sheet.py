"""What a provider is told of a household: what it agreed to, and no more (对接单)."""

from dataclasses import dataclass
from datetime import date

from casework.enums import Share
from casework.models import Referral
from resources.enums import NeedCategory
from stations.models import Station

UNKNOWN = "没有登记，请问对接人"


@dataclass(frozen=True)
class Sheet:
    """The sheet of one referral.

    `shared` holds the household's own data that it agreed to have told, as (label, words);
    it is empty as long as `sheet_of` was not asked for it. `phone` is the public one of the
    street's station.
    """

    receipt: str
    category: str
    resource: str
    provider: str
    request: str
    offered_on: date
    street: str
    advisor: str
    phone: str
    shared: tuple[tuple[str, str], ...] = ()


def sheet_of(referral: Referral, *, with_shared: bool) -> Sheet:
    """The sheet of a referral read with what its page tells; one query more.

    Only what is shared is unsealed at all.
    """
    street = referral.community.parent
    stations = Station.objects.filter(street=street, closed_on__isnull=True).exclude(phone="")
    phones = stations.order_by("kind", "pk").values_list("phone", flat=True)
    return Sheet(
        receipt=referral.receipt,
        category=str(NeedCategory(referral.need.category).label),
        resource=referral.resource.name,
        provider=referral.resource.provider.name,
        request=referral.request,
        offered_on=referral.offered_on,
        street=street.name if street else "",
        advisor=referral.advisor.name,
        phone=phones.first() or "",
        shared=_shared(referral) if with_shared else (),
    )


def _shared(referral: Referral) -> tuple[tuple[str, str], ...]:
    household = referral.household
    told = {
        Share.NAME: lambda: household.head_name,
        Share.PHONE: lambda: household.phone or UNKNOWN,
        Share.ADDRESS: lambda: household.address or UNKNOWN,
    }
    return tuple((str(one.label), told[one]()) for one in Share if one.value in referral.shares)
