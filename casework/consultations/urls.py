from django.urls import path

from casework.consultations.views import applications, consultations, lists

paths = [
    path("casework/consultations/", lists.listed, name="consultations"),
    path("casework/consultations/add/<slug:code>/", consultations.add, name="consultation-add"),
    path("casework/consultations/<uuid:pk>/", consultations.consultation, name="consultation"),
    path("casework/applications/add/<slug:code>/", applications.add, name="application-add"),
    path("casework/applications/<uuid:pk>/", applications.application, name="application"),
    path("casework/applications/<uuid:pk>/result/", applications.result, name="application-result"),
]
