"""The advisor's file (备案登记, 沪民救发〔2022〕15号): which of its fields are still empty (T6-6)."""

from datetime import date

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


def with_filing(advisors: QuerySet[Advisor], day: date) -> QuerySet[Advisor]:
    """Each with `is_complete` as of a day.

    The filing date counts in a street that had begun to enter it by then: `lacks_filing` says
    that it is wanted and not there.
    """
    filed = Q(filed_on__isnull=False, filed_on__lte=day)
    others = Advisor.objects.filter(filed, street=OuterRef("street"))
    return advisors.annotate(
        lacks_filing=true_when(~filed & Exists(others)),
        is_complete=true_when(_FILLED & Q(lacks_filing=False)),
    )


def missing(advisor: Advisor) -> list[str]:
    """The labels of the empty fields of an advisor read `with_filing`."""
    labels = [label for field, label in FIELDS if not getattr(advisor, field)]
    if advisor.lacks_filing:  # type: ignore[attr-defined]
        labels.append(FILED_ON)
    return labels
