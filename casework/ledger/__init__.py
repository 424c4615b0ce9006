"""The ledgers of casework: 走访台账 and 困难对象名册."""

from casework.ledger import households, visits

__all__ = ["households", "visits"]
