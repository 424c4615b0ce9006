"""What waits in the team: advisors offered by other streets, contracts that end soon."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from advisors.duty.todos import uncovered_workdays
from advisors.enums import TransferState
from advisors.models import Advisor, PartnerContract, Transfer
from advisors.permissions import AdvisorsPermission
from core.todos import Asker, Todo, register
from standards.asked import asked

# From so many days before its end, a contract is work to do.
NEAR = timedelta(days=30)


def offered(asker: Asker) -> Iterator[Todo]:
    """For the street that is to take an advisor or decline."""
    if not _keeps_a_street(asker):
        return
    code = asker.actor.street_code
    waiting = Transfer.objects.filter(state=TransferState.OFFERED, to_street=code)
    for one in waiting.select_related("advisor__street").order_by("starts_on", "pk"):
        yield Todo(
            title=f"{one.advisor.street.name}调来一名顾问，等您答复",
            note=f"{one.offered_on} 提出，{one.starts_on} 到岗（T6-1）",
            view="advisors:transfer-answer",
            args=(str(one.pk),),
            action="去答复",
            due_on=one.starts_on,
        )


def ending_contracts(asker: Asker) -> Iterator[Todo]:
    """For the street: contracts of partners, and of its own advisors, with 30 days to go."""
    if not _keeps_a_street(asker):
        return
    day, code = asked(asker).as_of, asker.actor.street_code
    partners = (
        PartnerContract.objects.running_on(day)
        .not_renewed()
        .filter(street=code, ends_on__lte=day + NEAR)
    )
    own = Advisor.objects.in_post(day).filter(
        street=code, contract_ends_on__range=(day, day + NEAR)
    )
    rows = partners.order_by().values_list(
        Cast("pk", CharField()), "name", "ends_on", Value("partner")
    )
    others = own.order_by().values_list(
        Cast("pk", CharField()), "name", "contract_ends_on", Value("advisor")
    )
    for pk, name, ends_on, whose in rows.union(others, all=True):
        if whose == "partner":
            yield Todo(
                title=f"与{name}的合作快到期",
                note="续签的登记新的一份，不续签的不用办（T6-3）",
                view="advisors:partner",
                args=(pk,),
                action="去办",
                due_on=ends_on,
            )
        else:
            yield Todo(
                title=f"顾问{asker.actor.shown_name(name, code)}的合同快到期",
                note="续签的改合同到期日，离岗的办理离岗（T6-1）",
                view="advisors:detail",
                args=(pk,),
                action="去办",
                due_on=ends_on,
            )


def _keeps_a_street(asker: Asker) -> bool:
    actor = asker.actor
    return actor.can(AdvisorsPermission.KEEP) and bool(actor.street_code)


register(offered, ending_contracts, uncovered_workdays)
