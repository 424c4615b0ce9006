"""What a browser does with a form: take the fields as drawn, change some, send them all."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """The fields of the forms of a page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._is_inside = False
        self._select = ""
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = dict(attrs)
        if tag == "form":
            # The signing-out form of the frame comes first and is no concern here.
            self._is_inside = one.get("method") == "post" and "action" not in one
        if not self._is_inside:
            return
        if tag == "input" and one.get("name"):
            is_box = one.get("type") in ("radio", "checkbox")
            if not is_box or "checked" in one:
                self._add(one["name"], one.get("value") or "")
        elif tag == "textarea":
            self._textarea = one.get("name")
            self._add(self._textarea, "")
        elif tag == "select":
            self._select = one.get("name") or ""
        elif tag == "option" and "selected" in one:
            self._add(self._select, one.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # A browser leaves out the end of line that follows the tag.
            self.values[self._textarea][-1] += data.removeprefix("\r\n").removeprefix("\n")

    def _add(self, name: str | None, value: str) -> None:
        if name and name != "csrfmiddlewaretoken":
            self.values.setdefault(name, []).append(value)


def drawn(response: HttpResponse) -> dict[str, list[str]]:
    """The fields of a page, as they stand."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.values


def filled(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """The fields of a page with some of them changed."""
    response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return drawn(response) | changes


def send(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open a page, change some fields, send its form."""
    return client.post(url, filled(client, url, **changes))
