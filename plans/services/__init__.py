"""The writers of this room: each locks, asks the policy, writes and leaves a line in the trail.

Refusals of the database's rules come as ValidationError with a sentence for the form.
"""

from plans.services.handing_in import submit_plan, withdraw_plan
from plans.services.leading import add_meeting, keep_leadership
from plans.services.reviewing import (
    accept_paper,
    answer_part,
    begin_review,
    finish_review,
    publish_plan,
)
from plans.services.writing import (
    ChangedMeanwhile,
    begin_plan,
    choose_form,
    note_paper,
    save_part,
)

__all__ = [
    "ChangedMeanwhile",
    "accept_paper",
    "add_meeting",
    "answer_part",
    "begin_plan",
    "begin_review",
    "choose_form",
    "finish_review",
    "keep_leadership",
    "note_paper",
    "publish_plan",
    "save_part",
    "submit_plan",
    "withdraw_plan",
]
