"""What the review page shows: the parts on the left, one in the middle, what it is held against."""

from typing import Any

from accounts.drafts import fields_of, kept
from core.parts import Link
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from core.workdays import workday_after
from evidence.subjects import key_of
from orgs.models import Unit
from plans.clocks import clocks_of
from plans.enums import PartKind, PlanForm, PlanState
from plans.forms.reviewing import RETURN_WORKDAYS, AnswerForm
from plans.models import ConstructionPlan, PlanVersion
from plans.parts import PARTS
from plans.policies import may_accept_paper
from plans.reviewing import (
    ACCEPTED,
    RETURNED,
    WAITING,
    Review,
    communities_in,
    coverage_of,
    marked_part,
    other_part,
    references_of,
    seen_of,
)
from plans.schema import Part
from plans.selectors import current_version
from plans.standings import due_day
from standards.asked import asked
from stations.naming import name_check_of_point


def page_of(
    request: ActorRequest, review: Review, kind: str, form: AnswerForm | None = None
) -> dict[str, Any]:
    """Everything on the page, in a fixed number of queries."""
    plan, part = review.plan, PARTS[kind]
    references = list(references_of(request.actor, plan))
    other = _other(request, references)
    codes = [plan.street_id, *([other[0].street_id] if other else [])]
    communities = communities_in(codes)
    names = {one.pk: one.short_name for one in communities}
    before, after = review.beside(kind)
    draft_on = None
    if form is None and review.is_asked(kind):
        form, draft_on = _form(request, review, kind)
    return {
        "plan": plan,
        "review": review,
        "version": review.version,
        "title": f"{plan.street.name} · 建设方案",
        "purpose": _purpose(review),
        "clocks": clocks_of(plan, review.versions, review.day, _first_due(request, plan)),
        "day": review.day,
        "steps": [
            (PARTS[one], _url(request, review, one), review.state_of(one), one == kind)
            for one in review.parts
        ],
        "part": part,
        "marked": marked_part(review, kind, request.actor, names),
        "coverage": coverage_of(review, communities) if kind == PartKind.LAYOUT else None,
        "point_names": _point_names(communities) if kind == PartKind.LAYOUT else {},
        "clauses": _clauses(request, part),
        "earlier": review.earlier(kind),
        "given": review.given.get(kind),
        "form": form,
        "draft_on": draft_on,
        "seen": seen_of(review.given.get(kind)),
        "refused": "",
        "proposed_due_on": workday_after(review.day, RETURN_WORKDAYS),
        "previous_url": _url(request, review, before) if before else "",
        "next_url": _url(request, review, after) if after else "",
        "references": [
            (one, here(request, beside=one.pk), bool(other and other[0] == one))
            for one in references
        ],
        "other": other and _read(request, other, kind, names),
        "close_other": here(request, beside=""),
        "colleagues": review.others(request.actor.username).items(),
        "subject_key": key_of("plan", plan) if plan.form == PlanForm.UPLOADED else "",
        "may_accept_paper": plan.paper_on
        and not plan.paper_accepted_on
        and may_accept_paper(request.actor, plan),
        "is_approved": plan.state == PlanState.APPROVED,
        "is_of_today": asked(request).is_default,
        "crumbs": [Link("建设方案", address(request, "plans:list")), Link(plan.street.name)],
    }


def _form(request: ActorRequest, review: Review, kind: str) -> tuple[AnswerForm, Any]:
    """The form as it is first shown: what was typed and not sent, else what was answered."""
    there = review.given.get(kind)
    comment = there.comment if there else ""
    path = address(request, "plans:review-part", review.plan.pk, kind).partition("?")[0]
    draft = kept(request.actor.user_id, path)
    if draft is not None:
        comment = "".join((fields_of(draft) or {}).get("comment", [comment]))
    return AnswerForm(initial={"comment": comment}), draft.saved_at if draft else None


def _purpose(review: Review) -> str:
    if review.version is None:
        return "街镇正在起草，报送之后区里才能看到内容。"
    return (
        f"逐部分审核。{len(review.parts)} 个部分：{review.count(ACCEPTED)} 个已接受，"
        f"{review.count(RETURNED)} 个退回，{review.count(WAITING)} 个待审。"
    )


def _first_due(request: ActorRequest, plan: ConstructionPlan) -> Any:
    return due_day(asked(request).book, plan.year)


def _clauses(request: ActorRequest, part: Part) -> list[Any]:
    """The clauses a part answers, in their own words."""
    book = asked(request).book
    known = {clause.code: clause for clause in book.clauses} if book else {}
    return [known[code] for code in part.clauses if code in known]


def _point_names(communities: list[Unit]) -> dict[str, str]:
    """Community → the name its point will carry."""
    return {one.pk: name_check_of_point(one).right for one in communities}


def _other(
    request: ActorRequest, references: list[ConstructionPlan]
) -> tuple[ConstructionPlan, PlanVersion] | None:
    """The plan to be read beside, and its version."""
    wanted = request.GET.get("beside", "")
    found = next((one for one in references if str(one.pk) == wanted), None)
    version = current_version(found) if found else None
    return (found, version) if found and version else None


def _read(
    request: ActorRequest,
    other: tuple[ConstructionPlan, PlanVersion],
    kind: str,
    names: dict[str, str],
) -> dict[str, Any]:
    plan, version = other
    return {
        "plan": plan,
        "version": version,
        "marked": other_part(version, kind, plan.street_id, request.actor, names),
    }


def _url(request: ActorRequest, review: Review, kind: str) -> str:
    """A part, with what is read beside it staying there."""
    beside = request.GET.get("beside", "")
    return address(request, "plans:review-part", review.plan.pk, kind, beside=beside)
