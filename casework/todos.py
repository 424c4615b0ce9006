"""What waits in casework: households to visit, leads to decide, needs surveys to write."""

from casework.leads.todos import leads_waiting
from casework.surveys.needs.todos import surveys_to_write
from casework.visits.todos import late_in_the_street, to_visit_soon
from core.todos import register

register(to_visit_soon, late_in_the_street, leads_waiting, surveys_to_write)
