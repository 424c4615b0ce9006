"""Hands evidence in and takes it back: the only writer of photos and files.

What the district says of each item is written in `evidence.reviewing`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from evidence import subjects
from evidence.documents import check_document
from evidence.enums import EvidenceKind
from evidence.guard import Format, format_of, refuse_oversized
from evidence.imaging import read_photo
from evidence.models import Evidence, Proof
from evidence.policies import may_hand_in_for, may_keep, may_withdraw
from evidence.reviewing import accept, reconsider, refuse
from evidence.storage import store
from evidence.subjects import Subject, Tag

__all__ = ["accept", "hand_in", "pair", "reconsider", "refuse", "tag_more", "withdraw"]

LONGEST_NAME = 120
LONGEST_NOTE = 100
# Photos from before this year are a camera whose clock was never set.
EARLIEST = date(2010, 1, 1)
NO_TAGS = "请至少勾选一项，说明它证明什么。"


def hand_in(
    *,
    subject: str,
    upload: UploadedFile,
    tags: Sequence[str],
    shown_on: date | None,
    note: str = "",
    by: Actor,
) -> tuple[Evidence, bool]:
    """Keep a photo or file for a record (`station:12`); whether it is new.

    The same file for the same record is kept once; items it did not prove yet are added.
    Without `shown_on`, the day the photo itself tells, else the portal's. Raises ValidationError
    (`guard.UnfitFile` for the file) with sentences for the page.
    """
    kind, record = _record_of(subject, by)
    unit = kind.unit_of(record)
    may_hand_in_for(by, unit).enforce()
    refuse_oversized(upload.size or 0)
    upload.seek(0)
    data = upload.read()
    fmt = format_of(data)
    chosen = _chosen(kind.tags_of(record), tags)
    _refuse_other_kind(chosen, fmt.kind)
    facts = _kept(data, fmt)
    facts["shown_on"] = _day(shown_on, facts.pop("taken_on"))
    facts |= {
        "unit_id": unit,
        "file_name": _shortened(upload.name or "未命名"),
        "note": note.strip()[:LONGEST_NOTE],
        "added_by": by.username,
    }
    return _write(subject, sha256(data).hexdigest(), facts, [tag.key for tag in chosen], by)


@transaction.atomic
def tag_more(*, evidence: Evidence, tags: Sequence[str], by: Actor) -> list[Proof]:
    """Let a photo prove further items; those it proves already are passed over."""
    held = _locked(evidence)
    may_keep(by, held).enforce()
    kind, record = _record_of(held.subject, by)
    chosen = _chosen(kind.tags_of(record), tags)
    _refuse_other_kind(chosen, EvidenceKind(held.kind))
    return _add_proofs(held, [tag.key for tag in chosen], by)


@transaction.atomic
def withdraw(*, evidence: Evidence, by: Actor) -> None:
    """Take evidence back while nothing of it is accepted; a second click finds it done."""
    held = _locked(evidence)
    if held.withdrawn_at is not None:
        may_hand_in_for(by, held.unit_id).enforce()
        return
    may_withdraw(by, held).enforce()
    held.withdrawn_at = timezone.now()
    held.save()
    _record(by, Entry.Action.DELETED, held)


@transaction.atomic
def pair(*, earlier: Evidence | None, later: Evidence, by: Actor) -> None:
    """Put a photo beside an earlier one of the same unit (改造前后); None takes it away."""
    held = _locked(later)
    may_keep(by, held).enforce()
    if earlier is not None:
        may_keep(by, earlier).enforce()
        _refuse_no_pair(earlier, held)
    if held.before_id == (earlier.pk if earlier else None):
        return
    held.before = earlier
    held.save()
    _record(by, Entry.Action.CHANGED, held, fields=["before"])


def _record_of(subject: str, by: Actor) -> tuple[Subject, Any]:
    found = subjects.find(subject, by)
    if found is None:
        raise PermissionDenied("没有这条记录，或它不在您的单位范围内，没有保存。")
    return found


def _chosen(fitting: Iterable[Tag], keys: Sequence[str]) -> list[Tag]:
    """The tags named, in the registry's order; all must fit the record."""
    by_key = {tag.key: tag for tag in fitting}
    if not keys:
        raise ValidationError(NO_TAGS, "no_tags")
    if set(keys) - set(by_key):
        raise ValidationError("勾选的事项里有不属于这条记录的，请重新勾选。", "wrong_tag")
    return [tag for key, tag in by_key.items() if key in keys]


def _refuse_other_kind(tags: Sequence[Tag], kind: EvidenceKind) -> None:
    """Papers are proved by files, places by photos."""
    is_document = kind == EvidenceKind.DOCUMENT
    wrong = "、".join(f"“{tag.label}”" for tag in tags if tag.is_document != is_document)
    if wrong and is_document:
        raise ValidationError(f"{wrong}要的是照片，这是文件。请拍照后再传。", "not_a_photo")
    if wrong:
        raise ValidationError(f"{wrong}要的是文件（PDF 或 Word），这是照片。", "not_a_document")


def _kept(data: bytes, fmt: Format) -> dict[str, Any]:
    """Store the file, after it was read in full; the facts of its row."""
    facts: dict[str, Any] = {"kind": fmt.kind, "content_type": fmt.content_type, "taken_on": None}
    if fmt.kind == EvidenceKind.DOCUMENT:
        check_document(data, fmt)
        return facts | {"digest": store(data, fmt.suffix), "size": len(data)}
    photo = read_photo(data, fmt)
    return facts | {
        "digest": store(photo.content, fmt.suffix, photo.thumbnail),
        "size": len(photo.content),
        "width": photo.width,
        "height": photo.height,
        "taken_on": photo.taken_on,
    }


def _day(shown_on: date | None, taken_on: date | None) -> date:
    today = portal_day()
    if shown_on is not None and shown_on > today:
        raise ValidationError(f"拍摄日期不能晚于今天（{today:%Y-%m-%d}）。", "in_the_future")
    if shown_on is not None and shown_on < EARLIEST:
        raise ValidationError(f"拍摄日期不能早于 {EARLIEST:%Y-%m-%d}，请核对年份。", "too_early")
    if shown_on is None and taken_on is not None and EARLIEST <= taken_on <= today:
        return taken_on
    return shown_on or today


def _shortened(name: str) -> str:
    """A file's name without folders or control characters, its ending kept."""
    plain = "".join(one for one in name.replace("\\", "/").rsplit("/", 1)[-1] if one.isprintable())
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME or not dot or len(ending) > 10:
        return plain[:LONGEST_NAME] or "未命名"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


@transaction.atomic
def _write(
    subject: str, source: str, facts: dict[str, Any], tags: list[str], by: Actor
) -> tuple[Evidence, bool]:
    """The row and its items; two at once make one."""
    evidence, is_new = Evidence.objects.get_or_create(
        subject=subject, source_digest=source, withdrawn_at=None, defaults=facts
    )
    if is_new:
        _record(by, Entry.Action.CREATED, evidence, items=[subjects.label_of(tag) for tag in tags])
        Proof.objects.bulk_create(_proof(evidence, tag) for tag in tags)
    else:
        _add_proofs(_locked(evidence), tags, by)
    return evidence, is_new


def _add_proofs(evidence: Evidence, tags: Sequence[str], by: Actor) -> list[Proof]:
    there = {proof.tag for proof in evidence.proofs.all()}
    added = [_proof(evidence, tag) for tag in tags if tag not in there]
    if added:
        Proof.objects.bulk_create(added)
        _record(
            by, Entry.Action.CHANGED, evidence, items=[subjects.label_of(one.tag) for one in added]
        )
    return added


def _proof(evidence: Evidence, tag: str) -> Proof:
    return Proof(evidence=evidence, unit_id=evidence.unit_id, subject=evidence.subject, tag=tag)


def _refuse_no_pair(earlier: Evidence, later: Evidence) -> None:
    if earlier.pk == later.pk or earlier.before_id == later.pk:
        raise ValidationError("一张照片不能和自己对比。", "same_photo")
    if earlier.unit_id != later.unit_id:
        raise ValidationError("只能和本单位的照片对比。", "other_unit")
    if {earlier.kind, later.kind} != {EvidenceKind.PHOTO}:
        raise ValidationError("只有照片可以前后对比。", "no_photo")
    if earlier.shown_on > later.shown_on:
        raise ValidationError("“之前”的照片拍得更晚，请换一张。", "wrong_order")


def _locked(evidence: Evidence) -> Evidence:
    return Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)


def _record(by: Actor, action: Entry.Action, evidence: Evidence, **detail: Any) -> None:
    """The line in the trail, once it is sure that the row is the writer's own."""
    if not Evidence.objects.visible_to(by).filter(pk=evidence.pk).exists():
        raise PermissionDenied("这条记录不在您的单位范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"evidence:{evidence.pk}",
        unit=evidence.unit_id,
        **detail,
    )
