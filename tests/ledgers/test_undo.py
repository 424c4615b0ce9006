"""An entered batch can be taken out again, to the last value, while nothing rests on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pghistory
import pytest
from pytest_django import Settings

from advisors.models import Advisor, Assignment, StarRating
from audit.history import StillNeeded, take_back, told_as
from audit.models import Entry
from core.actor import Actor
from ledgers.batches import BatchRefused, UndoRefused, enter_batch, receive, undo_batch
from ledgers.enums import BatchState
from stations.models import Station
from tests import factories as make
from tests.cast import Cast
from tests.ledgers import scenes
from tests.ledgers.scenes import ROSTER, SITES, TRAINING, entered, facts, roster, sample, sites
from training.models import Attendance, TrainingSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def test_the_samples_are_undone_exactly_the_last_one_first(settings: Settings) -> None:
    settings.PORTAL_DAY = date(2024, 9, 20)
    admin = scenes.load_putuo()
    before, batches = [], []
    for name in (ROSTER, SITES, TRAINING):
        before.append(facts())
        batches.append(entered(sample(name), admin))
    with pytest.raises(BatchRefused, match="“参训”记录要用到这一批新增的“顾问”"):
        undo_batch(batch=batches[0], by=admin)
    for batch, state in zip(reversed(batches), reversed(before), strict=True):
        undone = undo_batch(batch=batch, by=admin)
        assert undone.state == BatchState.UNDONE
        assert facts() == state


def test_changed_values_come_back_and_added_ones_go(admin: Actor) -> None:
    entered(roster({}, {"姓名": "丁小二", "联系电话": "13911110002"}), admin)
    before = facts()
    changed = entered(
        roster({"学历": "大专", "星级": "五星", "居村": "石里3居委会"}, {"姓名": "丁小三"}), admin
    )
    assert changed.counts["changed"] == changed.counts["new"] == 1
    assert facts() != before
    undo_batch(batch=changed, by=admin)
    assert facts() == before


def test_a_changed_phone_comes_back_with_its_key(admin: Actor) -> None:
    entered(roster({}), admin)
    before = facts()
    undo_batch(batch=entered(roster({"联系电话": "13922220002"}), admin), by=admin)
    assert facts() == before
    assert Advisor.objects.get(name="丁小一").phone == "13911110001"


def test_undoing_is_history_and_trail(admin: Actor) -> None:
    batch = entered(roster({}), admin)
    undo_batch(batch=batch, by=admin)
    line = Entry.objects.get(action=Entry.Action.UNDONE)
    assert line.subject == f"batch:{batch.pk}"
    assert line.detail == {"records": 3}  # an advisor, her community, her stars
    batch.refresh_from_db()
    assert (batch.undone_by, batch.entered_by) == ("district_admin", "district_admin")


def test_an_undone_file_can_be_entered_again(admin: Actor) -> None:
    content = roster({})
    before = facts()
    undo_batch(batch=entered(content, admin), by=admin)
    assert facts() == before
    assert entered(content, admin).counts["new"] == 1


def test_a_batch_is_undone_once_and_only_after_it_was_entered(admin: Actor) -> None:
    batch = receive(file_name="a.xlsx", content=roster({}), by=admin).batch
    with pytest.raises(BatchRefused, match="没有入账"):
        undo_batch(batch=batch, by=admin)
    enter_batch(batch=batch, by=admin)
    undo_batch(batch=batch, by=admin)
    with pytest.raises(BatchRefused, match="没有入账"):
        undo_batch(batch=batch, by=admin)


# What forbids it -----------------------------------------------------------------------------


def _later_batch(advisor: Advisor, admin: Actor) -> None:
    entered(roster({"学历": "研究生"}), admin)


def _by_hand(advisor: Advisor, admin: Actor) -> None:
    Advisor.objects.filter(pk=advisor.pk).update(note="借调")


def _attendance(advisor: Advisor, admin: Actor) -> None:
    make.AttendanceFactory(session=TrainingSession.objects.order_by("pk").first(), advisor=advisor)


def _community(advisor: Advisor, admin: Actor) -> None:
    community = make.CommunityFactory(parent=advisor.street, number=9)
    make.AssignmentFactory(advisor=advisor, community=community)


def _trainer(advisor: Advisor, admin: Actor) -> None:
    make.TrainingSessionFactory(host=advisor.street, trainer=advisor)


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        (_later_batch, "有1条“顾问”记录后来又改过"),
        (_by_hand, "有1条“顾问”记录后来又改过"),
        (_attendance, "有1条“参训”记录要用到这一批新增的“顾问”"),
        # Deleting would take these along, or leave the training without its trainer.
        (_community, "有1条“居村分工”记录要用到这一批新增的“顾问”"),
        (_trainer, "有1条“培训”记录要用到这一批新增的“顾问”"),
    ],
)
def test_what_came_later_forbids_it_and_is_named(
    admin: Actor, later: Callable[[Advisor, Actor], None], sentence: str
) -> None:
    batch = entered(roster({}), admin)
    later(Advisor.objects.get(name="丁小一"), admin)
    before = facts()
    with pytest.raises(BatchRefused, match=sentence):
        undo_batch(batch=batch, by=admin)
    assert facts() == before
    batch.refresh_from_db()
    assert batch.state == BatchState.ENTERED


def test_all_reasons_are_given_at_once(admin: Actor) -> None:
    batch = entered(roster({}), admin)
    advisor = Advisor.objects.get(name="丁小一")
    _by_hand(advisor, admin)
    _attendance(advisor, admin)
    with pytest.raises(UndoRefused) as refused:
        undo_batch(batch=batch, by=admin)
    assert "后来又改过；有1条“参训”" in str(refused.value)
    changed, resting = refused.value.obstacles
    assert (changed.keys, changed.fields) == ((advisor.pk,), {advisor.pk: ("note",)})
    assert (resting.model, resting.rests_on) == (Attendance, Advisor)


def test_a_value_put_back_by_hand_is_no_change(admin: Actor) -> None:
    batch = entered(roster({}), admin)
    advisor = Advisor.objects.get(name="丁小一")
    _by_hand(advisor, admin)
    Advisor.objects.filter(pk=advisor.pk).update(note=advisor.note)
    undo_batch(batch=batch, by=admin)
    assert not Advisor.objects.filter(pk=advisor.pk).exists()


def test_what_the_batch_left_alone_may_change_and_stays(admin: Actor, cast: Cast) -> None:
    """An account linked to an advisor whose schooling alone the batch changed."""
    entered(roster({}), admin)
    batch = entered(roster({"学历": "大专"}), admin)
    user = cast.users["a_manager"]
    Advisor.objects.filter(name="丁小一").update(user=user)
    undo_batch(batch=batch, by=admin)
    advisor = Advisor.objects.get(name="丁小一")
    assert (advisor.education, advisor.user) == ("bachelor", user)


def test_an_account_linked_to_an_added_advisor_forbids_it(admin: Actor, cast: Cast) -> None:
    batch = entered(roster({}), admin)
    Advisor.objects.filter(name="丁小一").update(user=cast.users["a_manager"])
    with pytest.raises(UndoRefused, match="后来又改过"):
        undo_batch(batch=batch, by=admin)


def test_deleting_a_record_is_a_later_change(admin: Actor) -> None:
    batch = entered(roster({}), admin)
    StarRating.objects.filter(advisor__name="丁小一").delete()
    with pytest.raises(BatchRefused, match="“星级评定”记录后来又改过"):
        undo_batch(batch=batch, by=admin)


def test_other_records_of_the_street_do_not_matter(admin: Actor, cast: Cast) -> None:
    batch = entered(roster({}), admin)
    Advisor.objects.filter(pk=cast.a.street_advisor.pk).update(note="借调")
    make.AttendanceFactory(session=cast.b.session, advisor=cast.a.street_advisor)
    undo_batch(batch=batch, by=admin)
    assert not Advisor.objects.filter(name="丁小一").exists()


# The history that it reads -------------------------------------------------------------------


def test_two_batches_in_one_request_are_told_apart(admin: Actor) -> None:
    """The middleware's context would mark both with the second's name."""
    with pghistory.context(username="district_admin"):
        first = entered(roster({}), admin)
        before = facts()
        second = entered(roster({"姓名": "丁小二"}), admin)
        Station.objects.update(lead_name="别人")
    undo_batch(batch=second, by=admin)
    assert facts()["Advisor"] == before["Advisor"]
    undo_batch(batch=first, by=admin)
    assert not Advisor.objects.filter(name__startswith="丁小").exists()
    assert set(Station.objects.values_list("lead_name", flat=True)) == {"别人"}


def test_what_follows_in_the_same_transaction_is_not_the_batchs(admin: Actor) -> None:
    batch = entered(roster({}), admin)
    advisor = Advisor.objects.get(name="丁小一")
    Advisor.objects.filter(pk=advisor.pk).update(note="借调")
    with pytest.raises(BatchRefused, match="后来又改过"):
        undo_batch(batch=batch, by=admin)


def test_deleted_records_come_back_with_their_keys(cast: Cast) -> None:
    before = facts()
    with told_as(batch="x"):
        Attendance.objects.all().delete()
        TrainingSession.objects.all().delete()
    take_back(batch="x")
    assert facts() == before


def test_what_a_restored_record_pointed_at_must_still_be_there(cast: Cast) -> None:
    session = cast.a.session
    teacher = make.AdvisorFactory(street=cast.a.unit)
    TrainingSession.objects.filter(pk=session.pk).update(trainer=teacher)
    with told_as(batch="x"):
        TrainingSession.objects.filter(pk=session.pk).update(trainer=None)
    teacher.delete()
    with pytest.raises(StillNeeded, match="已经不在"):
        take_back(batch="x")
    session.refresh_from_db()
    assert session.trainer is None


def test_nothing_marked_is_nothing_to_do(cast: Cast) -> None:
    before = facts()
    assert take_back(batch="nothing") == 0
    assert facts() == before


def test_undoing_takes_as_many_queries_for_many_rows(
    admin: Actor, django_assert_max_num_queries: Any
) -> None:
    people = [{"姓名": f"丁{'一二三四五六七八九十'[n % 10]}{n // 10 * '甲'}"} for n in range(60)]
    batch = entered(roster(*people), admin)
    assert Assignment.objects.filter(advisor__name__startswith="丁").count() == 60
    # Some for each table that has a history or is pointed at; none for a row.
    with django_assert_max_num_queries(190):
        undo_batch(batch=batch, by=admin)


def test_points_and_stations_are_undone_too(admin: Actor) -> None:
    before = facts()
    content = sites(scenes.POINT, {**scenes.STATION, "面积": "55", "负责人": "丁小一"})
    batch = entered(content, admin)
    assert (batch.counts["new"], batch.counts["changed"]) == (1, 1)
    undo_batch(batch=batch, by=admin)
    assert facts() == before
