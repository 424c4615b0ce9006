"""The advisor team: who is in post, where and as what, on duty when, with which stars (T6)."""

from advisors.models.duty import DutyRule, DutyShift, DutyTurn
from advisors.models.partners import PartnerContract, VolunteerGroup
from advisors.models.people import Advisor, Assignment, Leave, phone_key
from advisors.models.posts import Post
from advisors.models.stars import StarRating
from advisors.models.transfers import Transfer

__all__ = [
    "Advisor",
    "Assignment",
    "DutyRule",
    "DutyShift",
    "DutyTurn",
    "Leave",
    "PartnerContract",
    "Post",
    "StarRating",
    "Transfer",
    "VolunteerGroup",
    "phone_key",
]
