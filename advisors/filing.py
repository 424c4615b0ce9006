"""The advisor's file (备案登记, 沪民救发〔2022〕15号): which of its fields are in order (T6-6)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from advisors.enums import Education, Level, Sex, StaffKind
from advisors.models import Advisor
from core.measures import true_when

# A choice that is none any more, as an old ledger may have left it, is not valid.
_CHOICES = {"sex": Sex, "level": Level, "staff_kind": StaffKind, "education": Education}
# Field, label, and the field of the form where it is put right. A phone is sealed: its key
# tells that there is one.
FIELDS = (
    ("name", "姓名", "name"),
    ("sex", "性别", "sex"),
    ("phone_key", "联系电话", "phone"),
    ("level", "层级", "level"),
    ("staff_kind", "人员性质", "staff_kind"),
    ("education", "学历", "education"),
    ("started_on", "上岗日期", "started_on"),
)
FILED_ON = "备案日期"
_IN_ORDER = Q(started_on__isnull=False) & ~Q(
    ("name", ""),
    ("phone_key", ""),
    *(~Q(**{f"{field}__in": kinds.values}) for field, kinds in _CHOICES.items()),
    _connector=Q.OR,
)


def with_filing(advisors: QuerySet[Advisor], day: date) -> QuerySet[Advisor]:
    """Each with `is_complete` as of a day.

    The filing date counts in a street that had begun to enter it by then: `lacks_filing` says
    that it is wanted and not there, `wants_filing` that the street enters it.
    """
    filed = Q(filed_on__isnull=False, filed_on__lte=day)
    others = Advisor.objects.filter(filed, street=OuterRef("street"))
    return advisors.annotate(
        wants_filing=true_when(Exists(others)),
        lacks_filing=true_when(~filed & Exists(others)),
        is_complete=true_when(_IN_ORDER & Q(lacks_filing=False)),
    )


class FieldState(StrEnum):
    """How a field of the file stands; `unasked` is a filing date that the street doesn't enter."""

    OK = "ok"
    EMPTY = "empty"
    INVALID = "invalid"
    UNASKED = "unasked"


@dataclass(frozen=True)
class FieldCheck:
    """One field: how it stands, in words what is wrong, and the form's field to put it right."""

    label: str
    field: str
    state: FieldState
    words: str = ""

    @property
    def counts_against(self) -> bool:
        """Whether the file is incomplete for it."""
        return self.state in (FieldState.EMPTY, FieldState.INVALID)


def checks(advisor: Advisor) -> list[FieldCheck]:
    """The seven fields and the filing date of an advisor read `with_filing`."""
    found = [FieldCheck(label, field, *_state(advisor, column)) for column, label, field in FIELDS]
    return [*found, FieldCheck(FILED_ON, "filed_on", *_filing_state(advisor))]


def missing(advisor: Advisor) -> list[str]:
    """The labels of the fields that are not in order, of an advisor read `with_filing`."""
    return [one.label for one in checks(advisor) if one.counts_against]


def _state(advisor: Advisor, column: str) -> tuple[FieldState, str]:
    value = getattr(advisor, column)
    if not value:
        return FieldState.EMPTY, "还没有填。"
    kinds = _CHOICES.get(column)
    if kinds is not None and value not in kinds.values:
        return FieldState.INVALID, f"填的是“{value}”，不在可选项里。"
    return FieldState.OK, ""


def _filing_state(advisor: Advisor) -> tuple[FieldState, str]:
    if not advisor.wants_filing:  # type: ignore[attr-defined]
        return FieldState.UNASKED, "本街镇还没有开始填备案日期，不计入。"
    if not advisor.lacks_filing:  # type: ignore[attr-defined]
        return FieldState.OK, ""
    if advisor.filed_on is None:
        return FieldState.EMPTY, "还没有填；本街镇已开始填备案日期，人人都要有。"
    return FieldState.INVALID, f"填的是 {advisor.filed_on}，截至日还没有到。"
