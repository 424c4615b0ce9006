"""The register of trainers; T8-6 by hand."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.measures import measures
from tests import factories as make
from tests.assessment.counting import Counting, staff
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from training.books import TrainingBooks
from training.models import Trainer, TrainingSession
from training.trainers import services

FACTS = {"since": date(2024, 5, 1), "speciality": "入户访谈", "basis": "街镇聘任"}


# T8-6 -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_sessions_that_were_held_make_a_trainer() -> None:
    street = make.StreetFactory()
    planned, cancelled, held = staff(street, 3)
    make.TrainingSessionFactory(host=street, trainer=planned, state="planned")
    make.TrainingSessionFactory(host=street, trainer=cancelled, state="cancelled")
    course = make.CourseFactory(owner=street, title="入户访谈")
    for topic in ("第一期", "第二期"):
        make.TrainingSessionFactory(host=street, trainer=held, course=course, topic=topic)
    make.TrainingSessionFactory(host=street, trainer=held, topic="政策解读")
    on = Counting.on()
    assert (on.counts("T8-6", street), on.points("T8-6", street)) == ((1, None), "1.0000")
    (row,) = measures["T8-6"].items_of(on.question, street.code)
    assert (row.pk, row.taught, row.courses) == (held.pk, 3, ["入户访谈", "政策解读"])


@pytest.mark.django_db
def test_a_trainer_on_the_register_who_taught_nothing_counts_nowhere() -> None:
    trainer = make.TrainerFactory()
    on = Counting.on()
    street = trainer.advisor.street
    assert (on.counts("T8-6", street), on.points("T8-6", street)) == (None, "0.0000")


@pytest.mark.django_db
def test_a_trainer_counts_from_the_day_of_her_first_session() -> None:
    street = make.StreetFactory()
    (teacher,) = staff(street, 1)
    make.TrainingSessionFactory(host=street, trainer=teacher, held_on=date(2024, 5, 6))
    assert Counting.on(date(2024, 5, 5)).counts("T8-6", street) is None
    assert Counting.on(date(2024, 5, 6)).counts("T8-6", street) == (1, None)


# Keeping --------------------------------------------------------------------------------------


def test_a_street_names_its_own_trainers(cast: Cast) -> None:
    advisor, by = cast.a.street_advisor, cast.actor("a_manager")
    trainer, is_new = services.add_trainer(advisor=advisor, facts=FACTS, by=by)
    assert is_new
    assert services.add_trainer(advisor=advisor, facts=FACTS, by=by) == (trainer, False)
    for stranger in ("reviewer", "b_manager"):
        with pytest.raises(PermissionDenied, match="由街镇自己登记"):
            services.add_trainer(advisor=advisor, facts=FACTS, by=cast.actor(stranger))
    with pytest.raises(PermissionDenied, match="不能登记培训"):
        services.add_trainer(advisor=advisor, facts=FACTS, by=cast.actor("a_community"))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"since": date(2024, 9, 21)}, "起始日期不能晚于今天。"),
        ({"since": date(2024, 3, 4)}, "起始日期不能早于上岗日期（2024-03-05）。"),
        ({"since": date(2024, 5, 1), "until": date(2024, 4, 30)}, "结束日期不能早于起始日期。"),
        ({"since": date(2024, 8, 31)}, "这段时间里已在讲师名册上"),
    ],
)
def test_days_that_can_not_be(cast: Cast, facts: dict[str, date], words: str) -> None:
    advisor = cast.a.street_advisor
    advisor.started_on = date(2024, 3, 5)
    advisor.save()
    make.TrainerFactory(advisor=advisor, since=date(2024, 8, 1), until=date(2024, 8, 31))
    with pytest.raises(ValidationError, match=words):
        services.add_trainer(advisor=advisor, facts=facts, by=cast.actor("a_manager"))


def test_a_trainer_ends_and_begins_again(cast: Cast) -> None:
    by = cast.actor("a_manager")
    trainer = make.TrainerFactory(advisor=cast.a.street_advisor)
    ended = {"until": date(2024, 6, 30)}
    assert services.change_trainer(trainer=trainer, facts=ended, by=by)
    assert not services.change_trainer(trainer=trainer, facts=ended, by=by)
    _, is_new = services.add_trainer(
        advisor=trainer.advisor, facts={"since": date(2024, 7, 1)}, by=by
    )
    assert is_new
    assert list(Trainer.objects.active_on(DAY).values_list("since", flat=True)) == [
        date(2024, 7, 1)
    ]


# Pages ----------------------------------------------------------------------------------------


def test_the_register_counts_what_was_taught(cast: Cast, sign_in) -> None:
    trainer = make.TrainerFactory(advisor=cast.a.street_advisor, speciality="临时救助")
    course = make.CourseFactory(owner=cast.a.unit, title="入户访谈")
    for topic in ("第一期", "第二期"):
        make.TrainingSessionFactory(
            host=cast.a.unit, trainer=trainer.advisor, course=course, topic=topic
        )
    body = text_of(sign_in("a_manager"), "/training/trainers/")
    assert trainer.advisor.name in body
    assert '<td class="num" data-label="今年授课（场）">2</td>' in body
    assert "入户访谈" in body
    assert "还不在名册上" not in body
    masked = text_of(sign_in("reviewer"), "/training/trainers/")
    assert "临时救助" in masked
    assert trainer.advisor.name not in masked
    assert "临时救助" not in text_of(sign_in("b_manager"), "/training/trainers/")


def test_who_teaches_and_is_not_on_the_register_is_named_with_a_button(cast: Cast, sign_in) -> None:
    teacher = cast.a.street_advisor
    make.TrainingSessionFactory(host=cast.a.unit, trainer=teacher, topic="政策解读")
    client = sign_in("a_manager")
    body = text_of(client, "/training/trainers/")
    url = f"/training/trainers/add/{cast.a.unit.code}/"
    assert "还不在名册上" in body
    assert f"{url}?advisor={teacher.pk}" in body
    assert f'value="{teacher.pk}" selected' in text_of(client, f"{url}?advisor={teacher.pk}")
    sent = {"advisor": str(teacher.pk), "since": "2024-05-06", "speciality": "政策", "basis": ""}
    assert client.post(url, sent).status_code == 302
    assert "还不在名册上" not in text_of(client, "/training/trainers/")
    # Nobody is on the list of candidates twice.
    assert teacher.name not in text_of(client, url)


def test_a_trainers_last_day_is_noted(cast: Cast, sign_in) -> None:
    trainer = make.TrainerFactory(advisor=cast.a.street_advisor)
    client, url = sign_in("a_advisor"), f"/training/trainers/{trainer.pk}/change/"
    sent = {"since": "2024-03-01", "until": "2024-02-29", "speciality": "", "basis": ""}
    assert "结束日期不能早于起始日期。" in client.post(url, sent).content.decode()
    assert client.post(url, sent | {"until": "2024-08-31"}).status_code == 302
    assert "已结束" in text_of(client, "/training/trainers/")
    assert "已结束" not in text_of(client, "/training/trainers/?as_of=2024-08-31")


def test_who_left_the_street_teaches_no_more(cast: Cast, sign_in) -> None:
    make.TrainerFactory(
        advisor=make.AdvisorFactory(street=cast.a.unit, ended_on=date(2024, 8, 31)),
        since=date(2024, 3, 1),
    )
    client = sign_in("a_manager")
    assert "已结束" in text_of(client, "/training/trainers/")
    assert "已结束" not in text_of(client, "/training/trainers/?as_of=2024-08-31")


def test_the_ledger_knows_the_trainer_who_was_there_on_that_day(cast: Cast) -> None:
    street = cast.a.unit
    make.AdvisorFactory(street=street, name="王芳", ended_on=date(2024, 2, 29))
    later = make.AdvisorFactory(street=street, name="王芳", started_on=date(2024, 4, 1))
    came = str(make.AdvisorFactory(street=street).pk)
    days = [date(2024, 3, 15), date(2024, 4, 15)]
    rows = [
        {"street": street.pk, "held_on": on, "topic": "政策解读", "kind": "supervision",
         "trainer_name": "王芳", "minutes": 90, "state": "held", "advisors": [came]}
        for on in days
    ]  # fmt: skip
    TrainingBooks().enter(rows, cast.actor("a_admin"))
    held = TrainingSession.objects.filter(held_on__in=days).order_by("held_on")
    assert [(one.held_on, one.trainer) for one in held] == [(days[0], None), (days[1], later)]


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    def add() -> None:
        for _ in range(6):
            trainer = make.TrainerFactory(advisor=make.AdvisorFactory(street=cast.a.unit))
            make.TrainingSessionFactory(host=cast.a.unit, trainer=trainer.advisor)
            other = make.AdvisorFactory(street=cast.a.unit)
            make.TrainingSessionFactory(host=cast.a.unit, trainer=other)

    add()
    assert costs_the_same(sign_in("a_manager"), "/training/trainers/", add)
