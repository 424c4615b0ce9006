"""The writers of the advisor team."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.services import Slip, create_accounts
from advisors.models import Advisor
from advisors.selectors import plan_accounts
from core.actor import Actor
from orgs.models import Unit


@transaction.atomic
def make_accounts(*, street: Unit, by: Actor, starts_on: date) -> list[Slip]:
    """Make the accounts planned for a street's advisors and tie each to its advisor's file.

    A second run finds nobody left, so nobody gets two. In a fixed number of queries.
    """
    # Two admins at once: the second waits, and then finds the accounts of the first.
    Unit.objects.select_for_update().get(pk=street.pk)
    planned = [one for one in plan_accounts(street, starts_on) if one.account]
    accounts = [one.account for one in planned if one.account]
    slips = create_accounts(accounts=accounts, by=by, starts_on=starts_on)
    users = User.objects.in_bulk([slip.username for slip in slips], field_name="username")
    for one, account in zip(planned, accounts, strict=True):
        one.advisor.user = users[account.username]
    Advisor.objects.bulk_update([one.advisor for one in planned], ["user"], batch_size=500)
    return slips
