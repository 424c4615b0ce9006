"""What evidence and its items are called in the trail: kind and unit, never a file's name."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from evidence.enums import EvidenceKind
from evidence.models import Evidence, Proof
from evidence.subjects import label_of


def evidence_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys of evidence → 石泉路街道的照片."""
    rows = Evidence.objects.filter(pk__in=[key for key in keys if _is_uuid(key)])
    return {
        str(pk): f"{unit}的{EvidenceKind(kind).label}"
        for pk, unit, kind in rows.values_list("pk", "unit__name", "kind")
    }


def proof_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys of items → 石泉路街道的“室外挂牌”."""
    rows = Proof.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
    return {
        str(pk): f"{unit}的“{label_of(tag)}”"
        for pk, unit, tag in rows.values_list("pk", "unit__name", "tag")
    }


def _is_uuid(key: str) -> bool:
    try:
        Evidence._meta.pk.to_python(key)
    except ValidationError:
        return False
    return True
