"""Who took part, in one line each: an office, somebody of it, or somebody alone."""

import re
from dataclasses import dataclass

from core.masking import mask_name
from ledgers.cells import clean, tidy_name

LONGEST_NAME, LONGEST_OFFICE = 30, 60
# A name has up to four signs; what is longer, or ends so, is an office.
_LONGEST_PLAIN_NAME = 4
_OFFICE = re.compile(
    r".*(?:局|所|中心|办|办公室|街道|镇|区|委|委员会|会|院|校|学|园|站|点|公司|机构|队|社|室|科|处|部|组|银行)"
)
_SPLIT = re.compile(r"\s*[\s:：]\s*")
_BRACKETED = re.compile(r"(.+?)[（(](.+?)[）)]")


@dataclass(frozen=True)
class Guest:
    """Somebody who is no advisor of the street."""

    organisation: str = ""
    name: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.organisation, self.name) if part)

    @property
    def masked(self) -> str:
        """The same with the name hidden."""
        return str(Guest(self.organisation, mask_name(self.name) if self.name else ""))


def guest_of(text: str) -> Guest:
    """社区卫生服务中心 李医生, 李医生（社区卫生服务中心）, or one of the two alone.

    Raises ValueError, with the reason, for what is too long to be either.
    """
    written = clean(text)
    bracketed = _BRACKETED.fullmatch(written)
    if bracketed:
        one, other = bracketed[1].strip(), bracketed[2].strip()
        guest = Guest(one, other) if _is_office(one) or not _is_office(other) else Guest(other, one)
    else:
        first, *rest = _SPLIT.split(written, maxsplit=1)
        if rest and len(first) == 1 and len(rest[0]) <= 2:
            first, rest = tidy_name(written), []
        if rest:
            guest = Guest(first, rest[0]) if not _is_office(rest[0]) else Guest(written)
        else:
            guest = Guest(organisation=first) if _is_office(first) else Guest(name=first)
    if len(guest.organisation) > LONGEST_OFFICE or len(guest.name) > LONGEST_NAME:
        raise ValueError(f"“{written[:12]}…”太长，每行写一个单位或一个人。")
    if any(char.isdigit() for char in guest.name):
        raise ValueError(f"“{guest}”的姓名里有数字，只写单位和姓名，不写电话。")
    return guest


def _is_office(text: str) -> bool:
    return len(text) > _LONGEST_PLAIN_NAME or (len(text) > 2 and bool(_OFFICE.fullmatch(text)))
