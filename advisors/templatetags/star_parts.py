"""How stars are drawn: `{% stars rating.level %}`."""

from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.templatetags.kit import icon

register = template.Library()


@register.simple_tag
@cache
def stars(level: int) -> SafeString:
    """As many stars as the level, and the level in words."""
    marks = format_html_join("", "{}", ((icon("star"),) for _ in range(level)))
    return format_html(
        '<span class="starlevel">{}<span class="nowrap">{} 星</span></span>', marks, level
    )
