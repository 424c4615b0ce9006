"""The two parts of a form that keeps drafts (accounts.drafts), both inside its page:

`{% draft_notice %}` above the form offers what was typed before and not sent; `{% draft_state
"离开前请点保存。" %}` inside it says when it was last saved. The form itself is
`<form data-draft="{{ request.path }}">`.
"""

from typing import Any

from django import template

from accounts import drafts
from core.templatetags.portal_links import here

register = template.Library()


@register.inclusion_tag("kit/draft_notice.html", takes_context=True)
def draft_notice(context: dict[str, Any]) -> dict[str, Any]:
    """What lies there from before: to take up again or to discard; nothing once it was sent."""
    request = context["request"]
    is_first_shown = request.method != "POST"
    key = request.path
    return {
        "draft": drafts.kept(request.actor.user_id, key) if is_first_shown else None,
        "is_restored": request.GET.get("draft") == "restore",
        "key": key,
        "restore": here(request, draft="restore"),
        "back": f"{key}{here(request, draft='')}".removesuffix("?"),
    }


@register.inclusion_tag("kit/draft_state.html", takes_context=True)
def draft_state(context: dict[str, Any], words: str) -> dict[str, Any]:
    """The line that says when the form was last saved; `words` is what it says without a script."""
    request = context["request"]
    return {
        "words": words,
        "user_id": request.actor.user_id,
        # Shown again because something was wrong in it: not kept yet as it stands.
        "is_refused": request.method == "POST",
    }
