"""Units and advisors come out of the database as they are on the day."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from advisors.roster import load_roster
from ledgers.directory import DatabaseDirectory
from ledgers.registry import ledger_of
from tests import factories as make

DAY = date(2024, 9, 20)

pytestmark = pytest.mark.django_db


def test_units_are_those_of_the_day_with_their_aliases(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    street = make.StreetFactory(name="试验街道")
    gone = make.CommunityFactory(parent=street, name="旧居委会", valid_to=date(2022, 12, 31))
    new = make.CommunityFactory(parent=street, name="新居委会", valid_from=date(2023, 1, 1))
    make.UnitAliasFactory(unit=street, name="试验", is_wrong=False)
    make.UnitAliasFactory(unit=street, name="实验街道", is_wrong=True)

    with django_assert_num_queries(2):
        units = DatabaseDirectory(DAY).units
        assert units.match_street("试验").code == street.code
    assert units.match_street("实验街道").corrected == "试验街道"
    assert units.match_community("新", street.code).code == new.code
    assert units.match_community("旧", street.code).outcome == "unknown"
    before = DatabaseDirectory(date(2022, 12, 31)).units
    assert before.match_community("旧", street.code).code == gone.code


def test_the_roster_holds_every_advisor_and_tells_namesakes_apart(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    street = make.StreetFactory()
    community = make.CommunityFactory(parent=street, core_name="源园")
    one = make.AdvisorFactory(street=street, name="王芳", phone="13800005678")
    other = make.AdvisorFactory(street=street, name="王芳", phone="13800001234")
    make.AssignmentFactory(advisor=other, community=community)
    alone = make.AdvisorFactory(street=street, name="张三", ended_on=DAY)

    with django_assert_max_num_queries(2):
        roster = load_roster()

    assert roster.find("王芳", street.code).outcome == "ambiguous"
    found = {hint: roster.find(f"王芳（{hint}）", street.code) for hint in ("5678", "1234", "源园")}
    refs = {hint: each.entry.ref for hint, each in found.items() if each.entry}
    assert refs == {"5678": str(one.pk), "1234": str(other.pk), "源园": str(other.pk)}
    entry = roster.find("张三", street.code).entry
    assert entry is not None
    assert (entry.ref, entry.ended_on, entry.hints) == (str(alone.pk), DAY, ())


def test_only_a_ledger_that_names_advisors_loads_them() -> None:
    street = make.AdvisorFactory(name="张三").street
    directory = DatabaseDirectory(DAY)

    assert directory.roster_for(ledger_of("training")).covers(street.code)
    assert not directory.roster_for(ledger_of("stations")).covers(street.code)


def test_the_name_of_a_community_that_was_split_is_asked_about_and_never_picked(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    street = make.StreetFactory()
    old = make.CommunityFactory(
        parent=street, name="铜川路居委会", number=28, valid_to=date(2024, 6, 30)
    )
    for number, name in ((29, "翠湖居委会"), (30, "碧水居委会")):
        new = make.CommunityFactory(
            parent=street, name=name, number=number, valid_from=date(2024, 7, 1)
        )
        new.predecessors.add(old)
    with django_assert_num_queries(2):
        after = DatabaseDirectory(date(2024, 7, 1)).units
        found = after.match_community("铜川路居委会", street.code)
    assert found.outcome == "ambiguous"
    assert [one.name for one in found.candidates] == ["翠湖居委会", "碧水居委会"]
    assert after.match_community("铜川路", street.code) == found
    assert after.match_community(old.code, street.code) == found
    assert after.match_community("铜川路居委会", make.StreetFactory().code).outcome == "unknown"
    before = DatabaseDirectory(date(2024, 6, 30)).units
    assert before.match_community("铜川路居委会", street.code).code == old.code
