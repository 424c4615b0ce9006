"""The trainings of 2024: plans and their approval, courses, trainers, sessions still ahead."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from advisors.models import Advisor
from core.actor import Actor
from core.clock import acting_on
from core.permissions import Role
from orgs.models import Unit
from portal.samples.actors import DISTRICT, sample_actor
from standards.asked import ask
from training.courses.services import add_course, add_material
from training.enums import Mode, SessionKind
from training.models import Course, Enrolment, TrainingPlan, TrainingSession
from training.plans.services import Planned, answer_plan, begin_plan, save_plan, submit_plan
from training.sessions.services import add_session, enrol_several
from training.trainers.services import add_trainer

YEAR = 2024
# When each street's plan was handed in and approved; one waits, one is a draft, one not begun.
PLANS: Sequence[tuple[date | None, date | None] | None] = (
    (date(YEAR, 6, 12), date(YEAR, 6, 18)),
    (date(YEAR, 6, 28), date(YEAR, 7, 1)),
    (date(YEAR, 7, 9), date(YEAR, 7, 11)),
    (date(YEAR, 5, 20), date(YEAR, 5, 24)),
    (date(YEAR, 6, 26), date(YEAR, 6, 27)),
    (date(YEAR, 9, 12), None),
    (date(YEAR, 6, 3), date(YEAR, 6, 5)),
    (date(YEAR, 6, 20), date(YEAR, 6, 24)),
    (None, None),
    None,
)
TRAININGS = (
    Planned(4, "救助政策体系与服务站职责", SessionKind.INDUCTION, 180, "新上岗顾问"),
    Planned(5, "入户走访与需求评估", SessionKind.SUPERVISION, 135, "全体顾问"),
    Planned(9, "个案会商实务", SessionKind.PEER_LED, 90, "街镇顾问"),
    Planned(10, "资源对接与转介", SessionKind.SUPERVISION, 135, "全体顾问"),
)
COURSES = (
    ("入户访谈怎样开口", "一、进门之前要知道什么\n二、四问怎样问\n三、记录写什么、不写什么", 90),
    ("救助政策分层分类一张图", "一、低保、低收入、特困\n二、刚性支出困难\n三、常见误区", 90),
)


def hold_trainings() -> Iterator[str]:
    """Plans, courses, trainers and what is planned ahead; a line of progress for each.

    Nothing happens where there are plans already, or no standard that says when they are due.
    """
    if TrainingPlan.objects.exists() or ask(None).book is None:
        return
    streets = list(Unit.objects.streets().order_by("code"))
    for place, (street, days) in enumerate(zip(streets, PLANS, strict=False)):
        manager = sample_actor(Role.STREET_MANAGER, street.pk)
        if days is not None:
            _plan(street, *days, manager)
        if place % 3 != 2:
            _teach(street, COURSES[: 1 + place % 2], manager, has_material=place % 4 != 3)
        _name_trainer(street, manager)
    yield f"培训方案：{TrainingPlan.objects.count()} 份；课程：{Course.objects.count()} 门"
    # 石泉路街道, where the demo's street accounts are; the only one where there are no ten.
    _plan_ahead(streets[4] if len(streets) > 4 else streets[0])
    planned = TrainingSession.objects.filter(state="planned").count()
    yield f"待举办培训：{planned} 场，报名 {Enrolment.objects.count()} 人次"


def _plan(street: Unit, handed_in: date | None, approved: date | None, by: Actor) -> None:
    with acting_on(date(YEAR, 5, 8)):
        plan, _ = begin_plan(street=street, year=YEAR, by=by)
        save_plan(
            plan=plan,
            version=plan.version,
            aims="每名顾问全年不少于12课时；新上岗的先培训、后走访。",
            measures="每月第二周集中培训，骨干顾问结对带训，缺课的年内补上。",
            trainings=TRAININGS,
            by=by,
        )
    plan.refresh_from_db()
    if handed_in:
        with acting_on(handed_in):
            submit_plan(plan=plan, by=by)
    if approved:
        with acting_on(approved):
            answer_plan(plan=plan, way="approve", by=by)


def _teach(
    street: Unit, courses: Sequence[tuple[str, str, int]], by: Actor, *, has_material: bool
) -> None:
    for title, syllabus, minutes in courses:
        with acting_on(date(YEAR, 6, 5)):
            facts = {
                "title": title,
                "syllabus": syllabus,
                "minutes": minutes,
                "author_name": "街镇教研小组",
                "developed_on": date(YEAR, 5, 30),
            }
            course, _ = add_course(owner=street, facts=facts, by=by)
            if has_material:
                add_material(course=course, upload=_handout(title, syllabus), title="讲义", by=by)


def _handout(title: str, syllabus: str) -> SimpleUploadedFile:
    paper, out = Document(), BytesIO()
    paper.add_heading(title, level=1)
    for line in syllabus.splitlines():
        paper.add_paragraph(line)
    paper.save(out)
    return SimpleUploadedFile(f"{title}.docx", out.getvalue())


def _name_trainer(street: Unit, by: Actor) -> None:
    """Whoever has taught and is not on the register; the busiest street leaves one out."""
    taught = Advisor.objects.filter(sessions_taught__host=street).distinct().order_by("pk")
    for advisor in taught[:1]:
        since = max(date(YEAR, 3, 1), advisor.started_on)
        facts = {"since": since, "until": None, "speciality": "政策解读", "basis": "街镇推荐"}
        with acting_on(date(YEAR, 6, 10)):
            add_trainer(advisor=advisor, facts=facts, by=by)


def _plan_ahead(street: Unit) -> None:
    """Of one street two sessions ahead and one whose list is not closed; one of the district."""
    manager, reviewer = (
        sample_actor(Role.STREET_MANAGER, street.pk),
        sample_actor(Role.DISTRICT_REVIEWER),
    )
    district = Unit.objects.get(pk=DISTRICT)
    ahead = (
        (street, manager, "个案会商实务", SessionKind.PEER_LED, date(YEAR, 9, 18), 90, None),
        (street, manager, "资源对接与转介", SessionKind.SUPERVISION, date(YEAR, 9, 26), 135, 20),
        (street, manager, "心理关爱与沟通", SessionKind.SUPERVISION, date(YEAR, 10, 17), 180, 30),
        (
            district,
            reviewer,
            "全区救助顾问督训",
            SessionKind.SUPERVISION,
            date(YEAR, 10, 10),
            180,
            120,
        ),
    )
    people = list(
        Advisor.objects.in_post(date(YEAR, 9, 20)).filter(street=street).order_by("name", "pk")
    )
    for host, by, topic, kind, held_on, minutes, capacity in ahead:
        with acting_on(date(YEAR, 9, 9)):
            facts = {
                "topic": topic,
                "kind": kind,
                "held_on": held_on,
                "starts_at": time(14, 0),
                "minutes": minutes,
                "place": "社区事务受理服务中心三楼",
                "mode": Mode.ON_SITE,
                "capacity": capacity,
            }
            session, _ = add_session(host=host, facts=facts, by=by)
            if host == street:
                enrol_several(session=session, advisors=people[3 : 3 + minutes // 15], by=manager)
