"""Every address of the portal; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("accounts.urls")),
    path("", include("assessment.urls")),
    path("", include("orgs.urls")),
    path("", include("stations.urls")),
    path("", include("plans.urls")),
    path("", include("evidence.urls")),
    path("", include("reminders.urls")),
    path("", include("advisors.urls")),
    path("", include("training.urls")),
    path("", include("resources.urls")),
    path("", include("casework.urls")),
    path("", include("ledgers.urls")),
    path("", include("audit.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
