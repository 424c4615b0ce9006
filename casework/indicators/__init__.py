"""What casework gives the score: T4-1, T7-1 … T7-7."""

from casework.indicators import asks, leads, listed, places, services, visits

__all__ = ["asks", "leads", "listed", "places", "services", "visits"]
