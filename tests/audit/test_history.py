"""History is kept by the database: whatever changes a fact, by whatever way, leaves a row."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import InternalError, connection, models, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from advisors.models import (
    Advisor,
    Assignment,
    DutyRule,
    DutyShift,
    DutyTurn,
    Leave,
    PartnerContract,
    Post,
    StarRating,
    Transfer,
    VolunteerGroup,
)
from audit.history import told_as
from audit.middleware import HistoryMiddleware
from casework.models import (
    Application,
    Care,
    CaseConference,
    CloudLayout,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
    Consultation,
    Handover,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Lead,
    Listing,
    MeansSurvey,
    Member,
    Need,
    NeedsAssessment,
    NeedsSurvey,
    PlanStep,
    Referral,
    SatisfactionSurvey,
    ServiceRecord,
    StuckCase,
    SupportPlan,
    Visit,
    VisitCompanion,
)
from core.sealing import SealBroken
from evidence.models import Evidence, Proof
from orgs.models import HukouPopulation, Unit, UnitChange
from plans.models import (
    ConstructionPlan,
    LeadershipGroup,
    LeadershipMeeting,
    PartAnswer,
    PlanPart,
    PlanVersion,
)
from reminders.models import Reminder
from resources.models import Place, Provider, Resource, ResourceArea
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
from tests import factories as make
from tests.cast import Cast
from tests.test_factories import FACTORIES
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

pytestmark = pytest.mark.django_db

# The facts whose history is kept, each with a column to change.
CHANGES: dict[type[models.Model], tuple[str, Any]] = {
    Unit: ("source", "民政局"),
    HukouPopulation: ("source", "公安"),
    UnitChange: ("note", "文件后补"),
    Station: ("lead_name", "胡站长二"),
    StationEquipment: ("count", 9),
    StationZone: ("label", "母婴区"),
    ServicePoint: ("lead_name", "张点长二"),
    Advisor: ("note", "借调"),
    Assignment: ("ends_on", date(2024, 8, 31)),
    StarRating: ("basis", "考核"),
    TrainingSession: ("place", "三楼"),
    Attendance: ("minutes", 45),
    Leave: ("ends_on", date(2024, 7, 5)),
    Post: ("duties", "会商协调"),
    Transfer: ("reason", "工作需要"),
    PartnerContract: ("service", "心理疏导"),
    VolunteerGroup: ("persons", 20),
    DutyRule: ("days", "every_day"),
    DutyTurn: ("place", 5),
    DutyShift: ("note", "代班"),
    Enrolment: ("enrolled_by", "manager"),
    Correction: ("reason", "登记有误"),
    HoursReminder: ("text", "请尽快报名。"),
    Course: ("syllabus", "怎样倾听"),
    Material: ("title", "讲义第二版"),
    Trainer: ("basis", "区级认定"),
    TrainingPlan: ("aims", "人人达标"),
    PlannedTraining: ("topic", "入户访谈"),
    ConstructionPlan: ("paper_accepted_on", date(2024, 5, 6)),
    PlanPart: ("saved_by", "advisor"),
    PlanVersion: ("reviewed_by", "reviewer"),
    PartAnswer: ("comment", "地址写到门牌号"),
    LeadershipGroup: ("lead_title", "副书记"),
    LeadershipMeeting: ("decisions", "月底前选址"),
    Evidence: ("note", "大门左侧"),
    Proof: ("tag", "logo"),
    Reminder: ("text", "请尽快报送"),
    WallText: ("text", "先问后办"),
    Leaflet: ("title", "救助一本通"),
    ServiceList: ("services", ["visiting"]),
    StreetMilestone: ("note", "等验收"),
    DelayRequest: ("answer", "同意"),
    SelfCheck: ("note", "已整改"),
    Household: ("note", "独居"),
    Listing: ("ends_on", date(2024, 8, 31)),
    HouseholdCategory: ("ends_on", date(2024, 8, 31)),
    HouseholdTier: ("visits_per_quarter", 2),
    Member: ("relation", "parent"),
    Care: ("ends_on", date(2024, 8, 31)),
    Visit: ("mode", "phone"),
    VisitCompanion: ("advisor_id", UUID(int=1)),
    Need: ("category", "education"),
    Lead: ("answer", "已列入名册"),
    NeedsSurvey: ("summary", "老人多"),
    MeansSurvey: ("income", 1800),
    NeedsAssessment: ("level", "high"),
    Consultation: ("question_type", "needs"),
    Application: ("kind", "medical"),
    ServiceRecord: ("given_on", date(2024, 8, 31)),
    CloudLayout: ("matched_by", "a_admin"),
    Provider: ("name", "乐助社工中心"),
    Resource: ("capacity_unit", "人次"),
    ResourceArea: ("community_id", "310107017009"),
    Place: ("given_back_on", date(2024, 9, 5)),
    Referral: ("consent", "written"),
    Handover: ("clerk", "窗口乙"),
    StuckCase: ("blocker", "policy"),
    CaseConference: ("place", "二楼"),
    ConferenceParticipant: ("organisation", "司法所"),
    ConferenceCase: ("outcome", "unsolved"),
    ConferenceAction: ("due_on", date(2024, 9, 20)),
    SupportPlan: ("opened_on", date(2024, 9, 3)),
    PlanStep: ("who", "司法所"),
    SatisfactionSurvey: ("satisfied", 39),
}
EVENTS = {
    model.pgh_tracked_model: model
    for model in apps.get_models()
    if hasattr(model, "pgh_tracked_model")
}


# Without the rows that hang on it, for the row is deleted by hand.
BARE: dict[type[models.Model], dict[str, bool]] = {Household: {"listed_on": False, "head": False}}


def made(model: type[models.Model]) -> Any:
    factory = next(one for one in FACTORIES if one._meta.model is model)
    return factory(**BARE.get(model, {}))


def told(model: type[models.Model], key: Any) -> list[str]:
    """What the history says happened to a row."""
    events = EVENTS[model].objects.filter(pgh_obj_id=key).order_by("pgh_id")
    return list(events.values_list("pgh_label", flat=True))


def execute(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_these_models_have_a_history() -> None:
    assert set(EVENTS) == set(CHANGES)


@pytest.mark.parametrize("model", CHANGES, ids=lambda model: model.__name__)
def test_changes_by_objects_by_update_and_by_raw_sql_are_all_kept(
    model: type[models.Model],
) -> None:
    row = made(model)
    column, value = CHANGES[model]
    old = getattr(row, column)
    table, key = model._meta.db_table, model._meta.pk.column
    model.objects.filter(pk=row.pk).update(**{column: value})
    execute(f'UPDATE {table} SET "{column}" = %s WHERE "{key}" = %s', old, row.pk)  # noqa: S608
    row.refresh_from_db()
    setattr(row, column, value)
    row.save()
    execute(f'DELETE FROM {table} WHERE "{key}" = %s', row.pk)  # noqa: S608
    assert told(model, row.pk) == ["insert", "update", "update", "update", "delete"]
    events = EVENTS[model].objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    assert [getattr(event, column) for event in events] == [old, value, old, value, value]


def test_bulk_rows_are_kept_one_by_one() -> None:
    street = make.StreetFactory()
    rows = HukouPopulation.objects.bulk_create(
        HukouPopulation(unit=street, persons=n, as_of=date(2000 + n, 1, 1)) for n in range(20)
    )
    for row in rows:
        row.persons += 1
    HukouPopulation.objects.bulk_update(rows, ["persons"])
    HukouPopulation.objects.filter(unit=street).delete()
    for row in rows:
        assert told(HukouPopulation, row.pk) == ["insert", "update", "delete"]


def test_a_save_that_changes_nothing_leaves_no_row() -> None:
    row = make.HukouPopulationFactory()
    row.save()
    assert told(HukouPopulation, row.pk) == ["insert"]


def test_what_is_rolled_back_was_never_told() -> None:
    row = make.HukouPopulationFactory()
    with transaction.atomic():
        HukouPopulation.objects.update(persons=1)
        transaction.set_rollback(True)
    assert told(HukouPopulation, row.pk) == ["insert"]


@pytest.mark.parametrize("model", CHANGES, ids=lambda model: model.__name__)
def test_history_is_only_added_to(model: type[models.Model]) -> None:
    made(model)
    events = EVENTS[model]
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        events.objects.update(pgh_label="insert")
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        execute(f"DELETE FROM {events._meta.db_table}")  # noqa: S608


def test_history_holds_phones_sealed_to_the_persons_row() -> None:
    advisor = make.AdvisorFactory(phone="13812345678")
    event = EVENTS[Advisor].objects.get(pgh_obj_id=advisor.pk)
    assert bytes(event.phone_sealed) == bytes(advisor.phone_sealed)
    other = make.AdvisorFactory()
    other.phone_sealed = event.phone_sealed
    with pytest.raises(SealBroken):
        _ = other.phone
    advisor.phone_sealed = event.phone_sealed
    assert advisor.phone == "13812345678"


def context_of(row: Any) -> dict[str, Any] | None:
    """The facts beside the last change of a row."""
    events = EVENTS[type(row)].objects.filter(pgh_obj_id=row.pk)
    context = events.order_by("-pgh_id")[0].pgh_context
    return context.metadata if context else None


def test_a_change_in_a_request_names_the_actor_in_plain_values(cast: Cast) -> None:
    row = HukouPopulation.objects.get(unit=cast.a.unit)

    def view(request: Any) -> HttpResponse:
        HukouPopulation.objects.filter(pk=row.pk).update(persons=1)
        return HttpResponse()

    request = RequestFactory().post("/anything/13812345678/")
    request.actor = cast.actor("a_admin")
    HistoryMiddleware(view)(request)
    assert context_of(row) == {"username": "a_admin", "role": "data_admin", "unit": "310107017"}


def test_a_change_on_a_page_is_marked_by_the_middleware_in_the_settings(
    cast: Cast, sign_in
) -> None:
    client: Client = sign_in("district_admin")
    row = HukouPopulation.objects.get(unit=cast.a.unit)
    answer = client.post(
        f"/admin/orgs/hukoupopulation/{row.pk}/change/",
        {"unit": row.unit_id, "persons": 5, "as_of": row.as_of, "source": row.source},
    )
    assert answer.status_code == 302
    assert context_of(row) == {
        "username": "district_admin",
        "role": "data_admin",
        "unit": "310107",
    }


def test_a_change_outside_any_request_names_nobody() -> None:
    assert context_of(make.HukouPopulationFactory()) is None


def test_facts_mark_what_happens_inside_them_alone() -> None:
    before = make.HukouPopulationFactory()
    with told_as(batch="1"):
        inside = make.HukouPopulationFactory()
    after = make.HukouPopulationFactory()
    assert [context_of(row) for row in (before, inside, after)] == [None, {"batch": "1"}, None]
