"""What may be handed in for which site, and which clause asks for it."""

import pytest

from evidence.subjects import find, subjects, tags
from tests import factories as make
from tests.assessment.counting import BOOK
from tests.cast import Cast

ANYONES = {"showcase"}
ANNEX = {
    "premises", "outdoor_plaque", "indoor_plaque", "logo", "workspace", "reception_zone",
    "casework_zone", "conference_zone", "wall_workflow", "wall_mechanisms", "wall_philosophy",
    "wall_features", "leaflets", "contact_notice",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "fitting"),
    [
        ({}, ANNEX | ANYONES),
        ({"brand_name": "暖石"}, ANNEX | ANYONES | {"brand_sign"}),
        ({"kind": "extra"}, ANYONES),
        ({"kind": "studio"}, ANYONES | {"mechanism_document"}),
        ({"kind": "studio", "brand_name": "暖石"}, ANYONES | {"mechanism_document", "brand_sign"}),
    ],
)
def test_each_kind_of_station_has_its_tags(cast: Cast, facts: dict, fitting: set[str]) -> None:
    station = make.StationFactory(street=cast.a.unit, official_name="一站", **facts)
    keys = [tag.key for tag in subjects["station"].tags_of(station)]
    assert (set(keys), len(keys)) == (fitting, len(fitting))


def test_a_point_shows_its_desk_sign_alone(cast: Cast) -> None:
    assert [tag.key for tag in subjects["point"].tags_of(cast.a.point)] == ["desk_sign"]


def test_every_tag_names_a_clause_of_the_standard_and_says_what_must_be_seen() -> None:
    ours = [tags[key] for key in ANNEX | ANYONES | {"brand_sign", "desk_sign", "milestone_proof"}]
    assert all(BOOK.clause(tag.clause) and len(tag.hint) > 8 for tag in ours)
    assert [key for key, tag in tags.items() if tag.clause == "T1-4"] == ["mechanism_document"]
    assert tags["mechanism_document"].is_document
    assert not any(tag.is_document for tag in ours)


def test_subjects_are_found_by_those_who_may_see_them(cast: Cast) -> None:
    milestone = make.StreetMilestoneFactory(street=cast.a.unit)
    keys = {
        cast.a.station.subject: cast.a.unit.code,
        cast.a.point.subject: cast.a.communities[0].code,
        f"milestone:{milestone.pk}": cast.a.unit.code,
    }
    for key, code in keys.items():
        found = find(key, cast.actor("a_manager"))
        assert found
        subject, record = found
        assert subject.unit_of(record) == code
        assert subject.title_of(record)
        assert find(key, cast.actor("b_manager")) is None
