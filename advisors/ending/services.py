"""The writers of the end of a service."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.ending.policies import may_end, may_take_back
from advisors.ending.spans import Ended, end_spans, resume_spans
from advisors.enums import Status
from advisors.lines import locked_file, write_down
from advisors.models import Advisor, Assignment, Post
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile


@transaction.atomic
def end_service(*, advisor: Advisor, version: int, ended_on: date, reason: str, by: Actor) -> Ended:
    """Fix the last day in post, and end with it what runs on (communities, posts, duty).

    She counts on that day, and no more on the next. Raises ChangedMeanwhile where `version` is
    no longer the latest.
    """
    held = locked_file(advisor, by, may_end)
    if version != held.version:
        raise ChangedMeanwhile
    if ended_on < held.started_on:
        words = f"最后一天 {ended_on} 早于上岗日期 {held.started_words}，请核对。"
        raise ValidationError({"ended_on": words})
    _refuse_before_what_began(held, ended_on)
    held.ended_on, held.end_reason = ended_on, reason
    # An undated leave stays told: it kept her from counting on the days before.
    if held.status == Status.ACTIVE and ended_on < portal_day():
        held.status = Status.LEFT
    held.save()
    ended = end_spans([held.pk])
    write_down(
        by,
        Entry.Action.CHANGED,
        held,
        fields=["ended_on", "end_reason"],
        assignments=ended.assignments,
        posts=ended.posts,
        shifts=ended.shifts,
    )
    return ended


@transaction.atomic
def take_back(*, advisor: Advisor, version: int, by: Actor) -> None:
    """Back in post: the service was ended by mistake. Duty that went with it is made anew."""
    held = locked_file(advisor, by, may_take_back)
    if version != held.version:
        raise ChangedMeanwhile
    ended_on = held.ended_on
    held.ended_on, held.end_reason = None, ""
    if held.status == Status.LEFT:
        held.status = Status.ACTIVE
    held.save()
    resume_spans(held, ended_on)
    write_down(by, Entry.Action.CHANGED, held, fields=["ended_on", "end_reason"])


def _refuse_before_what_began(advisor: Advisor, ended_on: date) -> None:
    """What has begun since would go without a trace, and taking the end back would not bring it."""
    for model in (Assignment, Post):
        since = model.objects.filter(advisor=advisor, starts_on__gt=ended_on)
        begun = since.filter(starts_on__lte=portal_day()).order_by("starts_on").first()
        if begun is not None:
            what = model._meta.verbose_name
            words = (
                f"{begun.starts_on} 开始的{what}晚于这一天；请核对日期，登记错了的{what}请先去掉。"
            )
            raise ValidationError({"ended_on": words})
