"""Plans, courses, sessions and those who attended them (T8)."""

from training.models.courses import Course, Material, Trainer
from training.models.plans import PlannedTraining, TrainingPlan
from training.models.reminders import HoursReminder
from training.models.sessions import Attendance, Correction, Enrolment, TrainingSession

__all__ = [
    "Attendance",
    "Correction",
    "Course",
    "Enrolment",
    "HoursReminder",
    "Material",
    "PlannedTraining",
    "Trainer",
    "TrainingPlan",
    "TrainingSession",
]
