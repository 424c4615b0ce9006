"""Who keeps which part of the pool: a street its own, the district what is for all its streets."""

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from resources.models import Provider, Resource
from resources.permissions import ResourcesPermission


def may_keep_of(actor: Actor, code: str) -> Answer:
    """Whoever keeps the pool of that very unit; ledgers are another door (ledgers.batches)."""
    answer = actor.must(ResourcesPermission.KEEP)
    if not answer:
        return answer
    if actor.unit_code != code:
        whose = "区级资源由区里登记和修改" if len(code) < 9 else "街镇的资源由街镇自己登记和修改"
        return Denied(f"{whose}。")
    return Allowed()


def may_keep(actor: Actor, one: Resource | Provider) -> Answer:
    """The same for what is on record."""
    return may_keep_of(actor, one.unit_id)


def may_change(actor: Actor, resource: Resource) -> Answer:
    """What was stopped stays as it was, until it is offered again."""
    answer = may_keep(actor, resource)
    if answer and resource.stopped_on is not None:
        return Denied("已停用的资源保留原样，不再修改。要继续用的，请先恢复。")
    return answer


def may_resume(actor: Actor, resource: Resource) -> Answer:
    """What was stopped may be offered again."""
    answer = may_keep(actor, resource)
    if answer and resource.stopped_on is None:
        return Denied("这个资源没有停用。")
    return answer


def may_see_contact(actor: Actor, resource: Resource) -> Answer:
    """Whom to ask: for those whom the resource is offered to, who have to call there."""
    if actor.unit_code.startswith(resource.unit_id):
        return Allowed()
    return Denied("联系人只对这个资源服务的单位显示。")
