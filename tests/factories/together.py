"""What advisors do together with others: referrals, handovers, conferences, plans."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
    Handover,
    PlanStep,
    Referral,
    SatisfactionSurvey,
    StuckCase,
    SupportPlan,
)
from tests.factories.casework import HouseholdFactory, NeedFactory
from tests.factories.people import StreetFactory
from tests.factories.resources import ResourceFactory
from tests.factories.team import AdvisorFactory


class SealedFactory(DjangoModelFactory):
    """Seals the texts named in `_sealed`, each with what stands there unless told otherwise."""

    class Meta:
        abstract = True

    _sealed: dict[str, str] = {}

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        texts = {name: kwargs.pop(name, text) for name, text in cls._sealed.items()}
        row = model_class(*args, **kwargs)
        for name, value in texts.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        return row


class ReferralFactory(SealedFactory):
    """A need offered to a resource of its street; its place is taken by the services alone."""

    class Meta:
        model = Referral

    _sealed = {"request": "每周上门一次。", "reason_note": "", "result": ""}

    need = factory.SubFactory(NeedFactory)
    household = factory.SelfAttribute("need.household")
    community = factory.SelfAttribute("need.community")
    resource = factory.SubFactory(
        ResourceFactory, unit=factory.SelfAttribute("..need.community.parent")
    )
    advisor = factory.SubFactory(
        AdvisorFactory, street=factory.SelfAttribute("..need.community.parent")
    )
    offered_on = date(2024, 9, 3)
    consent = "spoken"
    consent_on = date(2024, 9, 3)


class HandoverFactory(SealedFactory):
    class Meta:
        model = Handover

    _sealed = {"matter": "申请临时救助，材料已齐。", "answer": ""}

    unit = factory.SubFactory(StreetFactory)
    way = "to_counter"
    kind = "temporary"
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..unit"))
    clerk = "窗口甲"
    sent_on = date(2024, 9, 2)


class StuckCaseFactory(SealedFactory):
    class Meta:
        model = StuckCase

    _sealed = {
        "visitor_phone": "",
        "matter": "医疗救助申请被退回。",
        "answer": "",
        "extension_reason": "",
        "result": "",
    }

    unit = factory.SubFactory(StreetFactory)
    received_on = date(2024, 9, 2)
    visitor_name = factory.Sequence(lambda n: f"访{n}客")
    blocker = "papers"
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..unit"))


class CaseConferenceFactory(DjangoModelFactory):
    class Meta:
        model = CaseConference

    street = factory.SubFactory(StreetFactory)
    held_on = date(2024, 9, 3)
    place = "会商研讨区"
    chair = factory.Sequence(lambda n: f"主{n}持")


class ConferenceParticipantFactory(DjangoModelFactory):
    class Meta:
        model = ConferenceParticipant

    conference = factory.SubFactory(CaseConferenceFactory)
    name = factory.Sequence(lambda n: f"参{n}会")
    organisation = "社区卫生服务中心"


class ConferenceCaseFactory(SealedFactory):
    class Meta:
        model = ConferenceCase

    _sealed = {"situation": "母亲长期卧床。", "opinions": "", "resolution": ""}

    conference = factory.SubFactory(CaseConferenceFactory)
    household = factory.SubFactory(
        HouseholdFactory, community__parent=factory.SelfAttribute("...conference.street")
    )
    community = factory.SelfAttribute("household.community")


class ConferenceActionFactory(SealedFactory):
    class Meta:
        model = ConferenceAction

    _sealed = {"matter": "联系上门护理。", "result": ""}

    conference = factory.SubFactory(CaseConferenceFactory)
    owner_name = factory.Sequence(lambda n: f"责{n}任")
    due_on = date(2024, 9, 13)


class SupportPlanFactory(SealedFactory):
    class Meta:
        model = SupportPlan

    _sealed = {"goal": "三个月内恢复就业。", "result_note": ""}

    household = factory.SubFactory(HouseholdFactory)
    community = factory.SelfAttribute("household.community")
    advisor = factory.SubFactory(
        AdvisorFactory, street=factory.SelfAttribute("..household.community.parent")
    )
    opened_on = date(2024, 9, 2)


class PlanStepFactory(SealedFactory):
    class Meta:
        model = PlanStep

    _sealed = {"what": "推荐岗位。"}

    plan = factory.SubFactory(SupportPlanFactory)
    who = factory.Sequence(lambda n: f"谁{n}做")
    due_on = date(2024, 9, 13)


class SatisfactionSurveyFactory(DjangoModelFactory):
    class Meta:
        model = SatisfactionSurvey

    street = factory.SubFactory(StreetFactory)
    surveyed_on = date(2024, 9, 2)
    source = "district"
    method = "phone"
    asked = 40
    satisfied = 38
