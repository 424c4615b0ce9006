"""The list of services that a station publishes (P2-3)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from stations.enums import ServiceKind
from stations.servicelists import SIX_SERVICES, THREE_DUTIES, list_on, publish_list
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.browsing import filled, send

ALL = [*SIX_SERVICES, *THREE_DUTIES]
SOME = [ServiceKind.VISITING, ServiceKind.POLICY_ADVICE]


def publish(cast: Cast, services: list, day: str, seat: str = "a_manager") -> bool:
    _, is_new = publish_list(
        station=cast.a.station,
        services=services,
        published_on=date.fromisoformat(day),
        by=cast.actor(seat),
    )
    return is_new


def in_force(cast: Cast, day: str) -> list[str]:
    found = list_on(cast.a.station, date.fromisoformat(day))
    return found.services if found else []


def test_six_and_three_are_all_there_is() -> None:
    assert (len(SIX_SERVICES), len(THREE_DUTIES), len(set(ALL))) == (6, 3, 9)
    assert set(ALL) == set(ServiceKind)


def test_a_new_list_ends_the_one_before(cast: Cast) -> None:
    assert publish(cast, SOME, "2024-06-03")
    assert publish(cast, ALL, "2024-07-01")
    assert in_force(cast, "2024-06-02") == []
    assert in_force(cast, "2024-06-03") == SOME
    assert in_force(cast, "2024-06-30") == SOME
    assert in_force(cast, "2024-07-01") == ALL
    assert Entry.objects.filter(subject__startswith="servicelist:").count() == 2


def test_a_list_replaced_on_its_own_day_was_never_in_force(cast: Cast) -> None:
    publish(cast, SOME, "2024-06-03")
    publish(cast, ALL, "2024-06-03")
    assert in_force(cast, "2024-06-03") == ALL


def test_the_same_list_is_not_published_twice(cast: Cast) -> None:
    assert publish(cast, ALL, "2024-06-03")
    assert not publish(cast, ALL[::-1], "2024-07-01")
    assert cast.a.station.service_lists.count() == 1


@pytest.mark.parametrize(("day", "words"), [("2024-09-21", "今天"), ("2024-06-02", "2024-06-03")])
def test_neither_ahead_of_today_nor_before_the_one_it_replaces(
    cast: Cast, day: str, words: str
) -> None:
    publish(cast, SOME, "2024-06-03")
    with pytest.raises(ValidationError, match=words):
        publish(cast, ALL, day)
    assert in_force(cast, "2024-09-20") == SOME


@pytest.mark.parametrize("seat", ["reviewer", "a_advisor", "a_community", "b_manager"])
def test_only_whoever_keeps_the_station_publishes(cast: Cast, seat: str) -> None:
    with pytest.raises(PermissionDenied):
        publish(cast, ALL, "2024-06-03", seat)


def test_all_nine_are_ticked_until_somebody_unticks(cast: Cast, sign_in) -> None:
    client, page = sign_in("a_manager"), f"/stations/{cast.a.station.pk}/services/"
    assert "还没有公布服务清单" in text_of(client, page)
    fields = filled(client, page)
    assert (len(fields["six"]), len(fields["three"])) == (6, 3)
    nothing = send(client, page, six=[], three=[]).content.decode()
    assert "请至少勾选一项服务" in nothing
    ahead = send(client, page, published_on="2024-09-21").content.decode()
    assert "公布日期不能晚于今天" in ahead
    assert send(client, page, three=["policy_advice"]).status_code == 302
    body = text_of(client, page)
    assert "还没有公布：申请受理、资源链接。" in body
    assert filled(client, page)["three"] == ["policy_advice"]


def test_the_sheet_is_what_hangs(cast: Cast, sign_in) -> None:
    client, page = sign_in("a_advisor"), f"/stations/{cast.a.station.pk}/services/sheet/"
    assert "还没有公布服务清单" in text_of(client, page)
    publish(cast, SOME, "2024-06-03")
    body = text_of(client, page)
    assert "<li>社区走访发现</li>" in body
    assert "<li>申请受理</li>" not in body
    assert cast.a.station.phone in body
    assert "2024年6月3日公布" in body
    assert cast.a.station.lead_name not in body
