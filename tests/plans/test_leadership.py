"""The leadership group of a street and its meetings (R1-1)."""

from datetime import date

from plans.models import LeadershipGroup, LeadershipMeeting
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of

GROUP = {
    "lead_name": "金丝雀",
    "lead_title": "办事处副主任",
    "contact_name": "白头翁",
    "contact_phone": "021 6258 0001",
}


def page_of(cast: Cast) -> str:
    return f"/plans/leadership/{cast.a.unit.code}/"


def test_the_group_is_named_on_its_own_page(cast, sign_in) -> None:
    manager = sign_in("a_manager")
    assert "还没有明确" in text_of(manager, page_of(cast))
    assert manager.post(f"{page_of(cast)}group/", GROUP).status_code == 302
    group = LeadershipGroup.objects.get()
    assert (group.street, group.year, group.named_on) == (cast.a.unit, 2024, date(2024, 9, 20))
    page = text_of(manager, page_of(cast))
    assert "金丝雀" in page
    assert group.contact_phone in page


def test_the_district_reads_it_masked(cast, sign_in) -> None:
    sign_in("a_manager").post(f"{page_of(cast)}group/", GROUP)
    page = text_of(sign_in("reviewer"), page_of(cast))
    assert "金**" in page
    assert "金丝雀" not in page
    assert "62580001" not in page
    assert "登记一次会议" not in page


def test_a_phone_that_is_none_is_told(cast, sign_in) -> None:
    typed = GROUP | {"contact_phone": "问老周"}
    response = sign_in("a_manager").post(f"{page_of(cast)}group/", typed)
    assert response.status_code == 200
    assert 'value="问老周"' in response.content.decode()


def test_a_meeting_is_added_once_and_asks_for_its_minutes(cast, sign_in) -> None:
    manager = sign_in("a_manager")
    typed = {"held_on": "2024-05-20", "topic": "推进站点建设", "decisions": "六月底前开放"}
    first, second = manager.post(page_of(cast), typed), manager.post(page_of(cast), typed)
    meeting = LeadershipMeeting.objects.get()
    assert first["Location"] == second["Location"] == f"/plans/meetings/{meeting.pk}/"
    page = text_of(manager, f"/plans/meetings/{meeting.pk}/")
    assert "推进站点建设" in page
    assert f"/evidence/add/meeting:{meeting.pk}/" in page
    assert "推进站点建设" in text_of(manager, page_of(cast))


def test_a_meeting_that_is_still_to_come_is_refused_and_nothing_typed_is_lost(
    cast, sign_in
) -> None:
    typed = {"held_on": "2034-05-20", "topic": "推进站点建设"}
    response = sign_in("a_manager").post(page_of(cast), typed)
    page = response.content.decode()
    assert "不能晚于今天" in page
    assert 'value="推进站点建设"' in page
    assert not LeadershipMeeting.objects.exists()


def test_streets_see_their_own_alone(cast, sign_in) -> None:
    meeting = make.LeadershipMeetingFactory(street=cast.a.unit)
    stranger = sign_in("b_manager")
    assert stranger.get(page_of(cast)).status_code == 404
    assert stranger.get(f"{page_of(cast)}group/").status_code == 404
    assert stranger.get(f"/plans/meetings/{meeting.pk}/").status_code == 404
    assert sign_in("a_admin").post(page_of(cast), {"topic": "x"}).status_code == 403


def test_the_page_costs_the_same_with_more_meetings(cast, sign_in) -> None:
    def add_rows() -> None:
        for number in range(1, 20):
            make.LeadershipMeetingFactory(street=cast.a.unit, held_on=date(2024, 5, number))

    assert costs_the_same(sign_in("a_manager"), page_of(cast), add_rows)
