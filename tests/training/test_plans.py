"""The yearly training plan: written, submitted, on paper; T8-1 by hand.

Due on 30 June 2024, a Sunday: 1 July is one workday late.
"""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from core.clock import acting_on
from core.measures import measures, met_dates
from core.todos import waiting_for
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from training.models import PlannedTraining, TrainingPlan
from training.plans import services
from training.plans.dues import due_day
from training.plans.selectors import suggestions
from training.plans.services import Planned
from training.plans.todos import plans_waiting


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def approved(street: Unit, submitted: str, on: str, **facts: Any) -> TrainingPlan:
    plan: TrainingPlan = make.TrainingPlanFactory(
        street=street,
        state="approved",
        due_on=day("06-30"),
        submitted_on=day(submitted),
        approved_on=day(on),
        **facts,
    )
    return plan


def ready(cast: Cast, **facts: Any) -> TrainingPlan:
    """Street A's plan, with all that its submission wants."""
    plan: TrainingPlan = make.TrainingPlanFactory(
        street=cast.a.unit, measures="站长负责，每月一次。", **facts
    )
    make.PlannedTrainingFactory(plan=plan, month=10)
    return plan


def on_paper(cast: Cast, day_on_paper: str = "03-15") -> TrainingPlan:
    """The same as it was signed on paper, its scan uploaded."""
    plan = ready(cast, paper_on=day(day_on_paper))
    make.ProofFactory(
        evidence=make.EvidenceFactory(
            subject=f"training_plan:{plan.pk}", unit=cast.a.unit, kind="document"
        ),
        tag="signed_training_plan",
    )
    return plan


# T8-1 -----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("submitted", "late", "points"),
    [
        ("06-28", 0, "2.0000"),
        ("06-30", 0, "2.0000"),  # the day itself, though nobody works on it
        ("07-01", 1, "1.2000"),  # late: 60 % of 2, however late
        ("07-08", 6, "1.2000"),  # 1 to 5 and 8 July
    ],
)
def test_an_approved_plan_by_the_day_it_was_submitted(
    submitted: str, late: int, points: str
) -> None:
    street, other = make.StreetFactory(), make.StreetFactory()
    approved(street, submitted, "07-15")
    on = Counting.on()
    assert (on.counts("T8-1", street), on.points("T8-1", street)) == ((late, 1), points)
    assert (on.counts("T8-1", other), on.points("T8-1", other)) == (None, "0.0000")


@pytest.mark.django_db
def test_a_plan_counts_from_the_day_it_was_approved() -> None:
    street = make.StreetFactory()
    approved(street, "06-28", "07-03")
    before = Counting.on(day("07-02"))
    assert (before.counts("T8-1", street), before.points("T8-1", street)) == (None, "0.0000")
    assert before.rows("T8-1", street) == [False]
    assert Counting.on(day("07-03")).points("T8-1", street) == "2.0000"
    assert Counting.on(day("06-27")).rows("T8-1", street) == []
    fact = met_dates(Counting.on().question, ["training.plan_approved"])
    assert fact == {("training.plan_approved", street.code): day("07-03")}
    assert met_dates(before.question, ["training.plan_approved"]) == {}


@pytest.mark.django_db
def test_last_years_plan_is_not_this_years() -> None:
    street = make.StreetFactory()
    approved(street, "06-28", "06-29", year=2023)
    assert Counting.on().counts("T8-1", street) is None


@pytest.mark.parametrize(
    ("state", "facts", "gap"),
    [
        (None, {}, "年度培训方案还没有编写，期限 2024-06-30，目前迟 59 个工作日。"),
        ("draft", {}, "年度培训方案还没有提交，期限 2024-06-30，目前迟 59 个工作日。"),
        ("returned", {}, "年度培训方案退回待改，期限 2024-06-30，目前迟 59 个工作日。"),
        (
            "submitted",
            {"submitted_on": day("06-28")},
            "待批准：2024-06-28 已提交，等街镇负责人批准。",
        ),
        (
            "submitted",
            {"submitted_on": day("07-01")},
            "待批准：2024-07-01 已提交，等街镇负责人批准。迟 1 个工作日提交。",
        ),
        (
            "submitted",
            {"submitted_on": day("07-01"), "paper_on": day("03-15")},
            "待批准：2024-07-01 已提交，等区里认可补录。迟 1 个工作日提交。",
        ),
    ],
)
def test_what_is_missing(cast: Cast, state: str | None, facts: dict[str, Any], gap: str) -> None:
    if state:
        make.TrainingPlanFactory(street=cast.a.unit, state=state, due_on=day("06-30"), **facts)
    on = Counting.on()
    assert on.points("T8-1", cast.a.unit) == "0.0000"
    assert on.gap("T8-1", cast.a.unit) == gap


def test_nothing_is_missing_of_a_plan_in_time(cast: Cast) -> None:
    approved(cast.a.unit, "06-28", "06-28")
    approved(cast.b.unit, "07-08", "07-08")
    on = Counting.on()
    assert on.gap("T8-1", cast.a.unit) == ""
    assert on.gap("T8-1", cast.b.unit) == "迟 6 个工作日提交。"


def test_a_paper_waits_for_the_district_and_then_counts_from_its_day(cast: Cast) -> None:
    plan = on_paper(cast)
    with acting_on(day("09-10")):
        services.submit_plan(plan=plan, by=cast.actor("a_advisor"))
    before = Counting.on()
    reading = before.reading("T8-1", cast.a.unit)
    assert reading is not None
    assert (reading.is_waiting, before.points("T8-1", cast.a.unit)) == (True, "0.0000")
    with acting_on(day("09-18")):
        services.answer_plan(plan=plan, way="accept_paper", by=cast.actor("reviewer"))
    # Signed in March: in time, and met on that day.
    assert Counting.on().counts("T8-1", cast.a.unit) == (0, 1)
    assert Counting.on(day("03-15")).points("T8-1", cast.a.unit) == "2.0000"
    assert Counting.on(day("03-14")).counts("T8-1", cast.a.unit) is None
    fact = met_dates(Counting.on().question, ["training.plan_approved"])
    assert fact["training.plan_approved", cast.a.unit.code] == day("03-15")
    (row,) = measures["T8-1"].items_of(Counting.on().question, cast.a.unit.code)
    told = [column.value(row, cast.actor("reviewer")) for column in measures["T8-1"].columns]
    assert told == ["2024年培训方案", day("03-15"), day("03-15"), 0, "补录"]


def test_the_due_day_of_a_year(cast: Cast) -> None:
    from tests.assessment.counting import BOOK

    assert due_day(BOOK, 2024) == date(2024, 6, 30)
    assert due_day(BOOK, 2025) == date(2025, 3, 31)  # “以后各年3月31日”
    assert due_day(None, 2024) is None


# Writing --------------------------------------------------------------------------------------


def test_a_plan_begins_with_last_years(cast: Cast) -> None:
    before = make.TrainingPlanFactory(street=cast.a.unit, year=2023, measures="站长负责。")
    make.PlannedTrainingFactory(plan=before, month=4, topic="入户访谈", minutes=90)
    by = cast.actor("a_advisor")
    plan, is_new = services.begin_plan(street=cast.a.unit, year=2024, by=by)
    assert (is_new, plan.aims, plan.measures) == (True, before.aims, "站长负责。")
    (training,) = plan.trainings.all()
    assert (training.month, training.topic, training.minutes) == (4, "入户访谈", 90)
    assert services.begin_plan(street=cast.a.unit, year=2024, by=by) == (plan, False)
    assert before.trainings.count() == 1


def test_a_plan_is_of_this_year_or_the_next(cast: Cast) -> None:
    by = cast.actor("a_manager")
    with pytest.raises(ValidationError, match="只能编写2024年或2025年"):
        services.begin_plan(street=cast.a.unit, year=2026, by=by)
    with pytest.raises(PermissionDenied, match="由街镇自己编写"):
        services.begin_plan(street=cast.a.unit, year=2024, by=cast.actor("reviewer"))
    with pytest.raises(PermissionDenied):
        services.begin_plan(street=cast.b.unit, year=2024, by=by)


def save(plan: TrainingPlan, cast: Cast, *trainings: Planned, version: int = 1) -> bool:
    return services.save_plan(
        plan=plan,
        version=version,
        aims="会问会记。",
        measures="",
        trainings=trainings,
        by=cast.actor("a_advisor"),
    )


def test_the_table_is_kept_as_it_was_typed(cast: Cast) -> None:
    plan = make.TrainingPlanFactory(street=cast.a.unit)
    first = Planned(5, "政策解读", "supervision", 180)
    second = Planned(3, "岗前培训", "induction", 540, "新上岗顾问")
    third = Planned(5, "骨干交流", "peer_led", 90)
    assert save(plan, cast, first, second, third)
    plan.refresh_from_db()
    assert [one.topic for one in plan.trainings.order_by("month", "pk")] == [
        "岗前培训", "政策解读", "骨干交流",
    ]  # fmt: skip
    # The same again changes nothing, even from an older version.
    assert not save(plan, cast, first, second, third, version=1)
    assert save(plan, cast, third, first, version=plan.version)
    assert [one.topic for one in plan.trainings.order_by("month", "pk")] == ["骨干交流", "政策解读"]


def test_who_was_slower_overwrites_nothing(cast: Cast) -> None:
    plan = make.TrainingPlanFactory(street=cast.a.unit)
    assert save(plan, cast, Planned(5, "政策解读", "supervision", 180))
    with pytest.raises(ChangedMeanwhile):
        save(plan, cast, Planned(6, "另一场", "supervision", 90), version=1)
    assert [one.topic for one in plan.trainings.all()] == ["政策解读"]


def test_the_manager_may_approve_her_own_and_the_trail_says_so(cast: Cast) -> None:
    plan, by = ready(cast), cast.actor("a_manager")
    services.submit_plan(plan=plan, by=by)
    services.submit_plan(plan=plan, by=by)  # pressed twice
    plan = services.answer_plan(plan=plan, way="approve", by=by)
    assert (plan.submitted_on, plan.approved_on, plan.due_on) == (DAY, DAY, day("06-30"))
    lines = Entry.objects.filter(subject=f"trainingplan:{plan.pk}").order_by("id")
    assert [one.detail.get("transition") or one.detail.get("answer") for one in lines] == [
        "提交方案", "批准方案", "批准了自己提交的方案",
    ]  # fmt: skip


def test_a_return_wants_its_comment(cast: Cast) -> None:
    plan = ready(cast)
    services.submit_plan(plan=plan, by=cast.actor("a_advisor"))
    with pytest.raises(ValidationError, match="须写明意见"):
        services.answer_plan(plan=plan, way="return", comment=" ", by=cast.actor("a_manager"))
    by = cast.actor("a_manager")
    plan = services.answer_plan(plan=plan, way="return", comment="少骨干带训", by=by)
    assert (plan.state, plan.comment) == ("returned", "少骨干带训")
    plan = services.submit_plan(plan=plan, by=cast.actor("a_advisor"))
    assert services.withdraw_plan(plan=plan, by=cast.actor("a_advisor")).submitted_on is None


@pytest.mark.parametrize(
    ("paper_on", "words"),
    [
        (date(2024, 9, 21), "签批日期不能晚于今天。"),
        (date(2022, 12, 31), "2024年的方案，签批日期应在2023年或2024年。"),
    ],
)
def test_a_papers_day_is_likely(cast: Cast, paper_on: date, words: str) -> None:
    plan = ready(cast)
    with pytest.raises(ValidationError, match=words):
        services.note_paper(plan=plan, paper_on=paper_on, by=cast.actor("a_manager"))


def test_what_an_approved_plan_foresees_is_suggested_from_the_month_on(cast: Cast) -> None:
    plan = approved(cast.a.unit, "06-28", "06-28")
    for month in (8, 9, 12):
        make.PlannedTrainingFactory(plan=plan, month=month)
    make.PlannedTrainingFactory(plan=make.TrainingPlanFactory(street=cast.b.unit), month=10)
    months = [one.month for one in suggestions(cast.a.unit.code, DAY)]
    assert months == [9, 12]
    assert list(suggestions(cast.b.unit.code, DAY)) == []  # a draft foresees nothing yet


# Pages ----------------------------------------------------------------------------------------


def row(number: int, **cells: str) -> dict[str, str]:
    return {f"t{number}-{name}": value for name, value in cells.items()}


def typed(plan: TrainingPlan, *rows: dict[str, str], **more: str) -> dict[str, str]:
    data = {"aims": "会问会记。", "measures": "站长负责。", "version": str(plan.version), **more}
    for number, cells in enumerate(rows):
        data |= row(number, **cells)
    return data


def test_a_plan_is_written_in_class_hours_or_minutes(cast: Cast, sign_in) -> None:
    plan = make.TrainingPlanFactory(street=cast.a.unit)
    client, url = sign_in("a_advisor"), f"/training/plans/{plan.pk}/change/"
    training = {"month": "3", "topic": "岗前", "kind": "induction", "length": "4.4"}
    hours = {**training, "unit": "hours"}
    minutes = {**training, "topic": "督训", "length": "90分钟", "unit": "minutes"}
    dropped = {"topic": "不办了", "drop": "on"}
    answer = client.post(url, typed(plan, hours, {}, minutes, dropped, rows="4"))
    assert answer.status_code == 302, answer.content.decode()
    # 4.4 × 45 = 198
    kept = list(plan.trainings.order_by("pk").values_list("topic", "minutes"))
    assert kept == [("岗前", 198), ("督训", 90)]
    body = text_of(client, f"/training/plans/{plan.pk}/")
    assert ">4.4<" in body
    assert ">2.0<" in body
    # 288 minutes are 6.4 class hours.
    assert "合计 6.4 课时，每人全年不少于 12 课时（T8-4）。" in body
    assert "三类培训还缺日常督训、骨干带训（T8-3）。" in body


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"topic": "督训"}, "第1行没有填月份。"),
        ({"month": "3"}, "第1行没有填培训主题。"),
        ({"length": "1.03", "unit": "hours"}, "第1行的时长折成46.35分钟，不是整分钟"),
        ({"length": "81", "unit": "hours"}, ""),
        ({"length": "5000", "unit": "minutes"}, "第1行的时长一场培训不会超过80小时"),
        ({"length": "0", "unit": "hours"}, "时长应大于0。"),
        ({"length": "半天", "unit": "hours"}, "半天"),
    ],
)
def test_a_row_that_can_not_be_kept_says_why(
    cast: Cast, sign_in, cells: dict[str, str], words: str
) -> None:
    plan = make.TrainingPlanFactory(street=cast.a.unit)
    whole = {"month": "3", "topic": "督训", "kind": "supervision", "length": "2"}
    data = cells if len(cells) == 1 else {**whole, **cells}
    answer = sign_in("a_advisor").post(f"/training/plans/{plan.pk}/change/", typed(plan, data))
    assert answer.status_code == (200 if words else 302)
    assert words in answer.content.decode()
    assert PlannedTraining.objects.exists() == (not words)


def test_more_rows_without_a_script_lose_nothing(cast: Cast, sign_in) -> None:
    plan = make.TrainingPlanFactory(street=cast.a.unit)
    client, url = sign_in("a_advisor"), f"/training/plans/{plan.pk}/change/"
    body = client.post(url, typed(plan, {"topic": "督训"}, rows="3", do="more")).content.decode()
    assert 'name="t5-topic"' in body
    assert 'name="t6-topic"' not in body
    assert 'value="督训"' in body
    assert "errorsummary" not in body
    assert not plan.trainings.exists()


def test_who_was_slower_keeps_what_he_typed(cast: Cast, sign_in) -> None:
    plan = make.TrainingPlanFactory(street=cast.a.unit)
    save(plan, cast, Planned(5, "政策解读", "supervision", 180))
    data = typed(plan) | {"aims": "另一种目标"}
    answer = sign_in("a_manager").post(f"/training/plans/{plan.pk}/change/", data)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "刚有人保存过这份方案" in body
    assert "另一种目标" in body


def test_from_beginning_to_approval_through_the_browser(cast: Cast, sign_in) -> None:
    advisor, manager = sign_in("a_advisor"), sign_in("a_manager")
    assert "编写 2024 年方案" in text_of(advisor, "/training/plans/")
    advisor.post(f"/training/plans/begin/{cast.a.unit.code}/", {"year": "2024"})
    plan = TrainingPlan.objects.get()
    page = f"/training/plans/{plan.pk}/"
    assert "还没有写培训目标、保障措施、计划培训。写好再提交。" in text_of(advisor, page)
    whole = {"month": "10", "topic": "督训", "kind": "supervision", "length": "2"}
    advisor.post(f"{page}change/", typed(plan, whole))
    assert advisor.post(f"{page}submit/").status_code == 302
    assert "批准方案" not in text_of(advisor, page)
    returned = manager.post(f"{page}answer/", {"way": "return", "comment": ""})
    assert "退回须写明意见" in returned.content.decode()
    manager.post(f"{page}answer/", {"way": "return", "comment": "再加一场骨干带训"})
    assert "再加一场骨干带训" in text_of(advisor, page)
    advisor.post(f"{page}submit/")
    manager.post(f"{page}answer/", {"way": "approve"})
    plan.refresh_from_db()
    assert (plan.state, plan.approved_on, plan.approved_by) == ("approved", DAY, "a_manager")
    # The second press of the button.
    assert manager.post(f"{page}answer/", {"way": "approve"}).status_code == 302
    assert advisor.get(f"{page}change/").status_code == 403
    sheet = text_of(sign_in("a_community"), f"{page}sheet/")
    assert "2024年9月20日批准" in sheet


def test_a_paper_is_accepted_through_the_browser(cast: Cast, sign_in) -> None:
    plan, manager, reviewer = on_paper(cast), sign_in("a_manager"), sign_in("reviewer")
    page = f"/training/plans/{plan.pk}/"
    late = manager.post(f"{page}paper/", {"paper_on": "2024-09-21"})
    assert "签批日期不能晚于今天。" in late.content.decode()
    manager.post(f"{page}submit/")
    assert "批准方案" not in text_of(manager, page)
    assert "认可补录" in text_of(reviewer, page)
    reviewer.post(f"{page}answer/", {"way": "accept_paper"})
    plan.refresh_from_db()
    assert (plan.approved_on, plan.paper_accepted_on) == (day("03-15"), DAY)


def test_the_district_sees_every_street_of_the_year(cast: Cast, sign_in) -> None:
    plan = approved(cast.a.unit, "07-01", "07-02")
    make.PlannedTrainingFactory(plan=plan, minutes=539)
    body = text_of(sign_in("reviewer"), "/training/plans/")
    assert "迟1个工作日完成" in body
    assert ">11.9<" in body
    assert body.count("还没有编写") == 1
    assert "待批准" in text_of(sign_in("reviewer"), "/training/plans/?as_of=2024-07-01")


def test_a_communitys_advisor_reads_the_approved_plan_alone(cast: Cast, sign_in) -> None:
    plan = make.TrainingPlanFactory(street=cast.a.unit)
    client = sign_in("a_community")
    assert "还没有年度培训方案" in text_of(client, "/training/plans/")
    text_of(client, f"/training/plans/{plan.pk}/", status=404)
    plan.state, plan.submitted_on, plan.approved_on = "approved", DAY, DAY
    plan.save()
    assert plan.aims in text_of(client, f"/training/plans/{plan.pk}/")
    assert sign_in("b_community").get(f"/training/plans/{plan.pk}/").status_code == 404


def test_what_waits_for_whom(cast: Cast, rf) -> None:
    def titles(name: str) -> list[str]:
        request = rf.get("/")
        request.actor, request.asked_day = cast.actor(name), None
        return [one.title for one in waiting_for(request) if "24年培训方案" in one.title]

    plan = ready(cast)
    assert titles("a_advisor") == ["2024年培训方案待提交"]
    services.submit_plan(plan=plan, by=cast.actor("a_advisor"))
    assert titles("a_advisor") == []
    assert titles("a_manager") == [f"{cast.a.unit.name}2024年培训方案待批准"]
    assert titles("reviewer") == titles("b_manager") == []
    services.withdraw_plan(plan=plan, by=cast.actor("a_advisor"))
    TrainingPlan.objects.update(state="submitted", submitted_on=DAY, paper_on=day("03-15"))
    assert titles("reviewer") == [f"{cast.a.unit.name}2024年培训方案待批准"]
    assert titles("a_manager") == []


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    plan = ready(cast)

    def add() -> None:
        for year in range(2010, 2020):
            make.PlannedTrainingFactory(plan=make.TrainingPlanFactory(
                street=cast.b.unit, year=year))  # fmt: skip
            make.PlannedTrainingFactory(plan=plan)

    for name, url in (
        ("reviewer", "/training/plans/"),
        ("a_manager", f"/training/plans/{plan.pk}/"),
        ("a_manager", f"/training/plans/{plan.pk}/change/"),
    ):
        assert costs_the_same(sign_in(name), url, add)
        TrainingPlan.objects.filter(year__lt=2024).delete()


def test_streets_without_a_plan_cost_nothing_more(cast: Cast, sign_in) -> None:
    def add() -> None:
        for number in range(5):
            make.StreetFactory(code=f"310107{300 + number}")

    assert costs_the_same(sign_in("reviewer"), "/training/plans/", add)


def test_what_waits_is_found_in_one_query(cast: Cast, rf) -> None:
    ready(cast)
    request = rf.get("/")
    request.actor, request.asked_day = cast.actor("a_manager"), None
    with CaptureQueriesContext(connection) as captured:
        assert len(list(plans_waiting(request))) == 1
    assert len([one for one in captured if "training_trainingplan" in one["sql"]]) == 1
