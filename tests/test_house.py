"""The house keeps its own rules: every room has its place, every setting is explained."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]


def rooms() -> set[str]:
    return {package.parent.name for package in ROOT.glob("*/__init__.py")} - {"tests"}


def test_every_room_has_its_layer() -> None:
    layers = RULES["importlinter"]["contracts"][0]["layers"]
    assert {room for layer in layers for room in layer.split(" | ")} == rooms()
    assert set(RULES["importlinter"]["root_packages"]) == rooms()


def test_every_room_is_typed() -> None:
    assert set(RULES["mypy"]["packages"]) == rooms()


def test_every_setting_is_explained() -> None:
    read = set(re.findall(r'"([A-Z][A-Z_]{3,})"', (ROOT / "config/environment.py").read_text()))
    explained = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read - {"ENV_FILE"} == explained


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_requirement_has_its_reason(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    unexplained = [
        line for line in lines if re.match(r"[A-Za-z]", line) and not re.search(r"\S\s+# \w", line)
    ]
    assert unexplained == []


def test_pins_have_hashes_and_name_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9#]|\Z)", text, re.M | re.S)
        assert pins
        assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
        assert "://" not in text
        assert "index-url" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
