"""The ledgers of casework: 走访台账, 困难对象名册 and what advisors do together."""

from casework.ledger import conferences, households, referrals, stuck, visits

__all__ = ["conferences", "households", "referrals", "stuck", "visits"]
