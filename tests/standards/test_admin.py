"""The desk for standards: drafts are edited there, published ones only read."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership, User
from audit.models import Entry
from core.permissions import Role
from orgs.models import Unit
from standards.models import Clause, Standard
from standards.services import publish_at_set_up, write_draft
from tests.standards.books import book

# Django's own admin templates name variables that are not there.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def desk(client: Client) -> Client:
    """Signed in as a data admin of the district who may sign."""
    district = Unit.objects.create(code="310107", name="普陀区", level="district", kind="district")
    user = User.objects.create_user("editor")
    Membership.objects.create(
        user=user,
        unit=district,
        role=Role.DATA_ADMIN,
        starts_on=date(2024, 1, 1),
        may_sign=True,
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def draft() -> Standard:
    return write_draft(book=book())


def page(row: Any) -> str:
    return f"/admin/standards/{row._meta.model_name}/{row.pk}/change/"


def as_posted(response: Any) -> dict[str, Any]:
    """What the browser would send if nothing on the page were changed."""
    forms = [response.context["adminform"].form]
    for inline in response.context.get("inline_admin_formsets", []):
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is False or value is None:
                continue
            data[bound.html_name] = value
    return data


def act(desk: Client, action: str, standard: Standard) -> list[str]:
    """Run an action of the list, and return the messages it leaves."""
    data = {"action": action, "_selected_action": [standard.pk]}
    response = desk.post("/admin/standards/standard/", data, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_a_draft_opens_for_editing(desk: Client, draft: Standard) -> None:
    for row in (draft, draft.clauses.get()):
        assert desk.get(page(row)).context["has_change_permission"]


def test_an_edit_is_saved_and_its_editor_remembered(desk: Client, draft: Standard) -> None:
    data = as_posted(desk.get(page(draft)))
    assert desk.post(page(draft), data | {"title": "新名称"}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "新名称"
    assert "editor" in draft.editors
    assert "title" in Entry.objects.order_by("-id").first().detail["fields"]
    refused = act(desk, "publish", draft)[-1]
    assert refused == "2024 年度第 1 版：这份草稿您修改过，请由另一位可签发的人发布。"


def test_a_clauses_rule_is_checked_in_its_form(desk: Client, draft: Standard) -> None:
    clause = draft.clauses.get()
    data = as_posted(desk.get(page(clause)))
    refused = desk.post(page(clause), data | {"rule": '{"kind": "guess"}'})
    assert "没有“guess”这种计分规则" in refused.content.decode()
    assert desk.post(page(clause), data | {"formula": "新算法"}).status_code == 302
    clause.refresh_from_db()
    draft.refresh_from_db()
    assert clause.formula == "新算法"
    assert "editor" in draft.editors
    line = Entry.objects.order_by("-id").first()
    assert line.detail["clause"] == clause.code
    assert "formula" in line.detail["fields"]


def test_a_published_standard_is_only_read(desk: Client, draft: Standard) -> None:
    publish_at_set_up(standard=draft)
    for row in (draft, draft.clauses.get()):
        response = desk.get(page(row))
        assert response.status_code == 200
        assert not response.context["has_change_permission"]
        assert desk.post(page(row), {}).status_code == 403
        assert desk.post(page(row).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_draft_is_published_and_followed_by_the_next(desk: Client, draft: Standard) -> None:
    assert act(desk, "publish", draft) == ["2024 年度第 1 版已发布。"]
    assert act(desk, "make_new_version", draft) == ["2024 年度第 2 版草稿已建。"]
    assert Standard.objects.count() == 2


@pytest.mark.parametrize("action", ["publish", "make_new_version"])
def test_the_emergency_account_is_no_second_person(
    client: Client, draft: Standard, action: str
) -> None:
    user = User.objects.create_superuser("emergency")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert act(client, action, draft) == [
        "您今天没有任职，不能发布标准或另起一版；请用有任职的账号办理。"
    ]
    assert list(Standard.objects.values_list("status", flat=True)) == ["draft"]


def test_what_stands_against_publishing_is_told(desk: Client, draft: Standard) -> None:
    draft.clauses.update(weight=99)
    messages = act(desk, "publish", draft)
    assert messages[0] == "2024 年度第 1 版：各条款分值合计 99，应为 100。"


def test_drafts_and_their_clauses_can_be_given_up(desk: Client, draft: Standard) -> None:
    desk.post(page(draft.clauses.get()).replace("change", "delete"), {"post": "yes"})
    assert not Clause.objects.exists()
    desk.post(page(draft).replace("change", "delete"), {"post": "yes"})
    assert not Standard.objects.exists()
