"""The pages of the units."""

from datetime import date

from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of


def test_the_list_tells_committees_and_population(cast: Cast, sign_in) -> None:
    village = make.CommunityFactory(
        parent=cast.a.unit, number=200, kind="villagers_committee", name="金光村村委会"
    )
    body = text_of(sign_in("reviewer"), "/units/")
    assert "83,358" in body
    assert "公安户籍统计" in body
    assert village.name in text_of(sign_in("reviewer"), f"/units/{cast.a.unit.code}/")


def test_sample_figures_stay_marked(cast: Cast, sign_in) -> None:
    make.HukouPopulationFactory(
        unit=cast.a.unit, as_of=date(2024, 9, 1), persons=90000, is_sample=True, source="推算"
    )
    body = text_of(sign_in("a_manager"), "/units/")
    assert "90,000" in body
    assert "示例" in body


def test_the_population_is_the_latest_known_by_the_day(cast: Cast, sign_in) -> None:
    make.HukouPopulationFactory(unit=cast.a.unit, as_of=date(2024, 9, 1), persons=90000)
    assert "90,000" not in text_of(sign_in("a_manager"), "/units/?as_of=2024-08-31")
    assert "90,000" in text_of(sign_in("a_manager"), "/units/?as_of=2024-09-01")


def test_units_are_those_of_the_day(cast: Cast, sign_in) -> None:
    old, new = cast.a.communities[:2]
    old.valid_to = date(2024, 5, 31)
    old.save()
    new.valid_from = date(2024, 6, 1)
    new.save()
    url = f"/units/{cast.a.unit.code}/"
    before = text_of(sign_in("a_manager"), f"{url}?as_of=2024-05-31")
    after = text_of(sign_in("a_manager"), f"{url}?as_of=2024-06-01")
    assert old.name in before
    assert new.name not in before
    assert old.name not in after
    assert new.name in after


def test_a_community_reads_the_page_of_its_street(cast: Cast, sign_in) -> None:
    assert cast.a.unit.name in text_of(sign_in("a_community"), "/units/")


def test_the_auditor_gets_no_doors_he_may_not_pass(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("auditor"), f"/units/{cast.a.unit.code}/")
    assert "/stations/" not in body
    assert "/advisors/" not in body


def test_without_population_the_page_says_what_is_asked_for(cast: Cast, sign_in) -> None:
    cast.a.unit.populations.all().delete()
    body = text_of(sign_in("a_manager"), f"/units/{cast.a.unit.code}/")
    assert "户籍人口还没有登记" in body
    assert "T6-1" in body


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")

    def add() -> None:
        for _ in range(5):
            street = make.StreetFactory()
            make.CommunityFactory.create_batch(5, parent=street)
            make.HukouPopulationFactory(unit=street)

    assert costs_the_same(client, "/units/", add)
    assert costs_the_same(
        client,
        f"/units/{cast.a.unit.code}/",
        lambda: [make.CommunityFactory(parent=cast.a.unit, number=n) for n in range(20, 60)],
    )


def test_an_address_without_a_code_is_not_found(cast: Cast, sign_in) -> None:
    for code in ("%00", "31010701%00", "abc", "310107999"):
        text_of(sign_in("reviewer"), f"/units/{code}/", status=404)


def test_it_sorts_by_population(cast: Cast, sign_in) -> None:
    make.HukouPopulationFactory(unit=cast.b.unit, as_of=date(2024, 9, 1), persons=104000)
    up = text_of(sign_in("reviewer"), "/units/?sort=persons")
    down = text_of(sign_in("reviewer"), "/units/?sort=-persons")
    assert up.index("石泉路街道") < up.index("长寿路街道")
    assert down.index("长寿路街道") < down.index("石泉路街道")
