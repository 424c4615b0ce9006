"""Support plans: who does what by when, until the case closes (T5-4)."""
