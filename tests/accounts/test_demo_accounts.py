"""manage.py demo_accounts: one account for each role, and never on somebody's own database."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from core.permissions import ROLE_UNIT_WIDTHS
from tests import factories as make
from tests.accounts.browsers import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(db: None) -> None:
    street = make.StreetFactory(code="310107017")
    make.CommunityFactory(parent=street, number=2)
    make.CommunityFactory(parent=street, number=26)


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("demo_accounts", *arguments, stdout=said)
    return said.getvalue()


def build() -> str:
    said = io.StringIO()
    call_command("demo", "--no-serve", stdout=said)
    return said.getvalue()


def test_it_prints_the_six_as_json(units: None) -> None:
    accounts = json.loads(run("--json"))
    assert [list(account) for account in accounts] == [["username", "password", "role", "unit"]] * 6
    assert {account["role"] for account in accounts} == set(ROLE_UNIT_WIDTHS)
    assert {account["role"]: account["unit"] for account in accounts} == {
        "district_reviewer": "310107",
        "street_manager": "310107017",
        "street_advisor": "310107017",
        "community_advisor": "310107017026",
        "data_admin": "310107",
        "auditor": "310107",
    }


def test_each_can_sign_in_at_once(units: None) -> None:
    for account in json.loads(run("--json")):
        browser = Browser()
        assert browser.sign_in(account["username"], account["password"]) == 302
        assert browser.get("/membership/").wsgi_request.actor.role == account["role"]


def test_in_words_it_names_the_roles(units: None) -> None:
    assert "数据管理员" in run()


def test_again_it_gives_the_same_accounts(units: None) -> None:
    assert run("--json") == run("--json")
    assert User.objects.count() == 6


def test_without_units_it_says_what_to_run_first(db: None) -> None:
    with pytest.raises(CommandError, match="load_district putuo"):
        run("--json")


@pytest.mark.parametrize("whose", ["user", "superuser", "batch", "namesake"])
def test_on_a_database_of_somebodys_own_it_refuses(units: None, settings, whose: str) -> None:
    settings.DATABASE_IS_GIVEN = True
    match whose:
        case "user":
            make.UserFactory()
        case "superuser":
            User.objects.create_superuser("emergency", "x")
        case "batch":
            make.BatchFactory(file_name="我们的名册.xlsx")
        case "namesake":
            User.objects.create_superuser("reviewer", "x")
    before = list(User.objects.values_list("username", "password"))
    for command in (run, build):
        with pytest.raises(CommandError, match="已有别的内容"):
            command()
    assert list(User.objects.values_list("username", "password")) == before


def test_on_a_given_but_empty_database_it_works_and_works_again(units: None, settings) -> None:
    settings.DATABASE_IS_GIVEN = True
    assert run("--json") == run("--json")
    make.BatchFactory(file_name="顾问名册-2024.xlsx", uploaded_by="dataadmin")
    assert len(json.loads(run("--json"))) == 6
    assert "演示账号" in build()


def test_where_others_are_served_it_refuses(units: None, settings) -> None:
    settings.SERVES_OTHERS = True
    for command in (run, build):
        with pytest.raises(CommandError, match="HTTPS=true"):
            command()
    assert not User.objects.exists()


@pytest.mark.parametrize("is_superuser", [True, False])
def test_somebody_elses_password_is_never_reset(units: None, is_superuser: bool) -> None:
    user = User.objects.create_user("auditor", "his-own-2024", is_superuser=is_superuser)
    with pytest.raises(CommandError, match="auditor 不是演示账号"):
        run()
    user.refresh_from_db()
    assert user.check_password("his-own-2024")
    assert User.objects.count() == 1


@pytest.mark.parametrize("port", [0, 65536, 99999])
def test_a_port_that_can_not_be_is_refused(db: None, port: int) -> None:
    with pytest.raises(CommandError, match=f"没有端口 {port}"):
        call_command("demo", "--port", str(port), stdout=io.StringIO())
