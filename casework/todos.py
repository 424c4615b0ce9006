"""What waits in casework: households to visit, leads to decide, needs surveys to write."""

from casework.conferences.todos import actions_waiting, conferences_waiting
from casework.handovers.todos import handovers_waiting
from casework.leads.todos import leads_waiting
from casework.needs.todos import needs_waiting, referrals_wanted
from casework.plans.todos import steps_due
from casework.referrals.todos import referrals_waiting
from casework.satisfaction.todos import surveys_to_accept
from casework.stuck.todos import stuck_waiting
from casework.surveys.needs.todos import surveys_to_write
from casework.visits.todos import late_in_the_street, to_visit_soon
from core.gathering import gathered
from core.todos import register

# All but those that only count, in one query.
register(
    to_visit_soon,
    late_in_the_street,
    surveys_to_write,
    surveys_to_accept,
    gathered(
        leads_waiting,
        needs_waiting,
        referrals_wanted,
        steps_due,
        actions_waiting,
        conferences_waiting,
        referrals_waiting,
        stuck_waiting,
        handovers_waiting,
    ),
)
