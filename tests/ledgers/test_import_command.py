"""`manage.py import_ledger`: what it prints, what it writes, how it ends."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from advisors.models import Advisor
from core.permissions import Role
from ledgers.batches import receive, receive_unmapped
from ledgers.models import Batch
from tests import factories as make
from tests.cast import Cast
from tests.ledgers import scenes
from tests.ledgers.books import book
from tests.ledgers.scenes import FIXTURES, ROSTER, SAMPLES, entered, facts, roster

pytestmark = pytest.mark.django_db


def run(path: Path, *options: str, username: str = "dataadmin") -> str:
    out = io.StringIO()
    call_command("import_ledger", str(path), "--as", username, *options, stdout=out)
    return out.getvalue()


def told(path: Path, *options: str, username: str = "dataadmin") -> dict[str, Any]:
    """All of what stands on standard output, as the one JSON object it is."""
    return json.loads(run(path, "--json", *options, username=username))  # type: ignore[no-any-return]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(roster({}, {"姓名": "丁小二", "联系电话": "139"}))
    return path


def test_the_samples_go_in_once_and_are_the_same_ever_after(settings: Settings) -> None:
    settings.PORTAL_DAY = date(2024, 9, 20)
    scenes.load_putuo()
    for name in SAMPLES:
        expected = json.loads((FIXTURES / f"{name}.expected.json").read_text("utf-8"))
        path = FIXTURES / f"{name}.xlsx"
        rejected = len({(sheet, row) for sheet, row, _ in expected["errors"]})
        good = expected["rows"] - rejected
        first = told(path)
        assert (first["kind"], first["rows"], first["errors"]) == (
            expected["kind"],
            expected["rows"],
            expected["errors"],
        )
        counts = {key: first[key] for key in ("new", "changed", "same", "rejected")}
        assert counts == {"new": good, "changed": 0, "same": 0, "rejected": rejected}
        assert not first["already_entered"]
        before = facts()
        again = told(path)
        counts = {key: again[key] for key in ("new", "changed", "same", "rejected")}
        assert counts == {"new": 0, "changed": 0, "same": good, "rejected": rejected}
        assert (again["already_entered"], again["batch"]) == (True, first["batch"])
        assert facts() == before
    assert Batch.objects.count() == len(SAMPLES)


def test_rejected_rows_do_not_hold_the_others_back(cast: Cast, file: Path) -> None:
    answer = told(file, username="district_admin")
    assert (answer["new"], answer["rejected"]) == (1, 1)
    assert [error[:2] for error in answer["errors"]] == [["名册", 4]]
    assert Advisor.objects.filter(name="丁小一").exists()


def test_in_words_it_says_how_many_and_which(cast: Cast, file: Path) -> None:
    text = run(file, username="district_admin")
    assert "顾问名册：新增1行，有变化0行，相同0行，不能入账1行。" in text
    assert "名册第4行：电话只有3位" in text
    assert "没有重复入账" in run(file, username="district_admin")


def test_a_file_that_waits_on_its_page_is_entered(cast: Cast, file: Path) -> None:
    admin = cast.actor("district_admin")
    batch = receive(file_name="名册.xlsx", content=file.read_bytes(), by=admin).batch
    answer = told(file, username="district_admin")
    assert (answer["already_entered"], answer["batch"]) == (False, str(batch.pk))
    assert answer["new"] == 1


def test_what_is_entered_since_counts_in_the_answer(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(roster({}))
    told(path, username="district_admin")
    entered(roster({"学历": "大专"}), cast.actor("district_admin"))
    answer = told(path, username="district_admin")
    assert (answer["already_entered"], answer["changed"]) == (True, 1)
    assert Advisor.objects.get(name="丁小一").education == "college"


def test_a_street_admin_brings_in_her_street_alone(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    other = {"街镇": cast.b.unit.name, "居村": "寿里1居委会", "姓名": "丁小二"}
    path.write_bytes(roster({}, other))
    answer = told(path, username="a_admin")
    assert (answer["new"], answer["errors"]) == (1, [["名册", 4, "out_of_scope"]])


# Refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\x89PNG", "not_a_workbook"),
        (book(("a", [["x"]])), "no_known_header"),
    ],
)
def test_an_unreadable_file_ends_with_2(
    cast: Cast, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_ledger", str(path), "--as", "district_admin", "--json", stdout=out)
    assert refused.value.returncode == 2
    answer = json.loads(out.getvalue())
    assert answer["error"]["code"] == code
    assert answer["error"]["message"] == str(refused.value)
    assert not Batch.objects.exists()


def test_a_file_that_is_not_there_or_too_large_ends_with_2(
    cast: Cast, tmp_path: Path, file: Path, settings: Settings
) -> None:
    with pytest.raises(CommandError, match="打不开文件") as refused:
        run(tmp_path / "没有.xlsx", username="district_admin")
    assert refused.value.returncode == 2
    settings.LEDGER_MAX_BYTES = 100
    with pytest.raises(CommandError, match="文件超过") as refused:
        run(file, username="district_admin")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("nobody", "没有账号nobody，或它今天没有任职。"),
        ("outsider", "没有账号outsider，或它今天没有任职。"),
        ("reviewer", "您现在的身份是区级审核，不能导入台账。"),
        ("a_manager", "您现在的身份是街镇负责人，不能导入台账。"),
    ],
)
def test_who_may_not_import_is_told_so(
    cast: Cast, file: Path, username: str, sentence: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run(file, username=username)
    assert (str(refused.value), refused.value.returncode) == (sentence, 1)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_ledger", str(file), "--as", username, "--json", stdout=out)
    code = "unknown_user" if "没有账号" in sentence else "not_allowed"
    assert json.loads(out.getvalue()) == {"error": {"code": code, "message": sentence}}
    assert not Batch.objects.exists()


def test_somebody_who_left_can_not_import(cast: Cast, file: Path) -> None:
    user = make.UserFactory(username="former")
    make.MembershipFactory(
        user=user, unit=cast.district, role=Role.DATA_ADMIN.value, ends_on=date(2024, 2, 1)
    )
    with pytest.raises(CommandError, match="没有任职"):
        run(file, username="former")


def test_a_file_whose_columns_are_unknown_yet_waits_for_its_page(
    cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(book(("a", [["x", "y"], ["1", "2"]])))
    receive_unmapped(
        file_name="花名册.xlsx", content=path.read_bytes(), by=cast.actor("district_admin")
    )
    with pytest.raises(CommandError, match="请在台账页面上继续"):
        run(path, username="district_admin")


def test_one_of_the_samples_from_the_shell_is_quick_enough(
    settings: Settings, django_assert_max_num_queries: Any
) -> None:
    settings.PORTAL_DAY = date(2024, 9, 20)
    scenes.load_putuo()
    with django_assert_max_num_queries(45):
        told(FIXTURES / f"{ROSTER}.xlsx")
