"""The house keeps its own rules, part two: what can be read off the code itself."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.management.commands.collectstatic import Command as CollectStatic
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from core.sealing import sealed_property
from tests.test_factories import FACTORIES

ROOT: Path = settings.BASE_DIR
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
# From the top of the house down.
ROOMS = [layer.split(" | ") for layer in LAYERS[0]["layers"]]
NAMES = [name for row in ROOMS for name in row]
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in NAMES and not hasattr(model, "pgh_tracked_model")
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def sources() -> Iterator[Path]:
    """Our own Python files, tests not among them."""
    for room in NAMES:
        yield from sorted((ROOT / room).rglob("*.py"))


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def label(file: Path) -> str:
    return str(file.relative_to(ROOT))


# Personal data --------------------------------------------------------------------------------

# Fields that hold something of a person, wherever they turn up.
PERSONAL = re.compile(
    r"^(phone|id_number|\w+_name|name|chair|holder|clerk|who|answered_by|acknowledged_by)$"
)
# Names of things and places, the phones of offices, keys and accounts.
IMPERSONAL = {
    "orgs.Unit": {"name", "short_name", "core_name"},
    "orgs.UnitAlias": {"name"},
    "standards.*": {"name", "short_name"},
    "stations.Station": {"official_name", "brand_name", "phone"},
    "stations.ServicePoint": {"official_name", "brand_name", "phone"},
    "ledgers.Batch": {"file_name"},
    "evidence.Evidence": {"file_name"},
    "advisors.PartnerContract": {"name"},
    "advisors.VolunteerGroup": {"name"},
    "training.Material": {"file_name"},
    "advisors.Transfer": {"answered_by"},
    "plans.PartAnswer": {"answered_by"},
    "stations.DelayRequest": {"answered_by"},
    "resources.Provider": {"name"},
    "resources.Resource": {"name"},
    "resources.Place": {"holder"},
}


def personal_fields(model: type[models.Model]) -> set[str]:
    """What of a model is personal by its name, and all that is sealed."""
    named = {field.name for field in model._meta.concrete_fields if PERSONAL.match(field.name)}
    impersonal = IMPERSONAL.get(model._meta.label, set())
    impersonal = impersonal or IMPERSONAL.get(f"{model._meta.app_label}.*", set())
    sealed = {
        field.name.removesuffix("_sealed")
        for field in model._meta.concrete_fields
        if field.name.endswith("_sealed")
    }
    return named - impersonal | sealed


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_with_personal_data_says_which_fields(model: type[models.Model]) -> None:
    assert set(getattr(model, "PERSONAL_FIELDS", ())) == personal_fields(model)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", [one for one in MODELS if personal_fields(one)], ids=lambda model: model._meta.label
)
def test_a_model_with_personal_data_is_not_named_by_it(model: type[models.Model]) -> None:
    made = next(one for one in FACTORIES if one._meta.model is model)()
    fields = {field.name for field in model._meta.concrete_fields} & personal_fields(model)
    sealed = {name for name, value in vars(model).items() if isinstance(value, sealed_property)}
    for name in fields | sealed:
        setattr(made, name, "金丝雀")
    assert "金丝雀" not in f"{made} {made!r}"


# Scope ----------------------------------------------------------------------------------------

# No unit's rows: the standard is the district's and everybody's; the rest hangs on rows that
# are asked for through their own scope.
WITHOUT_SCOPE = {
    "orgs.UnitAlias",
    # Of nobody who is known: somebody without an account, from some address.
    "accounts.LinkGuess",
    "assessment.ScoreRun",
    *(model._meta.label for model in MODELS if model._meta.app_label == "standards"),
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_states_its_scope_and_can_be_asked_for_it(model: type[models.Model]) -> None:
    if model._meta.label in WITHOUT_SCOPE:
        assert not hasattr(model, "SCOPE_PATH")
        return
    assert callable(getattr(model._default_manager.all(), "visible_to", None))
    # A user is seen through memberships; drafts and keys are one's own, in whatever unit.
    if model._meta.label not in {"accounts.User", "accounts.Draft", "casework.PhoneKey"}:
        assert model.SCOPE_PATH


def views_files() -> list[Path]:
    return [file for file in sources() if "views" in (file.stem, file.parent.name)]


@pytest.mark.parametrize("file", views_files(), ids=label)
def test_views_fetch_rows_through_their_scope_alone(file: Path) -> None:
    found = [
        f"{file.name}:{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value).endswith((".objects", "._default_manager", "._base_manager"))
        and node.attr not in {"visible_to", "open_to"}
    ]
    assert found == []


# Whoever is signed in may sign out and change his password; whoever isn't may sign in. A code
# scanned at a training is kept through the sign-in page: it tells nothing and writes nothing.
OPEN_VIEWS = {
    "accounts:sign-in",
    "accounts:sign-out",
    "accounts:change-password",
    "training:scan",
    # The phone's own page opens without a network, and holds nothing of anybody.
    "casework:phone",
    "casework:phone-worker",
    # Who holds a one-time link has no account; the secret in it is his key (accounts.links).
    "casework:referral-open",
    "casework:handover-open",
}


def test_every_view_stands_behind_the_gate() -> None:
    def open_views(resolver: URLResolver, space: str = "") -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                if not hasattr(pattern.callback, "needs"):
                    yield f"{space}{pattern.name}"
            elif pattern.namespace != "admin":
                yield from open_views(pattern, f"{space}{pattern.namespace}:")

    assert set(open_views(get_resolver())) == OPEN_VIEWS


# Rooms ----------------------------------------------------------------------------------------


def test_no_foreign_key_points_up_the_house() -> None:
    height = {name: -row for row, names in enumerate(ROOMS) for name in names}
    up = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in height
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete
        and (target := field.related_model._meta.app_label) in height
        and height[target] > height[model._meta.app_label]
    ]  # fmt: skip
    assert up == []


@pytest.mark.django_db
def test_the_migrations_make_exactly_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_file_is_too_long() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = [
        f"{label(file)}: {count}"
        for file in [*sources(), *tests, *TEMPLATES]
        if "migrations" not in file.parts and (count := file.read_text().count("\n")) > 600
    ]
    assert long == []


# Templates ------------------------------------------------------------------------------------

INLINE = {
    "a style that the content security policy refuses": r"<style|\sstyle\s*=",
    "a handler that it refuses": r"<[^>]*\son[a-z]+\s*=",
    "a script that it refuses": r"<script(?![^>]*\bsrc=)",
    "an address that runs": r"(?:href|action|src)\s*=\s*[\"']?javascript:",
    "text that is not escaped": r"\|\s*safe\b|autoescape\s+off",
    "an address outside": r"(?:https?:)?//[a-z0-9-]+\.[a-z]",
}


@pytest.mark.parametrize("fault", INLINE)
def test_templates_are_free_of(fault: str) -> None:
    found = [
        f"{label(file)}: {match[0]}"
        for file in TEMPLATES
        for match in re.finditer(INLINE[fault], file.read_text(), re.I)
    ]
    assert found == []


def test_every_template_is_used() -> None:
    constants, patterns = texts_in_code()
    named = constants | {
        name
        for file in TEMPLATES
        for name in re.findall(r"{%-?\s*(?:extends|include)\s+[\"']([^\"']+)", file.read_text())
    }

    def is_known(text: str) -> bool:
        """Written out somewhere, or put together from parts that are."""
        return text in named or any(
            all(map(is_known, match.groups()))
            for pattern in patterns
            if (match := pattern.fullmatch(text))
        )

    # Those of the admin replace Django's own, by their place alone.
    ours = [
        name
        for file in TEMPLATES
        if not (name := str(file.relative_to(ROOT / "templates"))).startswith("admin/")
    ]
    assert [name for name in ours if not is_known(name)] == []


def texts_in_code() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text in the code, and a pattern for each f-string that could name a template."""
    constants: set[str] = set()
    patterns = []
    for file in sources():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr) and _names_something(node):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else "([a-z_]+)"
                    for part in node.values
                ]
                patterns.append(re.compile("".join(parts)))
    return constants, patterns


def _names_something(node: ast.JoinedStr) -> bool:
    fixed: list[Any] = [part.value for part in node.values if isinstance(part, ast.Constant)]
    return bool(fixed) and all(re.fullmatch(r"[a-z_/.]+", part) for part in fixed)


def test_every_static_file_that_a_template_names_is_there() -> None:
    named = {
        name
        for file in TEMPLATES
        for name in re.findall(r"{%-?\s*static\s+[\"']([^\"']+)", file.read_text())
    }
    assert [name for name in sorted(named) if not (ROOT / "static" / name).is_file()] == []


def test_static_files_find_each_other_under_their_hashed_names(tmp_path: Path, settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command(CollectStatic(), verbosity=0, interactive=False)
    assert (tmp_path / "staticfiles.json").is_file()
