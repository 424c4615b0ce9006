"""Who may keep which site."""

from core.actor import Actor
from core.policies import Answer, Denied
from stations.models import ServicePoint, Site, Station
from stations.permissions import StationsPermission


def may_keep_sites_of(actor: Actor, code: str) -> Answer:
    """Whoever keeps records in a unit that holds this one."""
    return actor.must_within(StationsPermission.KEEP, code)


def may_keep(actor: Actor, site: Site) -> Answer:
    """The same for a site."""
    return may_keep_sites_of(actor, unit_code_of(site))


def may_change(actor: Actor, site: Site) -> Answer:
    """A site that is gone stays as it was on its last day, until it is opened again."""
    if site.is_gone:
        return Denied("已关闭或搬迁的站点保留原样，不再修改。关错了，请先恢复开放。")
    return may_keep(actor, site)


def may_move(actor: Actor, site: Site) -> Answer:
    """Only what was opened somewhere can move from there; before that its address is changed."""
    if site.opened_on is None:
        return Denied("还没有启用的站点不用办搬迁，直接修改地址即可。")
    return may_change(actor, site)


def may_reopen(actor: Actor, site: Site) -> Answer:
    """What is gone may come back."""
    if not site.is_gone:
        return Denied("这个站点没有关闭。")
    return may_keep(actor, site)


def unit_code_of(site: Site) -> str:
    """The street of a station, the community of a point."""
    if isinstance(site, Station):
        return site.street_id
    if isinstance(site, ServicePoint):
        return site.community_id
    raise TypeError(type(site))
