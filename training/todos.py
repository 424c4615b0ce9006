"""What waits in training: class hours owed, plans, lists still open."""

from training.hours import todos as _hours  # noqa: F401 - registers what waits for class hours
from training.plans import todos as _plans  # noqa: F401 - registers what waits for plans
from training.sessions import todos as _sessions  # noqa: F401 - lists still open
