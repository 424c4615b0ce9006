from casework.cloud.urls import paths as cloud
from casework.conferences.urls import paths as conferences
from casework.consultations.urls import paths as consultations
from casework.desk.urls import paths as desk
from casework.handovers.urls import paths as handovers
from casework.households.urls import paths as households
from casework.leads.urls import paths as leads
from casework.needs.urls import paths as needs
from casework.phone.urls import paths as phone
from casework.plans.urls import paths as plans
from casework.records.urls import paths as records
from casework.referrals.urls import paths as referrals
from casework.satisfaction.urls import paths as satisfaction
from casework.stuck.urls import paths as stuck
from casework.surveys.urls import paths as surveys
from casework.visits.urls import paths as visits

app_name = "casework"

urlpatterns = [
    *desk,
    *phone,
    *visits,
    *leads,
    *surveys,
    *consultations,
    *records,
    *cloud,
    *needs,
    *referrals,
    *handovers,
    *stuck,
    *conferences,
    *plans,
    *satisfaction,
    *households,
]
