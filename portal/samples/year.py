"""The year of 2024 as it might have gone: plans written, reviewed and returned, photos handed in.

Each act counts from the day on which it would have been done (`core.clock.acting_on`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from core.actor import Actor
from core.clock import acting_on
from core.permissions import Role
from evidence.models import Evidence, Proof
from evidence.services import accept, hand_in, refuse
from orgs.models import Unit
from plans.enums import PartKind, PartState
from plans.models import ConstructionPlan
from plans.parts import PARTS, tidy
from plans.samples import sample_content
from plans.services import (
    add_meeting,
    answer_part,
    begin_plan,
    begin_review,
    finish_review,
    publish_plan,
    save_part,
    submit_plan,
)
from portal.samples.actors import sample_actor
from portal.samples.pictures import drawn_photo
from standards.asked import ask
from stations import tags
from stations.enums import StationKind
from stations.models import ServicePoint, Station

YEAR = 2024


@dataclass(frozen=True)
class Story:
    """How a street's plan went: when each act was done, None for what was not.

    A plan with `again` was returned first, due again by then; one with `answered` was approved.
    """

    handed_in: date | None
    returned: date | None = None
    due_again: date | None = None
    again: date | None = None
    begun: date | None = None
    answered: date | None = None

    @property
    def leaves_out(self) -> int:
        """Communities that its first layout list lacks."""
        return 3 if self.returned else 0


IN_TIME = Story(date(YEAR, 4, 26), answered=date(YEAR, 5, 8))
AFTER_A_RETURN = Story(
    date(YEAR, 4, 30),
    returned=date(YEAR, 5, 8),
    due_again=date(YEAR, 5, 15),
    again=date(YEAR, 5, 16),
    answered=date(YEAR, 5, 22),
)
WAITING = Story(date(YEAR, 9, 13))
IN_REVIEW = Story(
    date(YEAR, 8, 28),
    returned=date(YEAR, 9, 6),
    due_again=date(YEAR, 9, 13),
    again=date(YEAR, 9, 13),
    begun=date(YEAR, 9, 18),
)
RETURNED = Story(date(YEAR, 9, 5), returned=date(YEAR, 9, 13), due_again=date(YEAR, 9, 24))
DRAFT = Story(None)
# Of the ten streets in the order of their codes; the last has not begun.
STORIES = (
    IN_TIME,
    AFTER_A_RETURN,
    WAITING,
    IN_TIME,
    IN_REVIEW,
    AFTER_A_RETURN,
    RETURNED,
    IN_TIME,
    DRAFT,
    None,
)
COMMENTS = {
    PartKind.LAYOUT: "布点清单少了几个居村，请对照名单补齐地址和日期。",
    PartKind.MONEY: "请把督导经费单列，说明里写清用途。",
}
# What the photos of a station show; the last one is refused, the one before it waits.
SHOWN = (
    [tags.OUTDOOR_PLAQUE, tags.LOGO],
    [tags.INDOOR_PLAQUE],
    [tags.PREMISES, tags.WORKSPACE],
    [tags.PREMISES],
    [*tags.WALLS.values()],
    [tags.LEAFLETS],
    [tags.CONTACT_NOTICE],
)
POINTS_WITH_SIGNS = 2


def live_the_year() -> Iterator[str]:
    """Plans of the ten streets and photos of their sites; a line of progress for each.

    Nothing happens where there are plans already, or no standard that says when they are due.
    """
    if ConstructionPlan.objects.exists() or ask(None).book is None:
        return
    streets = list(Unit.objects.streets().order_by("code"))
    for street, story in zip(streets, STORIES, strict=False):
        if story is not None:
            _live_plan(street, story)
    yield f"建设方案：{ConstructionPlan.objects.count()} 份"
    numbers = count(1)
    for place, street in enumerate(streets):
        _take_photos(street, place, numbers)
    yield f"照片：{Evidence.objects.count()} 张，待审 {Proof.objects.waiting().count()} 项"


def _live_plan(street: Unit, story: Story) -> None:
    manager, reviewer = (
        sample_actor(Role.STREET_MANAGER, street.pk),
        sample_actor(Role.DISTRICT_REVIEWER),
    )
    with acting_on(date(YEAR, 3, 20)):
        plan, _ = begin_plan(street=street, year=YEAR, by=manager)
        _write(plan, street, manager, leave_out=story.leaves_out)
    if story.handed_in:
        with acting_on(story.handed_in):
            submit_plan(plan=plan, by=manager)
    if story.returned:
        _review(plan, story.returned, reviewer, COMMENTS, story.due_again)
    if story.again:
        with acting_on(story.again):
            _write(plan, street, manager, only=COMMENTS)
            submit_plan(plan=plan, by=manager)
    if story.begun:
        with acting_on(story.begun):
            begin_review(plan=plan, by=reviewer)
    if story.answered:
        _review(plan, story.answered, reviewer)
        with acting_on(story.answered):
            publish_plan(plan=plan, is_published=True, by=reviewer)
            add_meeting(
                street=street,
                held_on=story.answered,
                topic="站点建设推进会",
                decisions="按方案分工，六月中旬前完成挂牌。",
                by=manager,
            )


def _write(
    plan: ConstructionPlan,
    street: Unit,
    by: Actor,
    *,
    leave_out: int = 0,
    only: Mapping[PartKind, str] | None = None,
) -> None:
    communities = list(
        Unit.objects.communities()
        .filter(parent=street)
        .order_by("code")
        .values_list("code", "short_name")
    )
    there = communities[: len(communities) - leave_out]
    contents = sample_content(street.core_name, there, year=YEAR)
    for part in plan.parts.order_by("kind"):
        if only is None or part.kind in only:
            save_part(
                plan=plan,
                kind=part.kind,
                content=tidy(PARTS[part.kind], contents[part.kind]),
                version=part.version,
                by=by,
            )


def _review(
    plan: ConstructionPlan,
    day: date,
    by: Actor,
    comments: Mapping[PartKind, str] | None = None,
    due_again: date | None = None,
) -> None:
    """Answer every part: those with a comment go back, the others are accepted."""
    with acting_on(day):
        begin_review(plan=plan, by=by)
        for part in plan.parts.filter(state=PartState.WAITING).order_by("kind"):
            comment = (comments or {}).get(PartKind(part.kind), "")
            answer_part(plan=plan, kind=part.kind, is_accepted=not comment, comment=comment, by=by)
        finish_review(plan=plan, new_due_on=due_again, by=by)


def _take_photos(street: Unit, place: int, numbers: Iterator[int]) -> None:
    """A street's photos: most accepted, the last two waiting; every third has one refused."""
    keeper, reviewer = (
        sample_actor(Role.STREET_MANAGER, street.pk),
        sample_actor(Role.DISTRICT_REVIEWER),
    )
    station = Station.objects.filter(
        street=street, kind=StationKind.MAIN, closed_on__isnull=True
    ).first()
    shown = [] if station is None else [(f"station:{station.pk}", station, one) for one in SHOWN]
    points = ServicePoint.objects.filter(
        community__parent=street, closed_on__isnull=True, opened_on__isnull=False
    ).order_by("community_id")[:POINTS_WITH_SIGNS]
    shown += [(f"point:{point.pk}", point, [tags.DESK_SIGN]) for point in points]
    for at, (subject, site, wanted) in enumerate(shown):
        number = next(numbers)
        with acting_on(date(YEAR, 7, 1 + at)):
            evidence, _ = hand_in(
                subject=subject,
                upload=drawn_photo(wanted[0].label, site.official_name, number),
                tags=[tag.key for tag in wanted],
                shown_on=date(YEAR, 6, 24),
                by=keeper,
            )
        if at >= len(shown) - 2:
            continue
        with acting_on(date(YEAR, 7, 22)):
            for proof in evidence.proofs.order_by("pk"):
                if proof.tag == tags.CONTACT_NOTICE.key and place % 3 == 0:
                    refuse(proof=proof, reason="电话看不清，请靠近再拍一张。", by=reviewer)
                else:
                    accept(proof=proof, by=reviewer)
