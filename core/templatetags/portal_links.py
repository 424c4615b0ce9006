"""Links that keep the day the pages are asked about."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def href(context: dict[str, Any], name: str, *args: Any, **params: Any) -> str:
    """The address of a view; `as_of` stays in it, further `key=value` become its query.

    `{% href 'assessment:street' street.code %}`, `{% href 'advisors:list' level='street' %}`.
    """
    return address(context["request"], name, *args, **params)


def address(request: Any, name: str, *args: Any, **params: Any) -> str:
    """The same for views that hand links to the kit."""
    day = getattr(request, "asked_day", None)
    query = {key: value for key, value in params.items() if value not in (None, "")}
    if day:
        query.setdefault("as_of", day.isoformat())
    path = path_of(name, *args)
    return f"{path}?{urlencode(query)}" if query else path


@lru_cache(maxsize=4096)
def path_of(name: str, *args: Any) -> str:
    """The address of a view without a day: of a file, say.

    Kept, for tables ask for hundreds of them and find the same again.
    """
    return reverse(name, args=args)


@register.simple_tag(takes_context=True)
def same_page(context: dict[str, Any], **params: Any) -> str:
    """This page with some parameters changed; an empty value takes one away."""
    return here(context["request"], **params)


def here(request: Any, **params: Any) -> str:
    """The same for views that hand links to the kit."""
    query = request.GET.copy()
    for key, value in params.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"
