"""Rows for tests, one factory for each model; people are invented, units may be real."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from accounts.models import Draft, Membership, User
from advisors.models import Advisor, Assignment, StarRating
from assessment.models import ScoreLine, ScoreRun
from audit.models import Entry
from core.permissions import Role
from evidence.models import Evidence, Proof
from evidence.storage import store
from ledgers.models import Batch, Row
from orgs.models import HukouPopulation, Unit, UnitAlias
from plans.models import (
    ConstructionPlan,
    LeadershipGroup,
    LeadershipMeeting,
    PartAnswer,
    PlanPart,
    PlanVersion,
)
from reminders.models import Reminder
from standards.models import Clause, Convention, Milestone, Part, Phase, Setting, Standard
from stations.models import (
    DelayRequest,
    Leaflet,
    SelfCheck,
    ServiceList,
    ServicePoint,
    Station,
    StationEquipment,
    StationZone,
    StreetMilestone,
    WallText,
)
from training.models import Attendance, TrainingSession

DISTRICT = "310107"


def photo_bytes(colour: str = "teal", size: tuple[int, int] = (8, 6)) -> bytes:
    """A photo of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


TINY_PHOTO = photo_bytes()


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = DISTRICT
    name = "普陀区"
    short_name = "普陀"
    core_name = "普陀"
    level = Unit.Level.DISTRICT
    kind = Unit.Kind.DISTRICT


class StreetFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    # Three digits, starting anew in a long run of tests.
    code = factory.Sequence(lambda n: f"{DISTRICT}{200 + n % 800:03d}")
    core_name = factory.Sequence(lambda n: f"试验{n}路")
    name = factory.LazyAttribute(lambda unit: f"{unit.core_name}街道")
    short_name = factory.SelfAttribute("core_name")
    level = Unit.Level.STREET
    kind = Unit.Kind.SUBDISTRICT
    parent = factory.SubFactory(DistrictFactory)


class CommunityFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    class Params:
        number = factory.Sequence(lambda n: 300 + n % 700)

    code = factory.LazyAttribute(lambda unit: f"{unit.parent.code}{unit.number:03d}")
    core_name = factory.LazyAttribute(lambda unit: f"试验{unit.number}")
    name = factory.LazyAttribute(lambda unit: f"{unit.core_name}居委会")
    short_name = factory.LazyAttribute(lambda unit: f"{unit.core_name}居委")
    level = Unit.Level.COMMUNITY
    kind = Unit.Kind.RESIDENTS_COMMITTEE
    parent = factory.SubFactory(StreetFactory)


class UnitAliasFactory(DjangoModelFactory):
    class Meta:
        model = UnitAlias

    unit = factory.SubFactory(StreetFactory)
    name = factory.Sequence(lambda n: f"别名{n}")


class HukouPopulationFactory(DjangoModelFactory):
    class Meta:
        model = HukouPopulation

    unit = factory.SubFactory(StreetFactory)
    persons = 83358
    as_of = date(2023, 12, 31)
    source = "公安户籍统计"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"试用人{n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(StreetFactory)
    role = Role.STREET_MANAGER.value
    starts_on = date(2024, 1, 1)


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    street = factory.SubFactory(StreetFactory)
    official_name = factory.LazyAttribute(
        lambda station: f"普陀区{station.street.name}社区救助顾问服务站"
    )
    address = "试验路1号"
    phone = "66158630"
    opening_hours = "周一至周五9:00-17:00"
    lead_name = "胡站长"
    opened_on = date(2024, 4, 4)


class StationEquipmentFactory(DjangoModelFactory):
    class Meta:
        model = StationEquipment

    station = factory.SubFactory(StationFactory)
    kind = "desk"
    count = 4


class StationZoneFactory(DjangoModelFactory):
    class Meta:
        model = StationZone

    station = factory.SubFactory(StationFactory)
    kind = "reception_zone"


class ServicePointFactory(DjangoModelFactory):
    class Meta:
        model = ServicePoint

    community = factory.SubFactory(CommunityFactory)
    official_name = factory.LazyAttribute(
        lambda point: f"{point.community.parent.name}{point.community.short_name}社区救助顾问服务点"
    )
    address = "试验路2弄"
    lead_name = "张点长"
    opened_on = date(2024, 6, 2)


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"/stations/{n}/change/")
    text = '{"address": ["石泉路10号"]}'


class LeafletFactory(DjangoModelFactory):
    class Meta:
        model = Leaflet

    station = factory.SubFactory(StationFactory)
    title = factory.Sequence(lambda n: f"社会救助政策一本通第{n}版")
    issued_on = date(2024, 5, 6)


class EvidenceFactory(DjangoModelFactory):
    """A photo of a station; `about=` another record of its kind."""

    class Meta:
        model = Evidence

    class Params:
        about = factory.SubFactory(StationFactory)

    unit = factory.LazyAttribute(
        lambda one: getattr(one.about, "street", None) or one.about.community
    )
    subject = factory.SelfAttribute("about.subject")
    kind = "photo"
    file_name = "照片.jpg"
    content_type = "image/jpeg"
    digest = factory.LazyFunction(lambda: store(TINY_PHOTO, ".jpg", TINY_PHOTO))
    source_digest = factory.Sequence(lambda n: f"{n:064x}")
    size = 120_000
    width = 1600
    height = 1200
    shown_on = date(2024, 6, 20)
    added_by = "a_manager"


class ProofFactory(DjangoModelFactory):
    """One item of a photo; with `state="accepted"` or `"refused"` decided on its day."""

    class Meta:
        model = Proof

    evidence = factory.SubFactory(EvidenceFactory)
    unit = factory.SelfAttribute("evidence.unit")
    subject = factory.SelfAttribute("evidence.subject")
    tag = "outdoor_plaque"
    reason = factory.LazyAttribute(lambda one: "看不清牌子" if one.state == "refused" else "")
    state = "awaiting_review"
    decided_on = factory.LazyAttribute(
        lambda one: None if one.state == "awaiting_review" else date(2024, 6, 25)
    )
    decided_at = factory.LazyAttribute(lambda one: timezone.now() if one.decided_on else None)
    decided_by = factory.LazyAttribute(lambda one: "reviewer" if one.decided_on else "")


class StreetMilestoneFactory(DjangoModelFactory):
    class Meta:
        model = StreetMilestone

    street = factory.SubFactory(StreetFactory)
    year = 2024
    kind = "opening"
    planned_on = date(2024, 5, 31)
    set_on = date(2024, 4, 10)


class DelayRequestFactory(DjangoModelFactory):
    class Meta:
        model = DelayRequest

    street = factory.SubFactory(StreetFactory)
    year = 2024
    reason = "受理服务中心装修，7月底前启用。"
    asked_on = date(2024, 6, 20)
    asked_by = "manager"


class SelfCheckFactory(DjangoModelFactory):
    class Meta:
        model = SelfCheck

    street = factory.SubFactory(StreetFactory)
    year = 2024
    clause = "S1-1"
    result = "met"
    checked_on = date(2024, 9, 2)
    checked_by = "manager"


class ServiceListFactory(DjangoModelFactory):
    class Meta:
        model = ServiceList

    station = factory.SubFactory(StationFactory)
    services = factory.LazyFunction(lambda: ["policy_guidance", "policy_advice"])
    published_on = date(2024, 6, 3)


class WallTextFactory(DjangoModelFactory):
    class Meta:
        model = WallText

    street = factory.SubFactory(StreetFactory)
    topic = "philosophy"
    text = "人民至上"
    updated_on = date(2024, 5, 6)


class AdvisorFactory(DjangoModelFactory):
    class Meta:
        model = Advisor

    street = factory.SubFactory(StreetFactory)
    name = factory.Sequence(lambda n: f"顾{n}明")
    sex = "female"
    level = "street"
    staff_kind = "assistance_worker"
    employment = "full_time"
    education = "bachelor"
    started_on = date(2023, 3, 1)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, phone: str | None = None, **kwargs: Any) -> Any:
        advisor = model_class(*args, **kwargs)
        advisor.set_phone(f"139{advisor.pk.int % 10**8:08d}" if phone is None else phone)
        advisor.save(force_insert=True)
        return advisor


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    community = factory.SubFactory(CommunityFactory)
    advisor = factory.SubFactory(
        AdvisorFactory, level="community", street=factory.SelfAttribute("..community.parent")
    )
    starts_on = date(2023, 3, 1)


class StarRatingFactory(DjangoModelFactory):
    class Meta:
        model = StarRating

    advisor = factory.SubFactory(AdvisorFactory)
    year = 2024
    level = 3


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


class StandardFactory(DjangoModelFactory):
    class Meta:
        model = Standard

    year = factory.Sequence(lambda n: 2100 + n)
    title = "建设标准"
    document_number = "试〔2100〕1号"
    issuer = "联席会议办公室"
    issued_on = factory.LazyAttribute(lambda standard: date(standard.year, 1, 1))
    cycle_start = factory.LazyAttribute(lambda standard: date(standard.year, 1, 1))
    cycle_end = factory.LazyAttribute(lambda standard: date(standard.year, 12, 31))
    drafted_by = "dataadmin"


class ContentFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    standard = factory.SubFactory(StandardFactory)
    code = factory.Sequence(lambda n: f"C{n}")


class PartFactory(ContentFactory):
    class Meta:
        model = Part

    name = "建好一个阵地"
    short_name = "阵地"
    section = "三、1"


class ClauseFactory(ContentFactory):
    class Meta:
        model = Clause

    part = "T1"
    quote = "每个居委会至少配比1名社区救助顾问"
    name = "覆盖率"
    evidence = "名册"
    formula = "已配 ÷ 应配"
    full_when = "100%"
    first_step = "先登记顾问名册。"
    level = "must"
    basis = "automatic"
    window = "snapshot"
    due_on = date(2100, 6, 30)


class ConventionFactory(ContentFactory):
    class Meta:
        model = Convention

    kind = "rule"
    title = "加分"
    text = "加分另列。"


class SettingFactory(ContentFactory):
    class Meta:
        model = Setting

    type = "int"
    value = 45
    label = "一课时的分钟数"
    explanation = "不进位。"


class PhaseFactory(ContentFactory):
    class Meta:
        model = Phase

    name = "筹备部署"
    starts_on = date(2100, 2, 1)
    ends_on = date(2100, 3, 31)
    text = "区民政局开展前期工作调研。"


class MilestoneFactory(ContentFactory):
    class Meta:
        model = Milestone

    phase = "P1"
    title = "报送方案"
    due_on = date(2100, 4, 30)
    responsible = "street"


class ScoreRunFactory(DjangoModelFactory):
    class Meta:
        model = ScoreRun

    standard = factory.SubFactory(StandardFactory)
    as_of = date(2100, 9, 20)
    computed_by = "reviewer"


class ScoreLineFactory(DjangoModelFactory):
    class Meta:
        model = ScoreLine

    run = factory.SubFactory(ScoreRunFactory)
    street = factory.SubFactory(StreetFactory)
    clause = "T1-5"
    points = Decimal("3.5")
    full_mark = Decimal(4)
    is_bonus = False
    state = "ok"
    is_due = True
    explanation = "9 个 ÷ 10 个"


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    unit = factory.SubFactory(StreetFactory)
    matter = "plan:2024"
    text = "请在平台报送建设方案。"
    sent_on = date(2024, 9, 10)
    sent_by = "reviewer"


class ConstructionPlanFactory(DjangoModelFactory):
    class Meta:
        model = ConstructionPlan

    street = factory.SubFactory(StreetFactory)
    year = 2024
    begun_on = date(2024, 3, 20)


class PlanPartFactory(DjangoModelFactory):
    class Meta:
        model = PlanPart

    plan = factory.SubFactory(ConstructionPlanFactory)
    kind = "site"


class PlanVersionFactory(DjangoModelFactory):
    class Meta:
        model = PlanVersion

    plan = factory.SubFactory(ConstructionPlanFactory, state="submitted")
    number = 1
    due_on = date(2024, 4, 30)
    submitted_on = date(2024, 4, 26)
    submitted_by = "manager"


class PartAnswerFactory(DjangoModelFactory):
    class Meta:
        model = PartAnswer

    version = factory.SubFactory(PlanVersionFactory)
    kind = "site"
    is_accepted = True
    answered_on = date(2024, 5, 6)
    answered_by = "reviewer"


class LeadershipGroupFactory(DjangoModelFactory):
    class Meta:
        model = LeadershipGroup

    street = factory.SubFactory(StreetFactory)
    year = 2024
    lead_name = "胡主任"
    lead_title = "街道办事处副主任"
    contact_name = "宋科长"
    named_on = date(2024, 3, 25)


class LeadershipMeetingFactory(DjangoModelFactory):
    class Meta:
        model = LeadershipMeeting

    street = factory.SubFactory(StreetFactory)
    held_on = date(2024, 4, 10)
    topic = "研究站点建设方案"
