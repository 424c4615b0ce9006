"""The certificate for the year's class hours (T8-4), as a PDF to print and stamp."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from advisors.models import Advisor
from core.typesetting import CONTENT_TYPE
from core.web import ActorRequest, actor_required
from standards.asked import question_of
from training.hours.certificates import certify
from training.hours.policies import may_certify
from training.hours.selectors import hours_of, own_hours
from training.permissions import TrainingPermission


@actor_required(TrainingPermission.VIEW)
@require_GET
def hours_certificate(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One advisor's certificate as of the day; 403 with the reason while hours are owed."""
    question = question_of(request)
    advisor = get_object_or_404(
        Advisor.objects.visible_to(request.actor).select_related("street"), pk=pk
    )
    hours = own_hours(advisor, hours_of(advisor, question), question)
    may_certify(request.actor, advisor, hours).enforce()
    content = certify(advisor=advisor, hours=hours, question=question, by=request.actor)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = f"培训课时证明-{question.cycle_start.year}.pdf"
    disposition = content_disposition_header(as_attachment=False, filename=name)
    response.headers["Content-Disposition"] = disposition or "inline"
    return response
