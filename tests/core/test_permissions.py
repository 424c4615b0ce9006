"""Roles and what they may do."""

import pytest
from django.core.exceptions import PermissionDenied

from core.actor import Actor
from core.permissions import (
    ROLE_CHOICES,
    ROLE_LABELS,
    ROLE_UNIT_WIDTHS,
    Permission,
    Role,
    permissions_of,
)
from core.policies import Allowed, Denied

PERMISSIONS = [permission for room in Permission.__subclasses__() for permission in room]


def actor(role: Role, code: str = "310107") -> Actor:
    return Actor(1, "x", "王小明", role, code, "普陀区", permissions=permissions_of(role, code))


def test_there_are_six_roles_each_with_a_label_and_a_level() -> None:
    assert len(ROLE_UNIT_WIDTHS) == 6
    assert [value for value, _ in ROLE_CHOICES] == list(ROLE_UNIT_WIDTHS)
    assert set(ROLE_LABELS) == set(Role)
    assert len(set(ROLE_LABELS.values())) == len(Role)


def test_whoever_comes_by_a_link_has_a_role_that_no_account_can_have() -> None:
    assert set(Role) - set(ROLE_UNIT_WIDTHS) == {Role.LINK_HOLDER}
    assert Role.LINK_HOLDER not in dict(ROLE_CHOICES)
    for code in ("310107", "310107017", "310107017003"):
        held = {permission.value for permission in permissions_of(Role.LINK_HOLDER, code)}
        assert held == {"casework.answer"}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_every_permission_is_held_by_somebody(permission: Permission) -> None:
    assert any(permission in permissions_of(role, "310107") for role in Role)


def test_permissions_are_named_after_their_room_and_once() -> None:
    values = [permission.value for permission in PERMISSIONS]
    assert len(values) == len(set(values)) > 0
    for permission in PERMISSIONS:
        assert permission.value.startswith(f"{type(permission).__module__.partition('.')[0]}.")


@pytest.mark.parametrize("role", Role)
def test_every_role_may_do_something(role: Role) -> None:
    assert permissions_of(role, "310107")


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_refusal_says_who_one_is_and_what_one_may_not(permission: Permission) -> None:
    for role in Role:
        answer = actor(role).must(permission)
        if permission in permissions_of(role, "310107"):
            assert answer == Allowed()
            answer.enforce()
        else:
            assert not answer
            assert ROLE_LABELS[role] in answer.reason
            assert permission.label in answer.reason
            with pytest.raises(PermissionDenied, match=permission.label):
                answer.enforce()


def test_an_auditor_reads_the_trail_and_nobodys_file() -> None:
    held = {permission.value for permission in permissions_of(Role.AUDITOR, "310107")}
    assert "audit.read_trail" in held
    assert not held & {"advisors.view", "stations.view", "training.view", "ledgers.import"}


def test_a_denial_is_false_and_an_approval_true() -> None:
    assert Allowed()
    assert not Denied("理由")


@pytest.mark.parametrize(
    ("own", "code", "covers", "names"),
    [
        ("310107", "310107017003", True, False),
        ("310107017", "310107017003", True, True),
        ("310107017", "310107015", False, False),
        ("310107017003", "310107017", False, True),
        ("310107017", "310107", False, False),
        ("", "310107017", False, False),
    ],
)
def test_cover_and_names(own: str, code: str, covers: bool, names: bool) -> None:
    somebody = actor(Role.STREET_MANAGER, own)
    assert somebody.covers(code) is covers
    assert somebody.may_see_names(code) is names
    assert somebody.shown_name("李小红", code) == ("李小红" if names else "李**")


def test_a_street_holds_nothing_that_concerns_all_streets() -> None:
    in_district = {one.value for one in permissions_of(Role.DATA_ADMIN, "310107")}
    in_street = {one.value for one in permissions_of(Role.DATA_ADMIN, "310107017")}
    assert "standards.edit" in in_district
    assert in_district - in_street == {"orgs.keep", "standards.edit", "standards.publish"}
