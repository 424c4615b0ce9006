"""Trainings."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories.people import StreetFactory
from tests.factories.team import AdvisorFactory
from training.models import Attendance, TrainingSession


class TrainingSessionFactory(DjangoModelFactory):
    class Meta:
        model = TrainingSession

    host = factory.SubFactory(StreetFactory)
    held_on = date(2024, 5, 6)
    topic = factory.Sequence(lambda n: f"政策解读第{n}讲")
    kind = "induction"
    trainer_name = "宋老师"
    minutes = 150


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(TrainingSessionFactory)
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..session.host"))
    minutes = factory.SelfAttribute("session.minutes")
