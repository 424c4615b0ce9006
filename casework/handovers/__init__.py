"""Handovers between the advisors and the counter of the affairs centre (T5-2)."""
