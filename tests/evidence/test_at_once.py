"""A street takes a photo back while the district accepts it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.actor import Actor
from evidence import services
from evidence.models import Evidence, Proof
from tests import factories as make
from tests.cast import Cast

ROUNDS = 12


@pytest.mark.django_db(transaction=True)
def test_what_is_accepted_is_not_taken_back_in_the_same_moment(cast: Cast) -> None:
    reviewer, manager = cast.actor("reviewer"), cast.actor("a_manager")
    for _ in range(ROUNDS):
        proof = make.ProofFactory(
            evidence=make.EvidenceFactory(subject=f"station:{cast.a.station.pk}", unit=cast.a.unit),
            tag="logo",
        )
        at_once = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            done = [
                pool.submit(_accept, proof, reviewer, at_once),
                pool.submit(_withdraw, proof.evidence, manager, at_once),
            ]
            assert sum(one.result() for one in done) == 1


def _accept(proof: Proof, by: Actor, at_once: Barrier) -> bool:
    at_once.wait(5)
    try:
        services.accept(proof=proof, by=by)
    except PermissionDenied:
        return False
    finally:
        connection.close()
    return True


def _withdraw(evidence: Evidence, by: Actor, at_once: Barrier) -> bool:
    at_once.wait(5)
    try:
        services.withdraw(evidence=evidence, by=by)
    except PermissionDenied:
        return False
    finally:
        connection.close()
    return True
