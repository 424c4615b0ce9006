"""One link, two answers at the same moment, with real threads: one holds, the other is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from accounts import links
from accounts.links import LinkRefused
from accounts.models import OneTimeLink
from tests.cast import DAY, Cast
from tests.plans.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PURPOSE = "casework.handover"


@pytest.fixture
def link(cast: Cast) -> OneTimeLink:
    with transaction.atomic():
        made, _ = links.make_link(
            purpose=PURPOSE,
            subject=uuid4(),
            holder="窗口甲",
            unit=cast.a.unit,
            expires_on=DAY + timedelta(days=7),
            by=cast.actor("a_advisor"),
        )
    return made


def test_a_link_used_by_many_at_once_is_used_once(link: OneTimeLink) -> None:
    def use() -> bool:
        with transaction.atomic():
            links.use_link(OneTimeLink.objects.get(pk=link.pk))
        return True

    came = at_once(*[use] * 6)
    assert came.count(True) == 1
    refused = [one for one in came if one is not True]
    assert [type(one) for one in refused] == [LinkRefused] * 5
    assert {(one.status, "用过" in one.words) for one in refused} == {(410, True)}


def test_used_or_revoked_but_not_both(link: OneTimeLink) -> None:
    def use() -> bool:
        with transaction.atomic():
            links.use_link(OneTimeLink.objects.get(pk=link.pk))
        return True

    used, revoked = at_once(use, lambda: links.revoke_links(purpose=PURPOSE, subject=link.subject))
    link.refresh_from_db()
    assert (used is True) is (revoked == 0) is bool(link.used_at)
    assert bool(link.used_at) is not bool(link.revoked_at)
