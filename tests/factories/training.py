"""Trainings."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories.people import StreetFactory
from tests.factories.team import AdvisorFactory
from training.models import (
    Attendance,
    Correction,
    Course,
    Enrolment,
    HoursReminder,
    Material,
    PlannedTraining,
    Trainer,
    TrainingPlan,
    TrainingSession,
)


class TrainingSessionFactory(DjangoModelFactory):
    class Meta:
        model = TrainingSession

    host = factory.SubFactory(StreetFactory)
    held_on = date(2024, 5, 6)
    topic = factory.Sequence(lambda n: f"政策解读第{n}讲")
    kind = "induction"
    trainer_name = "宋老师"
    minutes = 150
    cancel_reason = factory.LazyAttribute(
        lambda made: "讲师生病" if getattr(made, "state", "") == "cancelled" else ""
    )


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(TrainingSessionFactory)
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..session.host"))
    minutes = factory.SelfAttribute("session.minutes")


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    session = factory.SubFactory(TrainingSessionFactory, state="planned")
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..session.host"))
    enrolled_by = "advisor"


class HoursReminderFactory(DjangoModelFactory):
    class Meta:
        model = HoursReminder

    advisor = factory.SubFactory(AdvisorFactory)
    year = 2024
    text = "请在12月前补齐课时。"
    reminded_on = date(2024, 9, 18)
    reminded_by = "manager"


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = Correction

    session = factory.SubFactory(TrainingSessionFactory)
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..session.host"))
    minutes_before = 150
    minutes_after = 90
    reason = "提前离场"
    corrected_on = date(2024, 5, 7)
    corrected_by = "manager"


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    owner = factory.SubFactory(StreetFactory)
    title = factory.Sequence(lambda n: f"入户访谈{n}")
    syllabus = "怎样开口\n怎样记录"
    minutes = 90
    developed_on = date(2024, 4, 10)


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = Material

    course = factory.SubFactory(CourseFactory)
    title = "讲义"
    file_name = "讲义.pdf"
    content_type = "application/pdf"
    suffix = ".pdf"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    size = 20_000
    added_on = date(2024, 4, 12)
    added_by = "manager"


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer

    advisor = factory.SubFactory(AdvisorFactory)
    since = date(2024, 3, 1)


class TrainingPlanFactory(DjangoModelFactory):
    class Meta:
        model = TrainingPlan

    street = factory.SubFactory(StreetFactory)
    year = 2024
    aims = "人人会问、会记、会转。"


class PlannedTrainingFactory(DjangoModelFactory):
    class Meta:
        model = PlannedTraining

    plan = factory.SubFactory(TrainingPlanFactory)
    month = 5
    topic = "政策解读"
    kind = "supervision"
    minutes = 180
