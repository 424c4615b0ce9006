"""Standards and score runs."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from assessment.models import ScoreLine, ScoreRun
from standards.models import Clause, Convention, Milestone, Part, Phase, Setting, Standard
from tests.factories.people import StreetFactory


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
