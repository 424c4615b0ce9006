"""Batches of ledgers, the trail, reminders."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from audit.models import Entry
from core.permissions import Role
from ledgers.models import Batch, Row
from reminders.models import Reminder
from tests.factories.people import DISTRICT, StreetFactory


class BatchFactory(DjangoModelFactory):
    class Meta:
        model = Batch

    unit = factory.SubFactory(StreetFactory)
    kind = "advisors"
    file_name = "顾问名册.xlsx"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    content_sealed = b"sealed"
    uploaded_by = "dataadmin"


class RowFactory(DjangoModelFactory):
    class Meta:
        model = Row

    batch = factory.SubFactory(BatchFactory)
    position = factory.Sequence(lambda n: n)
    sheet = "名册"
    number = factory.SelfAttribute("position")
    outcome = "new"
    content_sealed = b"sealed"


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    at = factory.LazyFunction(timezone.now)
    username = "manager"
    role = Role.STREET_MANAGER.value
    unit_code = DISTRICT
    action = Entry.Action.EXPORTED
    subject = "顾问名册"
    digest = "0" * 64


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    unit = factory.SubFactory(StreetFactory)
    matter = "plan:2024"
    text = "请在平台报送建设方案。"
    sent_on = date(2024, 9, 10)
    sent_by = "reviewer"
