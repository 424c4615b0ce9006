"""What training gives the score: T8-1 … T8-6."""

from training.indicators import courses, hours, plans, sessions, trainers

__all__ = ["courses", "hours", "plans", "sessions", "trainers"]
