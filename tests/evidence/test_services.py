"""Handing in and taking back, and what the district says of each item."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from audit.telling import told
from core.todos import waiting_for
from evidence import services
from evidence.models import Evidence, Proof
from evidence.reviewing import DecidedMeanwhile
from evidence.selectors import items_about, standing_evidence, standings
from evidence.storage import THUMBNAIL_SUFFIX, path_of
from evidence.subjects import tags
from tests import factories as make
from tests.cast import DAY, Cast
from tests.evidence import files


def station(cast: Cast) -> str:
    return f"station:{cast.a.station.pk}"


def hand_in(cast: Cast, *labels: str, who: str = "a_manager", **facts: object) -> Evidence:
    given = {"subject": station(cast), "content": files.photo(), "shown_on": None} | facts
    content, name = given.pop("content"), given.pop("name", "IMG_1.jpg")
    evidence, _ = services.hand_in(
        upload=files.upload(content, name),
        tags=labels or ["outdoor_plaque"],
        by=cast.actor(who),
        **given,
    )
    return evidence


def states(evidence: Evidence) -> dict[str, str]:
    return {proof.tag: proof.state for proof in Proof.objects.filter(evidence=evidence)}


def test_a_photo_proves_several_items_each_with_its_own_state(cast: Cast) -> None:
    evidence = hand_in(cast, "outdoor_plaque", "logo", note=" 大门右侧 ")
    assert states(evidence) == {"outdoor_plaque": "awaiting_review", "logo": "awaiting_review"}
    assert (evidence.unit, evidence.subject) == (cast.a.unit, station(cast))
    assert (evidence.note, evidence.added_by) == ("大门右侧", "a_manager")
    assert path_of(evidence.digest, ".jpg").stat().st_size == evidence.size
    assert path_of(evidence.digest, THUMBNAIL_SUFFIX).exists()


def test_the_same_file_twice_is_one_and_gains_the_items_it_lacked(cast: Cast) -> None:
    first = hand_in(cast, "outdoor_plaque")
    by = cast.actor("a_manager")
    services.accept(proof=first.proofs.get(), by=cast.actor("reviewer"))
    second, is_new = services.hand_in(
        subject=station(cast),
        upload=files.upload(files.photo(), "又一次.jpg"),
        tags=["outdoor_plaque", "logo"],
        shown_on=None,
        by=by,
    )
    assert (second.pk, is_new) == (first.pk, False)
    assert states(first) == {"outdoor_plaque": "accepted", "logo": "awaiting_review"}


def test_the_same_file_proves_other_records_too(cast: Cast) -> None:
    first = hand_in(cast)
    other = hand_in(cast, "desk_sign", subject=f"point:{cast.a.point.pk}")
    assert other.pk != first.pk
    assert other.digest == first.digest


def test_a_photo_that_was_taken_back_can_be_handed_in_again(cast: Cast) -> None:
    first = hand_in(cast)
    services.withdraw(evidence=first, by=cast.actor("a_manager"))
    assert hand_in(cast).pk != first.pk


@pytest.mark.parametrize(
    ("who", "subject"),
    [
        ("reviewer", "station"),  # looks at them, hands none in
        ("a_community", "station"),  # sees her street's station, and keeps none of its records
        ("b_manager", "station"),
        ("b_community", "point"),
    ],
)
def test_nobody_hands_in_for_others(cast: Cast, who: str, subject: str) -> None:
    key = f"{subject}:{getattr(cast.a, subject).pk}"
    with pytest.raises(PermissionDenied):
        hand_in(cast, "desk_sign", who=who, subject=key)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "who", ["a_manager", "a_advisor", "a_admin", "district_admin", "a_community"]
)
def test_those_who_keep_a_point_hand_in_for_it(cast: Cast, who: str) -> None:
    evidence = hand_in(cast, "desk_sign", who=who, subject=f"point:{cast.a.point.pk}")
    assert evidence.unit == cast.a.communities[0]


@pytest.mark.parametrize(
    "key", ["station:0", "station:x", "advisor:1", "", ":", "station:%00", f"station:{'9' * 5000}"]
)
def test_a_subject_that_was_made_up_is_nobodys(cast: Cast, key: str) -> None:
    with pytest.raises(PermissionDenied):
        hand_in(cast, subject=key)


@pytest.mark.parametrize("written", ["station:0{}", "station: {}", "station:+{}", "station:{}\n"])
def test_a_record_has_one_key_however_else_its_number_is_written(cast: Cast, written: str) -> None:
    with pytest.raises(PermissionDenied):
        hand_in(cast, subject=written.format(cast.a.station.pk))


def sentence(cast: Cast, *labels: str, **facts: object) -> str:
    with pytest.raises(ValidationError) as refused:
        hand_in(cast, *labels, **facts)
    assert not Evidence.objects.exists()
    return "".join(refused.value.messages)


def test_papers_want_files_and_places_want_photos(cast: Cast) -> None:
    cast.a.station.kind = "studio"
    cast.a.station.save()
    assert "“工作机制文件”要的是文件" in sentence(cast, "mechanism_document")
    assert "“特色展示”要的是照片" in sentence(cast, "showcase", content=files.pdf())
    evidence = hand_in(cast, "mechanism_document", content=files.docx(), name="机制.docx")
    assert (evidence.kind, evidence.width) == ("document", None)
    assert path_of(evidence.digest, ".docx").stat().st_size == evidence.size


def test_items_must_be_named_and_fit_the_record(cast: Cast) -> None:
    assert "不属于这条记录" in sentence(cast, "desk_sign")
    with pytest.raises(ValidationError, match="至少勾选一项"):
        services.hand_in(
            subject=station(cast),
            upload=files.upload(files.photo()),
            tags=[],
            shown_on=None,
            by=cast.actor("a_manager"),
        )


def test_an_unfit_file_leaves_neither_row_nor_file(cast: Cast) -> None:
    assert "像素" in sentence(cast, content=files.png_of(12_000, 12_000))


def test_the_day_is_the_one_told_then_the_photos_own_then_the_portals(cast: Cast) -> None:
    own = {"content": files.photo(taken="2024:09:05")}
    assert hand_in(cast, **own).shown_on == date(2024, 9, 5)
    told_day = hand_in(
        cast, content=files.photo(colour="red", taken="2024:09:05"), shown_on=date(2024, 8, 1)
    )
    assert told_day.shown_on == date(2024, 8, 1)
    assert hand_in(cast, content=files.photo(colour="blue")).shown_on == DAY
    late = files.photo(colour="green", taken="2026:11:24")
    assert hand_in(cast, content=late).shown_on == DAY


def test_a_year_mistyped_is_asked_again(cast: Cast) -> None:
    assert "不能早于 2010-01-01" in sentence(cast, shown_on=date(1024, 9, 5))


def test_nothing_was_taken_tomorrow(cast: Cast) -> None:
    assert "不能晚于今天（2024-09-20）" in sentence(cast, shown_on=DAY + timedelta(days=1))


def test_names_of_files_are_made_safe(cast: Cast) -> None:
    assert hand_in(cast, name="../../长\r\n门牌.jpg").file_name == "长门牌.jpg"
    long = hand_in(cast, content=files.photo(colour="red"), name="长" * 300 + ".jpg").file_name
    assert len(long) <= 120
    assert long.endswith(".jpg")


def test_further_items_are_added_once(cast: Cast) -> None:
    evidence = hand_in(cast, "outdoor_plaque")
    by = cast.actor("a_advisor")
    assert len(services.tag_more(evidence=evidence, tags=["outdoor_plaque", "logo"], by=by)) == 1
    assert services.tag_more(evidence=evidence, tags=["logo"], by=by) == []
    with pytest.raises(PermissionDenied):
        services.tag_more(evidence=evidence, tags=["logo"], by=cast.actor("b_manager"))


def test_evidence_is_taken_back_until_one_item_is_accepted(cast: Cast) -> None:
    evidence, by = hand_in(cast, "outdoor_plaque", "logo"), cast.actor("a_manager")
    proof = evidence.proofs.get(tag="logo")
    services.accept(proof=proof, by=cast.actor("reviewer"))
    with pytest.raises(PermissionDenied, match="不能再撤回"):
        services.withdraw(evidence=evidence, by=by)
    services.reconsider(proof=proof, by=cast.actor("reviewer"))
    services.withdraw(evidence=evidence, by=by)
    services.withdraw(evidence=evidence, by=by)
    assert Evidence.objects.get().withdrawn_at
    assert list(standing_evidence(by).filter(subject=station(cast))) == []
    assert Entry.objects.filter(action="deleted").count() == 1


def test_what_was_taken_back_is_decided_no_more(cast: Cast) -> None:
    evidence = hand_in(cast)
    services.withdraw(evidence=evidence, by=cast.actor("a_manager"))
    with pytest.raises(PermissionDenied, match="已被上传单位撤回"):
        services.accept(proof=evidence.proofs.get(), by=cast.actor("reviewer"))


def test_the_district_decides_each_item_by_itself(cast: Cast) -> None:
    evidence, by = hand_in(cast, "outdoor_plaque", "logo"), cast.actor("reviewer")
    services.accept(proof=evidence.proofs.get(tag="outdoor_plaque"), by=by)
    services.refuse(proof=evidence.proofs.get(tag="logo"), reason=" 看不清 ", by=by)
    plaque, logo = evidence.proofs.get(tag="outdoor_plaque"), evidence.proofs.get(tag="logo")
    assert (plaque.state, plaque.decided_on, plaque.decided_by) == ("accepted", DAY, "reviewer")
    assert (logo.state, logo.reason) == ("refused", "看不清")


@pytest.mark.parametrize(
    "who", ["a_manager", "a_admin", "district_admin", "a_community", "b_manager"]
)
def test_nobody_else_decides(cast: Cast, who: str) -> None:
    proof = hand_in(cast).proofs.get()
    for decide in (services.accept, services.reconsider):
        with pytest.raises(PermissionDenied):
            decide(proof=proof, by=cast.actor(who))
    with pytest.raises(PermissionDenied):
        services.refuse(proof=proof, reason="看不清", by=cast.actor(who))
    assert Proof.objects.get().state == "awaiting_review"


def test_a_refusal_says_why(cast: Cast) -> None:
    proof = hand_in(cast).proofs.get()
    with pytest.raises(ValidationError, match="写明原因"):
        services.refuse(proof=proof, reason="  ", by=cast.actor("reviewer"))


def test_a_decision_is_changed_with_a_reason_and_the_history_keeps_both(cast: Cast) -> None:
    by = cast.actor("reviewer")
    proof = services.refuse(proof=hand_in(cast).proofs.get(), reason="看不清", by=by)
    with pytest.raises(ValidationError, match="改判，请写明原因"):
        services.accept(proof=proof, by=by)
    services.accept(proof=proof, reason="原图清楚", by=by)
    kept = [(one.state, one.reason) for one in proof.events.order_by("pgh_id")]
    assert kept == [("awaiting_review", ""), ("refused", "看不清"), ("accepted", "原图清楚")]


def test_who_comes_second_is_told_and_overwrites_nothing(cast: Cast) -> None:
    other = make.UserFactory(username="reviewer_2")
    make.MembershipFactory(user=other, unit=cast.district, role="district_reviewer")
    cast.users["reviewer_2"] = other
    proof = hand_in(cast).proofs.get()
    seen_by_both = Proof.objects.get(pk=proof.pk)
    services.accept(proof=proof, by=cast.actor("reviewer"))
    with pytest.raises(DecidedMeanwhile) as told_second:
        services.refuse(proof=seen_by_both, reason="看不清", by=cast.actor("reviewer_2"))
    assert told_second.value.proof.decided_by == "reviewer"
    with pytest.raises(DecidedMeanwhile):
        services.accept(proof=seen_by_both, by=cast.actor("reviewer_2"))
    assert Proof.objects.get().state == "accepted"
    with pytest.raises(PermissionDenied, match="别人审的"):
        services.reconsider(proof=proof, by=cast.actor("reviewer_2"))


def test_a_second_click_changes_nothing(cast: Cast) -> None:
    proof, by = hand_in(cast).proofs.get(), cast.actor("reviewer")
    seen = Proof.objects.get(pk=proof.pk)
    services.accept(proof=proof, by=by)
    services.accept(proof=seen, by=by)
    assert Entry.objects.filter(subject=f"proof:{proof.pk}").count() == 1


def test_ones_own_decision_is_taken_back(cast: Cast) -> None:
    proof, by = hand_in(cast).proofs.get(), cast.actor("reviewer")
    services.accept(proof=proof, by=by)
    services.reconsider(proof=proof, by=by)
    held = Proof.objects.get()
    assert (held.state, held.decided_on, held.decided_by) == ("awaiting_review", None, "")


def test_photos_of_one_unit_are_put_side_by_side(cast: Cast) -> None:
    by = cast.actor("a_manager")
    before = hand_in(cast, content=files.photo(colour="red"), shown_on=date(2024, 5, 1))
    after = hand_in(cast, content=files.photo(colour="blue"), shown_on=date(2024, 9, 1))
    services.pair(earlier=before, later=after, by=by)
    assert Evidence.objects.get(pk=after.pk).before == before
    with pytest.raises(ValidationError, match="拍得更晚"):
        services.pair(earlier=after, later=before, by=by)
    with pytest.raises(ValidationError, match="和自己对比"):
        services.pair(earlier=after, later=after, by=by)
    point = hand_in(cast, "desk_sign", subject=f"point:{cast.a.point.pk}")
    with pytest.raises(ValidationError, match="本单位"):
        services.pair(earlier=before, later=point, by=by)
    services.pair(earlier=None, later=after, by=by)
    assert Evidence.objects.get(pk=after.pk).before is None


def test_every_deed_has_its_line_without_the_reason_or_the_files_name(cast: Cast) -> None:
    proof = hand_in(cast, name="张三家.jpg", note="张三").proofs.get()
    services.refuse(proof=proof, reason="张三的照片", by=cast.actor("reviewer"))
    lines = Entry.objects.filter(username__in=["a_manager", "reviewer"]).order_by("id")
    assert [one.action for one in lines] == ["created", "changed"]
    assert "张三" not in str([one.detail for one in lines])
    first, second = told(list(lines))
    assert first.subject == "石泉路街道的照片"
    assert second.subject == "石泉路街道的“室外挂牌”"
    assert "原为待审" in second.detail
    assert "现为未通过" in second.detail


def test_how_a_record_stands_is_the_best_of_its_photos(cast: Cast) -> None:
    by, reviewer = cast.actor("a_manager"), cast.actor("reviewer")
    for colour in ("red", "blue"):
        hand_in(cast, "outdoor_plaque", "logo", content=files.photo(colour=colour))
    first, second = Evidence.objects.order_by("added_at")
    services.refuse(proof=first.proofs.get(tag="logo"), reason="看不清", by=reviewer)
    services.refuse(proof=first.proofs.get(tag="outdoor_plaque"), reason="偏了", by=reviewer)
    services.accept(proof=second.proofs.get(tag="outdoor_plaque"), by=reviewer)
    wanted = [tags[key] for key in ("outdoor_plaque", "logo", "premises")]
    found = standings(wanted, items_about(station(cast), by))
    assert [one.state for one in found] == ["accepted", "awaiting_review", "no_data"]


class Asker:
    asked_day = None

    def __init__(self, cast: Cast, who: str) -> None:
        self.actor = cast.actor(who)


def waits_for(cast: Cast, who: str) -> list[str]:
    return [
        f"{one.title} {one.note}"
        for one in waiting_for(Asker(cast, who))
        if one.view.startswith("evidence:")
    ]


def test_what_waits_for_whom(cast: Cast) -> None:
    for colour in ("red", "blue"):
        hand_in(cast, "outdoor_plaque", "logo", content=files.photo(colour=colour))
    assert "2 份照片和文件待审" in waits_for(cast, "reviewer")[0]
    assert waits_for(cast, "a_manager") == []
    first, second = Evidence.objects.order_by("added_at")
    for evidence in (first, second):
        for proof in evidence.proofs.order_by("id"):
            services.refuse(proof=proof, reason="看不清", by=cast.actor("reviewer"))
    assert waits_for(cast, "reviewer") == []
    assert waits_for(cast, "a_manager") == [
        "照片未通过，请重拍：室外挂牌、统一标识 石泉路街道：看不清"
    ]
    assert waits_for(cast, "b_manager") == []
    hand_in(cast, "outdoor_plaque", "logo", content=files.photo(colour="green"))
    assert waits_for(cast, "a_manager") == []
