"""Photos and files on the pages of the records they prove."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.templatetags.kit import icon
from core.templatetags.portal_links import address, path_of
from evidence import selectors, subjects
from evidence.enums import EvidenceKind
from evidence.permissions import EvidencePermission
from evidence.policies import may_hand_in_for
from evidence.subjects import label_of

register = template.Library()


@register.simple_tag(takes_context=True)
def photos(context: Context, subject_key: str) -> SafeString:
    """What proves a record: each item with its state and photos, and the button to hand in.

    `{% photos "station:12" %}`. Nothing for those who may not see the record's evidence; two
    queries.
    """
    actor = context["actor"]
    found = subjects.find(subject_key, actor) if actor.can(EvidencePermission.VIEW) else None
    if found is None:
        return SafeString("")
    kind, record = found
    if not actor.covers(kind.unit_of(record)):
        # A community sees its street's station, not what the street hands in for it.
        return SafeString("")
    there = selectors.items_about(subject_key, actor)
    values = {
        "request": context["request"],
        "actor": actor,
        "subject": subject_key,
        "proofs": there,
        "standings": selectors.standings(kind.tags_of(record), there),
        "may_hand_in": may_hand_in_for(actor, kind.unit_of(record)),
    }
    return SafeString(render_to_string("evidence/parts/photos.html", values))


@register.simple_tag(takes_context=True)
def photo(context: Context, one: Any, alt: str) -> SafeString:
    """A photo as a link to its own page, or a file as its name: `{% photo one "桌面立牌" %}`.

    `one` is evidence, or a row that tells its key, kind and file name.
    """
    page = address(context["request"], "evidence:item", one.pk)
    if one.kind == EvidenceKind.PHOTO:
        return format_html(
            '<a class="photo" href="{}"><img src="{}" alt="{}" width="480" height="360"'
            ' loading="lazy" decoding="async"></a>',
            page,
            path_of("evidence:thumbnail", one.pk),
            alt,
        )
    return format_html(
        '<a class="photo" href="{}"><span class="photo-paper">{}<span>{}</span></span></a>',
        page,
        icon("file-text"),
        one.file_name,
    )


@register.filter
def taglabel(tag: str) -> str:
    """A tag's key in words: `{{ proof.tag|taglabel }}`."""
    return label_of(tag)
