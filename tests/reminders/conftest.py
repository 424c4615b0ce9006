from tests.reminders.matters import papers

__all__ = ["papers"]
