"""Whether somebody is on record already: by ID number within the street, or elsewhere."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from casework.models import Household, Listing, Member, id_number_key
from core.clock import portal_day

ELSEWHERE = (
    "这个身份证号在本区另一个街镇的困难家庭名册里，还没有移出。"
    "请先和区民政局核对，由那边移出以后再登记。"
)


class AlreadyOnFile(Exception):
    """The street has a file in which this ID number stands: `household`."""

    def __init__(self, household: Household) -> None:
        super().__init__()
        self.household = household


def refuse_known(number: str, *, street: str, member: UUID | None = None) -> None:
    """Refuse an ID number that stands in another file; `member` is whose it may be.

    In the same street: raises AlreadyOnFile, which tells the file. On the list of another
    street: a sentence that does not tell whose. A file there that is on no list any more (the
    household moved here) is no hindrance.
    """
    if not number:
        return
    others = _holders(number)
    if member is not None:
        others = others.exclude(pk=member)
    here = others.filter(household__community__code__startswith=street).order_by("pk").first()
    if here is not None:
        raise AlreadyOnFile(here.household)
    listed = Listing.objects.running_on(portal_day()).filter(
        household__in=others.values("household")
    )
    if listed.exists():
        raise ValidationError({"id_number": ELSEWHERE})


def is_known_elsewhere(number: str, *, street: str) -> bool:
    """Whether another street has an old file with this ID number; worth a word, no more."""
    others = _holders(number).exclude(household__community__code__startswith=street)
    return bool(number) and others.exists()


def _holders(number: str) -> QuerySet[Member]:
    """Members with an ID number, of files that stand; of every street, for their number alone."""
    return Member.objects.filter(
        id_number_key=id_number_key(number), household__merged_into__isnull=True
    ).select_related("household")
