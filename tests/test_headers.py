"""What every answer tells the browser, and that no page looks outside."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from advisors.models import Advisor
from tests.cast import Cast
from tests.test_urls import pages_for

SignIn = Callable[[str], Client]
# Between them they are shown every page, in each of its forms.
SIGNED_IN = ["district_admin", "a_manager", "a_community"]
# Names of things, at no address that a browser would open.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
EXTERNAL = re.compile(r"""(?:https?:)?//[\w.-]+\.[\w-]+[^\s"'<>]*|wss?://|\bdata:text""", re.I)


def policy(response: HttpResponse) -> dict[str, set[str]]:
    """The content security policy: directive → sources."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in parts}


def test_the_policy_lets_nothing_in_from_outside_or_from_the_page_itself(client: Client) -> None:
    found = policy(client.get("/no-such-page/"))
    assert found["default-src"] == found["script-src"] == found["style-src"] == {"'self'"}
    assert found["img-src"] == {"'self'", "data:"}
    assert found["object-src"] == found["frame-ancestors"] == {"'none'"}
    assert found["form-action"] == found["base-uri"] == found["connect-src"] == {"'self'"}
    sources = set().union(*found.values())
    assert not sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["/sign-in/", "/", "/no-such-page/", "/sign-out/", "/scores/export/"]
)
def test_every_kind_of_answer_has_the_headers(client: Client, url: str) -> None:
    response = client.get(url)
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    assert "Content-Security-Policy" in response


def test_files_are_taken_for_what_they_are(client: Client) -> None:
    response = client.get("/static/css/tokens.css")
    assert b"".join(response.streaming_content)
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].startswith("text/css")


# Swapped into a page that is there: no page of their own.
FRAGMENTS = (
    "/stations/name/",
    "/todos/count/",
    "/training/sign-in-now/",
)


@pytest.mark.parametrize("seat", SIGNED_IN)
def test_every_page_is_private_chinese_and_looks_nowhere_else(
    cast: Cast, sign_in: SignIn, seat: str
) -> None:
    client = sign_in(seat)
    people = [advisor.name for advisor in Advisor.objects.all()]
    for url in pages_for(seat, cast):
        response = client.get(url)
        assert {name: response.get(name) for name in HEADERS} == HEADERS, url
        assert policy(response)["script-src"] == {"'self'"}, url
        assert "no-store" in response["Cache-Control"], url
        if not response["Content-Type"].startswith("text/html"):
            continue
        body = response.content.decode()
        for name in NAMESPACES:
            body = body.replace(name, "")
        assert EXTERNAL.findall(body) == [], url
        if url.startswith(FRAGMENTS):
            continue
        assert re.search(r'<html lang="zh-(CN|hans)"', body), url
        title = re.search(r"<title>(.*?)</title>", body, re.S)
        assert title, url
        assert title[1].strip(), url
        assert not [name for name in people if name in title[1]], f"{url}: {title[1].strip()}"


def test_scripts_and_styles_of_our_own_look_nowhere_else() -> None:
    wrong = []
    for file in (settings.BASE_DIR / "static").rglob("*"):
        if file.suffix not in {".css", ".js", ".svg", ".html"} or "vendor" in file.parts:
            continue
        text = file.read_text()
        for name in NAMESPACES:
            text = text.replace(name, "")
        wrong += [f"{file.name}: {found}" for found in EXTERNAL.findall(text)]
    assert wrong == []


def test_errors_of_signed_in_people_are_private_too(cast: Cast, sign_in: SignIn) -> None:
    for url in ("/no-such-page/", "/trail/"):
        assert "no-store" in sign_in("a_manager").get(url)["Cache-Control"]


SERVING = """
import django
from django.test import Client
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
over_https = Client().get("/sign-out/", secure=True)
over_http = Client().get("/sign-in/")
print(over_https["Strict-Transport-Security"])
print(over_http.status_code, over_http["Location"])
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.DEBUG)
"""


def test_serving_others_means_https_alone() -> None:
    """In a process of its own: the settings are read once, when it starts."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": str(settings.BASE_DIR / ".ci/deploy.env"),
    }
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", SERVING],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert said == [
        "max-age=31536000; includeSubDomains; preload",
        "301 https://testserver/sign-in/",
        "True True False",
    ]
