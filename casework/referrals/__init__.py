"""Referrals: a need offered to a resource, answered by its provider (T3-1, T3-4)."""
