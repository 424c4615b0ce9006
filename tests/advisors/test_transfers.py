"""A transfer between streets: offered, taken or declined; both counts change on the one day."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from advisors.enums import TransferState
from advisors.models import Advisor, Assignment, DutyShift, Leave, Post, Transfer
from advisors.transfers import services
from audit.models import Entry
from tests import factories as make
from tests.assessment.counting import Counting
from tests.cast import Cast
from tests.pages import costs_the_same, text_of

JUNE_30, JULY_1 = date(2024, 6, 30), date(2024, 7, 1)


def offered(cast: Cast, advisor: Advisor | None = None, first: date = JULY_1) -> Transfer:
    transfer, _ = services.offer(
        advisor=advisor or cast.a.street_advisor,
        to_street=cast.b.unit,
        starts_on=first,
        reason="工作需要",
        by=cast.actor("a_manager"),
    )
    return transfer


def taken(cast: Cast, advisor: Advisor | None = None, first: date = JULY_1) -> Advisor:
    transfer = offered(cast, advisor, first)
    done = services.take(transfer=transfer, answer="", by=cast.actor("b_manager"))
    assert done.new_file
    return done.new_file


def refusal(cast: Cast, **changes: object) -> dict[str, list[str]]:
    """What the writer says to an offer that cannot be."""
    facts = {
        "advisor": cast.a.street_advisor,
        "to_street": cast.b.unit,
        "starts_on": JULY_1,
        "reason": "工作需要",
        **changes,
    }
    with pytest.raises(ValidationError) as refused:
        services.offer(by=cast.actor("a_manager"), **facts)  # type: ignore[arg-type]
    found = refused.value.update_error_dict({})
    return {
        name: [words for one in errors for words in one.messages] for name, errors in found.items()
    }


# What changes, and from which day ----------------------------------------------------------------


def test_both_streets_count_her_on_the_right_days(cast: Cast) -> None:
    make.AdvisorFactory.create_batch(2, street=cast.a.unit)

    # Three of the street's own level in A, one in B.
    def of_both(day: date) -> list[int]:
        on = Counting.on(day)
        counts = [on.counts("T6-1", street.unit) for street in (cast.a, cast.b)]
        return [found[0] for found in counts if found]

    assert of_both(JULY_1) == [3, 1]
    taken(cast)
    assert of_both(JUNE_30) == [3, 1]
    assert of_both(JULY_1) == [2, 2]
    assert of_both(date(2024, 9, 20)) == [2, 2]


def test_the_community_she_leaves_has_no_advisor_from_that_day_on(cast: Cast) -> None:
    taken(cast, cast.a.community_advisor)
    # Two of three communities had an advisor; one is left without.
    assert Counting.on(JUNE_30).counts("T6-2", cast.a.unit) == (2, 3)
    assert Counting.on(JULY_1).counts("T6-2", cast.a.unit) == (1, 3)
    assert Counting.on(JULY_1).gap("T6-2", cast.a.unit).startswith("2 个居委还没有顾问")
    # In B she has no community yet.
    assert Counting.on(JULY_1).counts("T6-2", cast.b.unit) == (2, 3)


def test_the_person_goes_along_and_the_records_stay(cast: Cast) -> None:
    old = cast.a.community_advisor
    old.qualifications, old.filed_on = ["社会工作者"], date(2023, 4, 1)
    old.position, old.contract_ends_on = "窗口", date(2025, 2, 28)
    old.id_number = "310107198001011238"
    old.save()
    new = taken(cast, old)
    old.refresh_from_db()
    new = Advisor.objects.get(pk=new.pk)
    assert (old.ended_on, old.end_reason, old.status) == (JUNE_30, "transferred", "left")
    assert (new.started_on, new.ended_on, new.status) == (JULY_1, None, "active")
    assert new.person == old.person
    for name in ("name", "sex", "level", "staff_kind", "employment", "education"):
        assert getattr(new, name) == getattr(old, name)
    assert new.qualifications == ["社会工作者"]
    # Sealed anew: opened from its own row, and not the same bytes.
    assert (new.phone, new.id_number) == (old.phone, "310107198001011238")
    assert bytes(new.phone_sealed) != bytes(old.phone_sealed)
    # Of the street she left: filing, post, contract, account.
    assert (new.filed_on, new.position, new.contract_ends_on, new.user) == (None, "", None, None)
    assert old.user == cast.users["a_community"]
    assert old.attendances.count() == 1
    assert old.star_ratings.count() == 1
    assert new.star_ratings.count() == 0
    files = Advisor.objects.filter(person=new.person).order_by("started_on")
    assert list(files) == [old, new]


def test_her_stars_count_where_she_is_in_post(cast: Cast) -> None:
    def in_a_and_b(day: date) -> list[object]:
        return [Counting.on(day).counts("T6-5", street.unit) for street in (cast.a, cast.b)]

    # A's community advisor has the only stars of A, B's of B.
    before = in_a_and_b(JUNE_30)
    taken(cast, cast.a.community_advisor)
    assert before == in_a_and_b(JUNE_30) == [(1, None), (1, None)]
    assert in_a_and_b(JULY_1) == [None, (2, None)]
    assert Counting.on(JULY_1).rows("T6-5", cast.b.unit) == [True, True]


def test_what_runs_ends_and_what_was_to_come_goes(cast: Cast) -> None:
    old, first = cast.a.community_advisor, date(2024, 10, 8)
    make.PostFactory(station=cast.a.station, advisor=old)
    for day in (date(2024, 9, 30), first):
        make.DutyShiftFactory(station=cast.a.station, advisor=old, day=day)
    make.AssignmentFactory(
        advisor=old, community=cast.a.communities[2], starts_on=date(2024, 11, 1)
    )
    taken(cast, old, first)
    assert list(Assignment.objects.filter(advisor=old).values_list("ends_on", flat=True)) == [
        date(2024, 10, 7)
    ]
    assert Post.objects.get(advisor=old).ends_on == date(2024, 10, 7)
    assert DutyShift.objects.get(advisor=old).day == date(2024, 9, 30)


def test_a_leave_that_is_not_over_goes_along_whole(cast: Cast) -> None:
    old = cast.a.street_advisor
    june = {"starts_on": date(2024, 6, 10), "ends_on": date(2024, 7, 20)}
    make.LeaveFactory(advisor=old, **june)
    make.LeaveFactory(advisor=old, starts_on=date(2024, 2, 1), ends_on=date(2024, 2, 3))
    new = taken(cast)
    assert [(one.starts_on, one.ends_on) for one in Leave.objects.filter(advisor=new)] == [
        (date(2024, 6, 10), date(2024, 7, 20))
    ]
    # 41 days: a long leave in both streets, as if there had been no transfer.
    assert not Advisor.objects.in_post(JUNE_30).filter(pk=old.pk).exists()
    assert not Advisor.objects.in_post(date(2024, 7, 20)).filter(pk=new.pk).exists()
    assert Advisor.objects.in_post(date(2024, 7, 21)).filter(pk=new.pk).exists()


# What cannot be ------------------------------------------------------------------------------


def test_each_mistake_has_its_own_sentence(cast: Cast) -> None:
    told = refusal(cast, to_street=cast.a.unit)
    assert told == {"to_street": ["这名顾问本来就在石泉路街道，请选别的街镇。"]}
    told = refusal(cast, starts_on=date(2023, 3, 1))
    assert told == {"starts_on": ["到岗日期要晚于在石泉路街道的上岗日期 2023-03-01。"]}
    make.DutyShiftFactory(
        station=cast.a.station, advisor=cast.a.street_advisor, day=date(2024, 8, 5)
    )
    told = refusal(cast, starts_on=date(2024, 8, 5))
    assert told == {"starts_on": ["2024-08-05 还有分工、岗位或值守的记录，到岗日期要在这以后。"]}
    twin = make.AdvisorFactory(
        street=cast.b.unit, name=cast.a.street_advisor.name, phone=cast.a.street_advisor.phone
    )
    told = refusal(cast, starts_on=date(2024, 8, 6))
    assert "长寿路街道已有同名、同电话的档案（2023-03-01 上岗）" in told["to_street"][0]
    twin.delete()
    offered(cast, first=date(2024, 8, 6))
    told = refusal(cast, starts_on=date(2024, 8, 7))
    assert "已有一项调动在等长寿路街道接收（2024-09-20 提出）" in told["__all__"][0]
    assert Transfer.objects.count() == 1


def test_who_is_about_to_leave_goes_no_later(cast: Cast) -> None:
    old = cast.a.street_advisor
    old.ended_on, old.end_reason = date(2024, 10, 31), "retired"
    old.save()
    told = refusal(cast, starts_on=date(2024, 11, 2))
    assert told == {"starts_on": ["2024-10-31 就要离岗，到岗日期不能晚于离岗的次日。"]}
    assert taken(cast, first=date(2024, 11, 1)).started_on == date(2024, 11, 1)


def test_who_has_left_is_not_offered(cast: Cast) -> None:
    old = cast.a.street_advisor
    old.ended_on, old.end_reason = date(2024, 9, 19), "retired"
    old.save()
    with pytest.raises(PermissionDenied, match="2024-09-19 已离岗"):
        offered(cast, first=date(2024, 9, 20))


def test_what_was_recorded_meanwhile_is_looked_at_again(cast: Cast) -> None:
    transfer = offered(cast)
    make.DutyShiftFactory(
        station=cast.a.station, advisor=cast.a.street_advisor, day=date(2024, 8, 5)
    )
    with pytest.raises(ValidationError, match="2024-08-05 还有"):
        services.take(transfer=transfer, answer="", by=cast.actor("b_manager"))
    assert Advisor.objects.filter(person=cast.a.street_advisor.person).count() == 1


def test_the_same_offer_sent_twice_is_one(cast: Cast) -> None:
    assert offered(cast) == offered(cast)
    assert Transfer.objects.count() == 1
    assert Entry.objects.filter(subject=f"transfer:{Transfer.objects.get().pk}").count() == 1


# Who may what ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", ["a_manager", "a_admin", "reviewer", "b_community"])
def test_others_neither_take_nor_decline(cast: Cast, seat: str) -> None:
    transfer = offered(cast)
    for write in (services.take, services.decline):
        with pytest.raises(PermissionDenied):
            write(transfer=transfer, answer="不缺人", by=cast.actor(seat))
    transfer.refresh_from_db()
    assert transfer.state == TransferState.OFFERED


def test_the_districts_admin_does_both(cast: Cast) -> None:
    by = cast.actor("district_admin")
    transfer, _ = services.offer(
        advisor=cast.a.street_advisor,
        to_street=cast.b.unit,
        starts_on=JULY_1,
        reason="统筹",
        by=by,
    )
    assert services.take(transfer=transfer, answer="", by=by).state == TransferState.TAKEN


def test_only_the_street_she_leaves_withdraws(cast: Cast) -> None:
    transfer = offered(cast)
    with pytest.raises(PermissionDenied, match="不在您的范围内"):
        services.withdraw(transfer=transfer, by=cast.actor("b_manager"))
    services.withdraw(transfer=transfer, by=cast.actor("a_manager"))
    with pytest.raises(PermissionDenied, match="现在的状态是“已撤回”，不能接收"):
        services.take(transfer=transfer, answer="", by=cast.actor("b_manager"))
    # Free to be offered again.
    assert offered(cast, first=date(2024, 8, 1)).state == TransferState.OFFERED


def test_a_street_that_declines_says_why(cast: Cast) -> None:
    transfer, by = offered(cast), cast.actor("b_manager")
    with pytest.raises(ValidationError, match="不接收的，请写明理由"):
        services.decline(transfer=transfer, answer="", by=by)
    done = services.decline(transfer=transfer, answer="编制已满", by=by)
    assert (done.state, done.answer, done.answered_on) == (
        "declined",
        "编制已满",
        date(2024, 9, 20),
    )
    assert Counting.on(JULY_1).counts("T6-1", cast.a.unit) == (1, 9)


def test_the_trail_tells_what_was_done_and_names_nobody(cast: Cast) -> None:
    new = taken(cast, cast.a.community_advisor)
    lines = list(Entry.objects.exclude(subject__startswith="standard").order_by("id"))
    assert [(line.subject, line.action) for line in lines] == [
        (f"transfer:{new.came_by.pk}", "created"),
        (f"transfer:{new.came_by.pk}", "changed"),
        (f"advisor:{cast.a.community_advisor.pk}", "changed"),
        (f"advisor:{new.pk}", "created"),
    ]
    assert lines[2].detail["assignments"] == 1
    assert not any(new.name in str(line.detail) for line in lines)


# The pages ---------------------------------------------------------------------------------------


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    facts = {"to_street": cast.b.unit.code, "starts_on": "2024-07-01", "reason": "工作需要"}
    return {**facts, **changes}


def test_a_transfer_through_the_browser(cast: Cast, sign_in) -> None:
    a, b = sign_in("a_manager"), sign_in("b_manager")
    old = cast.a.community_advisor
    page = text_of(a, f"/advisors/{old.pk}/transfer/")
    assert "负责的 1 个居村" in page
    assert a.post(f"/advisors/{old.pk}/transfer/", typed(cast)).status_code == 302
    transfer = Transfer.objects.get()
    answer = f"/advisors/transfers/{transfer.pk}/"
    # B reads whom it is to take, and works it off from the home page; the phone not yet.
    assert answer in text_of(b, "/")
    page = text_of(b, answer)
    assert old.name in page
    assert old.phone not in page
    assert b.get(f"/advisors/{old.pk}/").status_code == 404
    assert b.post(answer, {"way": "take", "answer": ""}).status_code == 302
    new = Advisor.objects.get(street=cast.b.unit, name=old.name)
    page = text_of(b, answer)
    assert f"/advisors/{new.pk}/" in page
    assert "账号不跟着走" in page
    assert answer not in text_of(b, "/")
    # A second press finds it done.
    assert b.post(answer, {"way": "decline", "answer": "不"}).status_code == 302
    transfer.refresh_from_db()
    assert transfer.state == TransferState.TAKEN


def test_what_is_refused_stands_at_its_field_and_nothing_typed_is_lost(cast: Cast, sign_in) -> None:
    a = sign_in("a_manager")
    url = f"/advisors/{cast.a.street_advisor.pk}/transfer/"
    body = a.post(url, typed(cast, starts_on="2023-03-01", reason="照顾家庭")).content.decode()
    assert "到岗日期要晚于在石泉路街道的上岗日期 2023-03-01。" in body
    assert "照顾家庭" in body
    # Her own street is not offered.
    assert f'<option value="{cast.b.unit.code}"' in body
    assert f'<option value="{cast.a.unit.code}"' not in body
    assert not Transfer.objects.exists()


def test_the_name_is_whole_for_both_streets_until_it_is_declined(cast: Cast, sign_in) -> None:
    transfer, name = offered(cast), cast.a.street_advisor.name

    def sees(seat: str) -> bool:
        return name in text_of(sign_in(seat), "/advisors/transfers/")

    assert [sees(seat) for seat in ("a_manager", "b_manager", "reviewer")] == [True, True, False]
    services.decline(transfer=transfer, answer="编制已满", by=cast.actor("b_manager"))
    assert [sees(seat) for seat in ("a_manager", "b_manager", "reviewer")] == [True, False, False]


def test_another_street_finds_nothing(cast: Cast, sign_in) -> None:
    c = make.StreetFactory(parent=cast.district)
    transfer = make.TransferFactory(
        advisor=cast.b.street_advisor, to_street=c, offered_by="b_manager"
    )
    a: Client = sign_in("a_manager")
    assert a.get(f"/advisors/transfers/{transfer.pk}/").status_code == 404
    assert "还没有调动" in text_of(a, "/advisors/transfers/")


def test_the_list_costs_the_same_with_more_rows(cast: Cast, sign_in) -> None:
    offered(cast)

    def more() -> None:
        for _ in range(3):
            make.TransferFactory(
                advisor=make.AdvisorFactory(street=cast.a.unit), to_street=cast.b.unit
            )

    assert costs_the_same(sign_in("b_manager"), "/advisors/transfers/", more)
