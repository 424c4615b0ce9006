"""Unresolved matters: who came, what blocked it, what came of it (T5-3)."""
