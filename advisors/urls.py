from django.urls import path

from advisors import views
from advisors.assigning import views as assigning
from advisors.duty.views import months as duty_months
from advisors.duty.views import rules as duty_rules
from advisors.duty.views import shifts as duty_shifts
from advisors.ending import views as ending
from advisors.files import views as files
from advisors.helpers import keeping as helpers_keeping
from advisors.helpers import views as helpers
from advisors.leaves import views as leaves
from advisors.posts import views as posts
from advisors.staffing import views as staffing
from advisors.stars import views as stars
from advisors.transfers import views as transfers

app_name = "advisors"

urlpatterns = [
    path("advisors/", views.advisor_list, name="list"),
    path("advisors/export/", views.export, name="export"),
    path("advisors/accounts/", views.accounts, name="accounts"),
    path("advisors/<uuid:pk>/", views.advisor, name="detail"),
    path("advisors/<uuid:pk>/phone/", views.phone, name="phone"),
    path("advisors/add/<slug:code>/", files.add, name="add"),
    path("advisors/<uuid:pk>/change/", files.change, name="change"),
    path("advisors/<uuid:pk>/remove/", files.remove, name="remove"),
    path("advisors/<uuid:pk>/end/", ending.end, name="end"),
    path("advisors/<uuid:pk>/back/", ending.back, name="back"),
    path("advisors/<uuid:pk>/leave/", leaves.leave, name="leave"),
    path("advisors/<uuid:pk>/leave/undated/", leaves.leave_undated, name="leave-undated"),
    path("advisors/<uuid:pk>/leave/<int:leave>/", leaves.leave_change, name="leave-change"),
    path("advisors/<uuid:pk>/leave/<int:leave>/cancel/", leaves.leave_cancel, name="leave-cancel"),
    path("advisors/<uuid:pk>/communities/", assigning.assign, name="assign"),
    path(
        "advisors/<uuid:pk>/communities/<int:assignment>/",
        assigning.assign_change,
        name="assign-change",
    ),
    path(
        "advisors/<uuid:pk>/communities/<int:assignment>/remove/",
        assigning.assign_remove,
        name="assign-remove",
    ),
    path("advisors/duty/", duty_months.month, name="duty"),
    path("advisors/duty/export/", duty_months.export, name="duty-export"),
    path("advisors/duty/sheet/<slug:code>/", duty_months.sheet, name="duty-sheet"),
    path("advisors/duty/rule/<slug:code>/", duty_rules.rule, name="duty-rule"),
    path("advisors/duty/shift/<slug:code>/", duty_shifts.shift, name="duty-shift"),
    path("advisors/duty/shifts/<int:pk>/", duty_shifts.shift_change, name="duty-shift-change"),
    path("advisors/duty/swap/<slug:code>/", duty_shifts.swap, name="duty-swap"),
    path("advisors/staffing/", staffing.staffing, name="staffing"),
    path("advisors/posts/", posts.posts, name="posts"),
    path("advisors/posts/add/<slug:code>/", posts.add, name="post-add"),
    path("advisors/posts/<int:pk>/", posts.post, name="post"),
    path("advisors/posts/<int:pk>/remove/", posts.remove, name="post-remove"),
    path("advisors/<uuid:pk>/transfer/", transfers.offer, name="transfer"),
    path("advisors/transfers/", transfers.listed, name="transfers"),
    path("advisors/transfers/<int:pk>/", transfers.answer, name="transfer-answer"),
    path("advisors/helpers/", helpers.overview, name="helpers"),
    path(
        "advisors/helpers/partners/add/<slug:code>/",
        helpers_keeping.add_partner,
        name="partner-add",
    ),
    path("advisors/helpers/partners/<uuid:pk>/", helpers_keeping.partner, name="partner"),
    path(
        "advisors/helpers/volunteers/add/<slug:code>/",
        helpers_keeping.add_volunteers,
        name="volunteers-add",
    ),
    path("advisors/helpers/volunteers/<int:pk>/", helpers_keeping.volunteers, name="volunteers"),
    path("advisors/stars/", stars.listed, name="stars"),
    path("advisors/<uuid:pk>/rate/", stars.rate, name="rate"),
    path("advisors/stars/<int:pk>/certificate/", stars.star_certificate, name="star-certificate"),
]
