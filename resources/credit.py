"""What the head of a credit code says of its holder (GB 32100): who registered it, as what.

`11` 机关, `12` 事业单位 · `51` 社会团体, `52` 民办非企业单位, `53` 基金会 · `91`–`93` 企业和个体.
A charity is a social organisation with that quality, so a head of 51–53 fits both kinds.
"""

from resources.enums import ProviderKind

_SOCIAL = (ProviderKind.SOCIAL_ORGANISATION, ProviderKind.CHARITY)
KINDS_BY_HEAD: dict[str, tuple[ProviderKind, ...]] = {
    "11": (ProviderKind.DEPARTMENT,),
    "12": (ProviderKind.DEPARTMENT,),
    "51": _SOCIAL,
    "52": _SOCIAL,
    "53": _SOCIAL,
    "91": (ProviderKind.ENTERPRISE,),
    "92": (ProviderKind.ENTERPRISE,),
    "93": (ProviderKind.ENTERPRISE,),
}
# What offices mean who leave the kind out; a foundation is taken for a charity.
MEANT_BY_HEAD = {
    "51": ProviderKind.SOCIAL_ORGANISATION,
    "52": ProviderKind.SOCIAL_ORGANISATION,
    "53": ProviderKind.CHARITY,
} | {head: kinds[0] for head, kinds in KINDS_BY_HEAD.items() if len(kinds) == 1}


def kind_meant_by(credit_code: str) -> ProviderKind | None:
    """The kind that a code's head speaks for; None where it speaks for none of the five."""
    return MEANT_BY_HEAD.get(credit_code[:2])


def kind_doubt(kind: str, credit_code: str) -> str:
    """Why a kind and a code do not fit each other, in a sentence; empty where they do."""
    head = credit_code[:2]
    fitting = KINDS_BY_HEAD.get(head)
    if not credit_code or fitting is None or kind in fitting:
        return ""
    likely = "或".join(f"“{one.label}”" for one in fitting)
    return f"信用代码以{head}开头，一般是{likely}，现在选的是“{ProviderKind(kind).label}”，请核对。"
