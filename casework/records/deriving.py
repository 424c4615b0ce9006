"""What visits, referrals, conferences and the like are as services (T7-1, T7-2, T7-7).

Nobody types a service record: each is written here out of what was done, and written anew when
that is changed. A service by an advisor of the street's station counts for the station, one by
an advisor of a community for the community.

A handover writes none: the application behind it writes its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advisors.enums import Level
from advisors.models import Advisor
from casework.enums import (
    ConferenceState,
    Deed,
    PlanState,
    QuestionType,
    ReferralState,
    ServiceType,
    Settlement,
    StationDuty,
    StuckState,
    SupportType,
)
from casework.models import (
    Application,
    CaseConference,
    Consultation,
    MeansSurvey,
    Need,
    NeedsSurvey,
    Referral,
    ServiceRecord,
    StuckCase,
    SupportPlan,
    Visit,
)

# What a tick on a visit is as a service of the station, and of a community.
_DUTIES = {
    Deed.POLICY_GUIDANCE: StationDuty.POLICY_ADVICE,
    Deed.RESOURCE_LINKAGE: StationDuty.RESOURCE_LINKAGE,
}
_SUPPORTS = {
    Deed.POLICY_GUIDANCE: SupportType.POLICY_GUIDANCE,
    Deed.RESOURCE_LINKAGE: SupportType.RESOURCE_LINKAGE,
}
# What an answer to one of the four asks is.
_ANSWERS = {
    QuestionType.POLICY: ServiceType.POLICY_GUIDANCE,
    QuestionType.EXPERTISE: ServiceType.POLICY_GUIDANCE,
    QuestionType.NEEDS: ServiceType.RESOURCE_LINKAGE,
    QuestionType.SPECIAL: ServiceType.EMOTIONAL_SUPPORT,
}
# Nobody was linked with anything.
_UNLINKED = (ReferralState.REJECTED, ReferralState.REVOKED)
Origin = (
    Visit
    | Consultation
    | Application
    | MeansSurvey
    | NeedsSurvey
    | Referral
    | Need
    | StuckCase
    | CaseConference
    | SupportPlan
)


def write_records(origins: Sequence[Origin]) -> None:
    """Write the service records of things of one kind anew; of void visits, and drafts, none.

    Two queries, however many things there are; the level of their advisors must be at hand
    (`select_related("advisor")`, of a need `"settled_advisor"`).
    """
    if not origins:
        return
    origin = _origin_of(origins[0])
    ServiceRecord.objects.filter(**{f"{origin}__in": [one.pk for one in origins]}).delete()
    ServiceRecord.objects.bulk_create(records_of(origins), batch_size=2000)


def records_of(origins: Iterable[Origin]) -> Iterator[ServiceRecord]:
    """What these are as services, not saved yet."""
    for one in origins:
        match one:
            case Visit():
                yield from _of_visit(one)
            case Consultation():
                yield from _of_consultation(one)
            case Application():
                yield from _of_application(one)
            case MeansSurvey():
                yield _record(
                    one,
                    _unit_of(one.advisor, one.community_id),
                    one.surveyed_on,
                    service_type=ServiceType.MEANS_SURVEY,
                )
            case NeedsSurvey():
                if one.submitted_on:
                    yield _record(
                        one,
                        one.community_id,
                        one.submitted_on,
                        service_type=ServiceType.VISITING,
                    )
            case Referral() | Need() | StuckCase() | CaseConference() | SupportPlan():
                yield from _of_what_is_done_together(one)


def _origin_of(one: Origin) -> str:
    names = {
        Visit: "visit",
        Consultation: "consultation",
        Application: "application",
        MeansSurvey: "means_survey",
        NeedsSurvey: "needs_survey",
        Referral: "referral",
        Need: "need",
        StuckCase: "stuck_case",
        CaseConference: "conference",
        SupportPlan: "support_plan",
    }
    return names[type(one)]


def _unit_of(advisor: Advisor, community: str) -> str:
    """For whom an advisor's service counts: her community, or the street's station."""
    return community if advisor.level == Level.COMMUNITY else community[:9]


def _of_visit(visit: Visit) -> Iterator[ServiceRecord]:
    if visit.voided_at is not None:
        return
    unit = _unit_of(visit.advisor, visit.community_id)
    yield _service(
        visit, unit, visit.visited_on, ServiceType.VISITING, "", SupportType.DAILY_CONTACT
    )
    done = {Deed(one) for one in visit.deeds}
    for deed in Deed:
        if deed in done:
            kind = ServiceType(deed.value)
            duty, support = _DUTIES.get(deed, ""), _SUPPORTS.get(deed, "")
            yield _service(visit, unit, visit.visited_on, kind, duty, support)


def _of_consultation(one: Consultation) -> Iterator[ServiceRecord]:
    kind = _ANSWERS[QuestionType(one.question_type)]
    duty = {
        ServiceType.POLICY_GUIDANCE: StationDuty.POLICY_ADVICE,
        ServiceType.RESOURCE_LINKAGE: StationDuty.RESOURCE_LINKAGE,
    }.get(kind, "")
    support = {
        ServiceType.POLICY_GUIDANCE: SupportType.POLICY_GUIDANCE,
        ServiceType.RESOURCE_LINKAGE: SupportType.RESOURCE_LINKAGE,
    }.get(kind, SupportType.DAILY_CONTACT)
    yield _service(one, one.unit_id, one.asked_on, kind, duty, support)


def _of_application(one: Application) -> Iterator[ServiceRecord]:
    """Taken in by the station; a community makes it for somebody, or it is none of its work."""
    if len(one.unit_id) == 9:
        yield _record(
            one, one.unit_id, one.submitted_on, station_duty=StationDuty.APPLICATION_INTAKE
        )
    elif one.is_assisted:
        yield _record(
            one, one.unit_id, one.submitted_on, support_type=SupportType.ASSISTED_APPLICATION
        )


def _of_what_is_done_together(
    one: Referral | Need | StuckCase | CaseConference | SupportPlan,
) -> Iterator[ServiceRecord]:
    """A need referred or met by an advisor herself, a matter heard, a case conferred or planned.

    What did not come about (rejected, revoked, withdrawn, cancelled, not held yet) is none.
    """
    match one:
        case Referral() if one.state not in _UNLINKED:
            yield _service(
                one,
                _unit_of(one.advisor, one.community_id),
                one.offered_on,
                ServiceType.RESOURCE_LINKAGE,
                StationDuty.RESOURCE_LINKAGE,
                SupportType.RESOURCE_LINKAGE,
            )
        case Need() if one.settlement == Settlement.OWN_SERVICE:
            # Where nobody is named, it was given where the need is.
            advisor = one.settled_advisor
            unit = _unit_of(advisor, one.community_id) if advisor else one.community_id
            yield _record(one, unit, one.settled_on, service_type=one.own_service)
        case StuckCase() if one.state != StuckState.WITHDRAWN:
            yield _service(
                one,
                one.unit_id,
                one.received_on,
                ServiceType.POLICY_GUIDANCE,
                StationDuty.POLICY_ADVICE,
                SupportType.POLICY_GUIDANCE,
            )
        case CaseConference() if one.state == ConferenceState.HELD:
            yield _record(
                one, one.street_id, one.held_on, service_type=ServiceType.COMMUNITY_SUPPORT
            )
        case SupportPlan() if one.state != PlanState.CANCELLED:
            yield _record(
                one,
                _unit_of(one.advisor, one.community_id),
                one.opened_on,
                service_type=ServiceType.COMMUNITY_SUPPORT,
            )


def _service(
    one: Origin, unit: str, day: Any, kind: ServiceType, duty: str, support: str
) -> ServiceRecord:
    """One of the six kinds, with what it is for a station, or for a community."""
    if len(unit) == 9:
        return _record(one, unit, day, service_type=kind, station_duty=duty)
    return _record(one, unit, day, service_type=kind, support_type=support)


def _record(one: Origin, unit: str, day: Any, **kinds: str) -> ServiceRecord:
    by = one.settled_advisor_id if isinstance(one, Need) else getattr(one, "advisor_id", None)
    return ServiceRecord(
        unit_id=unit,
        given_on=day,
        advisor_id=by,
        **{f"{_origin_of(one)}_id": one.pk},
        **kinds,
    )
