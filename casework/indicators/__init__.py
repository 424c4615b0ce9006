"""What casework gives the score: T3-1, T3-4, T4, T5-2 … T5-4, T7-1 … T7-7, T10-2, G-2, G-3."""

from casework.indicators import (
    abilities,
    asks,
    conferences,
    handovers,
    leads,
    listed,
    needs,
    places,
    plans,
    problems,
    resources,
    satisfaction,
    services,
    stuck,
    visits,
)

__all__ = [
    "abilities",
    "asks",
    "conferences",
    "handovers",
    "leads",
    "listed",
    "needs",
    "places",
    "plans",
    "problems",
    "resources",
    "satisfaction",
    "services",
    "stuck",
    "visits",
]
