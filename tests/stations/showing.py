"""Photos and files of stations and points, for tests."""

from datetime import date
from typing import Any

from evidence.models import Proof
from tests import factories as make

# When the photos of these tests were taken, and when the district answered.
SHOWN, DECIDED = date(2024, 6, 20), date(2024, 6, 25)


def photo(site: Any, *tags: str, state: str = "accepted", **evidence: Any) -> list[Proof]:
    """One photo of a site, handed in for these tags, each with the same answer."""
    shown = make.EvidenceFactory(about=site, **{"shown_on": SHOWN, **evidence})
    return [make.ProofFactory(evidence=shown, tag=tag, state=state) for tag in tags]
