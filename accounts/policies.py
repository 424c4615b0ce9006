"""Who may do what with an account."""

from typing import Any

from accounts.models import User
from accounts.permissions import AccountsPermission
from core.actor import Actor
from core.clock import today
from core.policies import Allowed, Answer, Denied


def may_manage_account(actor: Actor, user: User) -> Answer:
    """A data admin, for accounts that act within her own unit and nowhere else.

    Whoever resets a password can sign in with it: a street must not get at the account of a
    colleague who also acts, or is about to act, for the district. What is over counts only where
    nothing else is left.
    """
    if not actor.can(AccountsPermission.MANAGE):
        return actor.must(AccountsPermission.MANAGE)
    kept = user.memberships.not_over_on(today()) or user.memberships.all()
    units = [membership.unit_id for membership in kept]
    if user.is_superuser or not units or not all(actor.covers(code) for code in units):
        return Denied("这个账号还在别的单位任职，请由区级数据管理员办理。")
    return Allowed()


def may_let_sign(actor: Actor | None, own_account: Any, user: User | None) -> Answer:
    """The district's data admin, for anybody but herself: signing wants a second person.

    `actor` is None for the emergency account, `own_account` the one that is signed in, `user` None
    where nobody is chosen yet.
    """
    if user is not None and own_account.pk == user.pk:
        return Denied("自己的“可签发”要由区里的另一位数据管理员办理。")
    if actor is None:
        return Allowed() if own_account.is_superuser else Denied("您今天没有任职。")
    if not actor.is_district:
        return Denied("“可签发”由区级数据管理员办理。")
    return actor.must(AccountsPermission.MANAGE)
