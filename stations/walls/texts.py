"""The texts of the four wall displays (S3-1): how long they may be, how they are read, who writes.

A text is kept only by a person of the street; what the portal proposes (stations.wordings) is not
kept by itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from stations.enums import WallTopic
from stations.models import WallText
from stations.policies import may_keep_sites_of

# So much can be read on an A3 sheet from two metres away: the type stays at 16 points or more.
MOST_CHARACTERS = 400
MOST_LINES = 20

LONGEST_HEADING = 24
LONGEST_LEAD = 14
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
_STEP = re.compile(r"(\d{1,2})(?:[、．]|\.(?!\d))\s*(?=\S)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Typed:
    """A text as somebody typed it, over the version that was on the page (0: there was none)."""

    text: str
    version: int


def tidy(text: str) -> str:
    """A text without blank lines and without blanks at the ends of lines."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def too_long(text: str) -> str:
    """Why a text does not fit on its sheet; empty where it does."""
    characters, lines = len(_BLANKS.sub("", text)), len(tidy(text).splitlines())
    if characters > MOST_CHARACTERS:
        return f"有 {characters} 字，A3 展板最多 {MOST_CHARACTERS} 字，字再小就看不清了。请精简。"
    if lines > MOST_LINES:
        return f"有 {lines} 行，A3 展板最多 {MOST_LINES} 行。请合并几行。"
    return ""


def paragraphs_of(text: str) -> list[dict[str, str]]:
    """A text's lines as the sheet sets them.

    `一、…` is a heading, `1. …` a step with its number; the words before a first colon stand out.
    """
    return [_paragraph(line) for line in tidy(text).splitlines()]


def _paragraph(line: str) -> dict[str, str]:
    is_short = len(line) <= LONGEST_HEADING and not line.endswith(("。", "；"))
    if _HEADING.match(line) and is_short:
        return {"kind": "heading", "number": "", "lead": "", "text": line}
    step = _STEP.match(line)
    words = line[step.end() :] if step else line
    lead, colon, rest = words.partition("：")
    if not rest or len(lead) > LONGEST_LEAD:
        lead, colon, rest = "", "", words
    return {
        "kind": "step" if step else "text",
        "number": step[1] if step else "",
        "lead": lead + colon,
        "text": rest,
    }


def texts_of(street: Unit, actor: Actor) -> dict[str, WallText]:
    """Topic → the street's text, of those the actor may see."""
    return {one.topic: one for one in WallText.objects.visible_to(actor).filter(street=street)}


@transaction.atomic
def keep_texts(*, street: Unit, texts: Mapping[str, Typed], by: Actor) -> list[WallTopic]:
    """Keep what was typed, and say which topics changed; an empty text takes one away.

    Raises ChangedMeanwhile, and keeps nothing, where one of the texts to be written was written by
    somebody else since.
    """
    may_keep_sites_of(by, street.pk).enforce()
    # Two forms sent at once follow each other.
    Unit.objects.select_for_update().get(pk=street.pk)
    held = {one.topic: one for one in WallText.objects.filter(street=street)}
    changed = [topic for topic in _in_order(texts) if _differs(held.get(topic), texts[topic])]
    if any(texts[topic].version != _version(held.get(topic)) for topic in changed):
        raise ChangedMeanwhile
    for topic in changed:
        _write(street, topic, held.get(topic), texts[topic].text, by)
    return changed


def _in_order(topics: Iterable[str]) -> list[WallTopic]:
    return [topic for topic in WallTopic if topic in set(topics)]


def _differs(held: WallText | None, typed: Typed) -> bool:
    return typed.text != (held.text if held else "")


def _version(held: WallText | None) -> int:
    return held.version if held else 0


def _write(street: Unit, topic: WallTopic, held: WallText | None, text: str, by: Actor) -> None:
    if held is not None and not text:
        _record(by, Entry.Action.DELETED, held)
        held.delete()
        return
    action = Entry.Action.CHANGED if held else Entry.Action.CREATED
    written = held or WallText(street=street, topic=topic, version=0)
    written.text, written.updated_on = text, portal_day()
    written.version += 1
    written.full_clean()
    written.save()
    _record(by, action, written)


def _record(by: Actor, action: Entry.Action, written: WallText) -> None:
    """The line in the trail, once it is sure that the row is the writer's own."""
    if not WallText.objects.visible_to(by).filter(pk=written.pk).exists():
        raise PermissionDenied("这个街镇不在您的单位范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"walltext:{written.pk}",
        unit=written.street_id,
        items=written.get_topic_display(),
    )
