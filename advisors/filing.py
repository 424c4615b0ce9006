"""The advisor's file (备案登记, 沪民救发〔2022〕15号): which of its fields are still empty (T6-6)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from advisors.models import Advisor
from core.measures import true_when

# A phone is sealed: its key tells that there is one.
FIELDS = (
    ("name", "姓名"),
    ("sex", "性别"),
    ("phone_key", "联系电话"),
    ("level", "层级"),
    ("staff_kind", "人员性质"),
    ("education", "学历"),
    ("started_on", "上岗日期"),
)
FILED_ON = "备案日期"
_FILLED = Q(started_on__isnull=False) & ~Q(
    *((field, "") for field, _ in FIELDS if field != "started_on"), _connector=Q.OR
)


def with_filing(advisors: QuerySet[Advisor]) -> QuerySet[Advisor]:
    """Each with `is_complete`; the filing date counts in a street that has begun to enter it.

    `street_files` says whether the advisor's street has.
    """
    files_dates = Advisor.objects.filter(street=OuterRef("street"), filed_on__isnull=False)
    return advisors.annotate(
        street_files=Exists(files_dates),
        is_complete=true_when(_FILLED & (Q(filed_on__isnull=False) | Q(street_files=False))),
    )


def missing(advisor: Advisor) -> list[str]:
    """The labels of the empty fields of an advisor read `with_filing`."""
    labels = [label for field, label in FIELDS if not getattr(advisor, field)]
    if advisor.street_files and advisor.filed_on is None:  # type: ignore[attr-defined]
        labels.append(FILED_ON)
    return labels
