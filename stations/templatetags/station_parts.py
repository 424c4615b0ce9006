"""Small marks of stations and points."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.templatetags.kit import badge
from core.templatetags.portal_links import address
from evidence.enums import ProofState
from evidence.permissions import EvidencePermission
from stations.photos import Photos
from stations.tags import DESK_SIGN

register = template.Library()


@register.simple_tag(takes_context=True)
def signmark(context: Context, point: Any, sign: Photos, may_hand_in: bool) -> SafeString:
    """How a point's desk sign stands (S1-6), with the way to its photo, or to hand one in.

    `{% signmark point sign may_hand_in %}`; `point` is a service point, or a row that tells of one.
    """
    request = context["request"]
    if sign.state == "no_data" and may_hand_in and not point.is_gone:
        return format_html(
            '<a class="nowrap" href="{}">去上传<span class="visually-hidden">：{}</span></a>',
            address(request, "evidence:hand-in", point.subject, tag=DESK_SIGN.key),
            point.official_name,
        )
    if sign.state == "no_data":
        return badge("no_data", "未上传")
    mark = badge(sign.state)
    if request.actor.can(EvidencePermission.VIEW):
        mark = format_html(
            '<a href="{}">{}</a>', address(request, "evidence:item", sign.evidence), mark
        )
    if sign.state == ProofState.REFUSED:
        return format_html("{}<small>{}</small>", mark, sign.reason)
    return mark
