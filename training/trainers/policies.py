"""Who keeps the register of trainers (T8-6)."""

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from training.permissions import TrainingPermission


def may_keep_for(actor: Actor, street_code: str) -> Answer:
    """A street names its own trainers."""
    if not actor.can(TrainingPermission.KEEP):
        return actor.must(TrainingPermission.KEEP)
    if actor.street_code != street_code:
        return Denied("讲师名册由街镇自己登记。")
    return Allowed()
