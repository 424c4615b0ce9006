"""The writers of the roster of households: files, lists, members, who answers, merges."""

from casework.households.services.caring import assign_care, assign_many, end_care, settle_care
from casework.households.services.categories import (
    begin_category,
    change_category,
    remove_category,
    rename_category,
    set_tier,
)
from casework.households.services.filing import change_household, open_household
from casework.households.services.listing import list_household, take_off_list
from casework.households.services.members import add_member, change_member, remove_member
from casework.households.services.merging import merge_households
from casework.households.services.moving import move_household
from casework.households.twins import AlreadyOnFile

__all__ = [
    "AlreadyOnFile",
    "add_member",
    "assign_care",
    "assign_many",
    "begin_category",
    "change_category",
    "change_household",
    "change_member",
    "end_care",
    "list_household",
    "merge_households",
    "move_household",
    "open_household",
    "remove_category",
    "remove_member",
    "rename_category",
    "set_tier",
    "settle_care",
    "take_off_list",
]
