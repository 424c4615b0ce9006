"""What README and docs/ point at is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAPERS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# Files that a text names in passing, by a path from the top: `tests/test_urls.py`.
NAMED = re.compile(r"`((?:\w+/)+[\w.-]*\w)/?`")
OUTSIDE = ("http://", "https://", "mailto:", "#")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_what_a_paper_points_at_is_there(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    links = [link for link in LINK.findall(text) if not link.startswith(OUTSIDE)]
    assert [link for link in links if not (paper.parent / link.partition("#")[0]).exists()] == []
    named = [name for name in NAMED.findall(text) if (ROOT / name.partition("/")[0]).is_dir()]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_picture_is_shown() -> None:
    shown = {Path(link).name for paper in PAPERS for link in LINK.findall(paper.read_text("utf-8"))}
    assert [p.name for p in ROOT.glob("docs/pictures/*.png") if p.name not in shown] == []


def test_every_command_of_the_readme_is_there() -> None:
    called = re.findall(r"manage\.py (\w+)", "".join(p.read_text("utf-8") for p in PAPERS))
    django_own = {"migrate", "collectstatic", "createsuperuser", "check"}
    kept = {file.stem for file in ROOT.glob("*/management/commands/*.py")}
    assert set(called) - django_own - kept == set()


def test_every_make_target_of_the_papers_is_there() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    called = re.findall(r"`make (\w+)", "".join(p.read_text("utf-8") for p in PAPERS))
    assert set(called) <= set(targets)
