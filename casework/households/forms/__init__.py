"""The forms of households: the file, its people, its lists and who answers for it."""

from casework.households.forms.caring import CareForm, ManyForm
from casework.households.forms.files import ChangeForm, OpenForm, initial_of
from casework.households.forms.lists import (
    CategoryForm,
    DaysForm,
    LeaveForm,
    MergeForm,
    MoveForm,
    RelistForm,
    RenameForm,
    TierForm,
)
from casework.households.forms.people import MemberForm

__all__ = [
    "CareForm",
    "CategoryForm",
    "ChangeForm",
    "DaysForm",
    "LeaveForm",
    "ManyForm",
    "MemberForm",
    "MergeForm",
    "MoveForm",
    "OpenForm",
    "RelistForm",
    "RenameForm",
    "TierForm",
    "initial_of",
]
