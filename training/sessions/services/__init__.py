"""The writers of sessions, enrolments and attendances."""

from training.sessions.services.attending import hold, sign_in
from training.sessions.services.correcting import correct
from training.sessions.services.enrolling import Enrolled, enrol, enrol_several, withdraw_enrolment
from training.sessions.services.keeping import add_session, cancel, change_session

__all__ = [
    "Enrolled",
    "add_session",
    "cancel",
    "change_session",
    "correct",
    "enrol",
    "enrol_several",
    "hold",
    "sign_in",
    "withdraw_enrolment",
]
