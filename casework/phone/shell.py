"""The page that opens without a network: the same bytes for everybody, and what belongs to it."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from casework.visits.forms import NO_HOUSEHOLD, VisitForm
from casework.visits.photos import MOST_PHOTOS, TOO_MANY
from casework.visits.rules import SAYS_NOTHING, SHORTEST_NOTE

STYLES = (
    "vendor/tabler/tabler.min.css",
    "css/tokens.css",
    "css/topbar.css",
    "css/frame.css",
    "css/kit.css",
    "css/marks.css",
    "css/forms.css",
    "css/casework.css",
)
SCRIPTS = ("js/forms.js", "js/phone/page.js")
# What the scripts ask for beside each other, under these very names.
MODULES = (
    "js/phone/draft.js",
    "js/phone/fields.js",
    "js/phone/lists.js",
    "js/phone/photos.js",
    "js/phone/sending.js",
    "js/phone/store.js",
    "js/phone/vault.js",
)
PICTURES = ("vendor/icons.svg", "img/favicon.svg")
WORKER = "js/phone/worker.js"

_WORDS = {
    "household": NO_HOUSEHOLD,
    "visited_on": "请填写走访日期。",
    "note": SAYS_NOTHING,
    "advisor": "请选择是哪位顾问走访的。",
    "photos": TOO_MANY,
}


@cache
def page() -> str:
    """The page, drawn without a request: nobody's name can get into it."""
    context = {
        "form": VisitForm.blank(),
        "styles": STYLES,
        "scripts": SCRIPTS,
        "words": _WORDS,
        "shortest_note": SHORTEST_NOTE,
        "most_photos": MOST_PHOTOS,
    }
    return render_to_string("casework/phone.html", context)


def files() -> list[str]:
    """The addresses of all that the page asks for."""
    linked = [static(path) for path in (*STYLES, *SCRIPTS, *PICTURES)]
    # A script names another by its plain name, whatever name a hash gave its file.
    base = static("js/phone/worker.js").rsplit("/", 1)[0]
    return linked + [f"{base}/{Path(path).name}" for path in MODULES]


@cache
def worker() -> str:
    """The service worker: its source, and what it is to keep, under a name for this version."""
    told = {"VERSION": _version(), "SHELL": reverse("casework:phone"), "FILES": files()}
    head = [f"const {name} = {json.dumps(value)};" for name, value in told.items()]
    return "\n".join([*head, _content(WORKER).decode()])


def _version() -> str:
    """Another one as soon as the page or one of its files is another."""
    digest = hashlib.sha256(page().encode())
    for path in (*STYLES, *SCRIPTS, *MODULES, *PICTURES, WORKER):
        digest.update(_content(path))
    return digest.hexdigest()[:16]


def _content(path: str) -> bytes:
    return Path(str(finders.find(path))).read_bytes()
