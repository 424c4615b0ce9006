"""Who may do what with an account."""

from accounts.models import User
from accounts.permissions import AccountsPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_manage_account(actor: Actor, user: User) -> Answer:
    """A data admin, for accounts that act within her own unit and nowhere else.

    Whoever resets a password can sign in with it: a street must not get at the account of a
    colleague who also acts for the district.
    """
    if not actor.can(AccountsPermission.MANAGE):
        return actor.must(AccountsPermission.MANAGE)
    units = [membership.unit_id for membership in user.memberships.all()]
    if user.is_superuser or not units or not all(actor.covers(code) for code in units):
        return Denied("这个账号还在别的单位任职，请由区级数据管理员办理。")
    return Allowed()
