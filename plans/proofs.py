"""Plans and meetings as subjects of evidence: the stamped file, attachments, minutes."""

from evidence.subjects import Subject, Tag, register
from plans.models import ConstructionPlan, LeadershipMeeting
from plans.selectors import meetings_in, plans_of

STAMPED_PLAN = Tag(
    "stamped_plan",
    "盖章方案",
    "P2-1",
    hint="加盖公章的建设方案，Word 或 PDF，页数齐全、印章清楚。",
    is_document=True,
)
ATTACHMENT = Tag(
    "attachment",
    "附件",
    "",
    hint="平面图、会议纪要、合作协议等方案附件。",
    is_document=True,
)
MINUTES = Tag(
    "minutes",
    "会议记录",
    "R1-1",
    hint="写明时间、参会人员、议题和议定事项的会议记录或纪要。",
    is_document=True,
)


def _title_of_plan(plan: ConstructionPlan) -> str:
    return f"{plan.street.name}{plan.year}年建设方案"


def _title_of_meeting(meeting: LeadershipMeeting) -> str:
    return f"{meeting.street.name} {meeting.held_on} {meeting.topic}"


register(
    Subject(
        kind="plan",
        label="建设方案",
        of=plans_of,
        unit_of=lambda plan: plan.street_id,
        title_of=_title_of_plan,
        page="plans:plan",
        tags_of=lambda plan: (STAMPED_PLAN, ATTACHMENT),
    ),
    STAMPED_PLAN,
    ATTACHMENT,
)
register(
    Subject(
        kind="meeting",
        label="领导小组会议",
        of=meetings_in,
        unit_of=lambda meeting: meeting.street_id,
        title_of=_title_of_meeting,
        page="plans:meeting",
        tags_of=lambda meeting: (MINUTES,),
    ),
    MINUTES,
)
