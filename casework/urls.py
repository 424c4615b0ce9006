from casework.cloud.urls import paths as cloud
from casework.consultations.urls import paths as consultations
from casework.desk.urls import paths as desk
from casework.households.urls import paths as households
from casework.leads.urls import paths as leads
from casework.phone.urls import paths as phone
from casework.records.urls import paths as records
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
    *households,
]
