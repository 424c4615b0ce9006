"""What the tests of leads tell the form and the writer."""

from datetime import date
from typing import Any
from uuid import uuid4

from casework.leads import services
from casework.models import Lead
from tests import factories as make
from tests.cast import Cast

ADD = "/casework/leads/add/"
STORY = "独居，上月住院，药费付不起。"
TYPED = {
    "source": "neighbour",
    "found_on": "2024-09-19",
    "name": "陆 一鸣",
    "phone": "138 1234 5678",
    "address": "石泉路1弄2号303室",
    "story": STORY,
    "informant_name": "邻居阿婆",
    "informant_phone": "021-66158630",
}


def facts(**changes: Any) -> dict[str, Any]:
    """What the form hands to the writer."""
    return {
        "source": "visit",
        "found_on": date(2024, 9, 19),
        "name": "陆一鸣",
        "phone": "",
        "address": "石泉路1弄2号303室",
        "story": STORY,
        "informant_name": "",
        "informant_phone": "",
        **changes,
    }


def reported(cast: Cast, by: str = "a_community", **changes: Any) -> Lead:
    """A lead of street A's first community, by the writer itself."""
    community = changes.pop("community", cast.a.communities[0])
    lead, _ = services.report_lead(
        key=uuid4(),
        community=community,
        facts=facts(**changes),
        is_another=True,
        by=cast.actor(by),
    )
    return Lead.objects.get(pk=lead.pk)


def decided(cast: Cast, lead: Lead, by: str = "a_manager", **changes: Any) -> Lead:
    """The same once it was decided; linked to resources unless said otherwise."""
    told = {"decision": "linked", "answer": "已对接助老资源。", **changes}
    services.decide_lead(lead=lead, by=cast.actor(by), **told)
    return Lead.objects.get(pk=lead.pk)


def old_lead(cast: Cast, found_on: date, **changes: Any) -> Lead:
    """A lead found on a day, in street A's first community."""
    lead: Lead = make.LeadFactory(community=cast.a.communities[0], found_on=found_on, **changes)
    return lead
