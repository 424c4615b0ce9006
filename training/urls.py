from django.urls import path

from training.courses import views as courses
from training.hours.views import certificates, helping, mine
from training.hours.views import street as hours
from training.plans.views import acting, reading, writing
from training.sessions.views import closing, enrolling, keeping, signing
from training.sessions.views import lists as sessions
from training.trainers import views as trainers

app_name = "training"

urlpatterns = [
    path("training/plans/", reading.plans, name="plans"),
    path("training/plans/begin/<slug:code>/", writing.begin, name="plan-begin"),
    path("training/plans/<int:pk>/", reading.plan, name="plan"),
    path("training/plans/<int:pk>/change/", writing.change, name="plan-change"),
    path("training/plans/<int:pk>/submit/", acting.submit, name="plan-submit"),
    path("training/plans/<int:pk>/withdraw/", acting.withdraw, name="plan-withdraw"),
    path("training/plans/<int:pk>/answer/", acting.answer, name="plan-answer"),
    path("training/plans/<int:pk>/paper/", acting.paper, name="plan-paper"),
    path("training/plans/<int:pk>/sheet/", reading.sheet, name="plan-sheet"),
    path("training/courses/", courses.courses, name="courses"),
    path("training/courses/add/<slug:code>/", courses.add, name="course-add"),
    path("training/courses/<int:pk>/", courses.course, name="course"),
    path("training/courses/<int:pk>/change/", courses.change, name="course-change"),
    path("training/courses/<int:pk>/retire/", courses.retire, name="course-retire"),
    path("training/courses/<int:pk>/materials/", courses.add_material, name="material-add"),
    path("training/materials/<int:pk>/", courses.material, name="material"),
    path(
        "training/materials/<int:pk>/withdraw/",
        courses.withdraw_material,
        name="material-withdraw",
    ),
    path("training/trainers/", trainers.trainers, name="trainers"),
    path("training/trainers/add/<slug:code>/", trainers.add, name="trainer-add"),
    path("training/trainers/<int:pk>/change/", trainers.change, name="trainer-change"),
    path("training/", sessions.session_list, name="list"),
    path("training/hours/", hours.hours, name="hours"),
    path("training/hours/mine/", mine.my_hours, name="my-hours"),
    path("training/hours/help/<slug:code>/", helping.hours_help, name="hours-help"),
    path(
        "training/hours/<uuid:pk>/certificate/",
        certificates.hours_certificate,
        name="hours-certificate",
    ),
    path("training/export/", sessions.export, name="export"),
    path("training/add/<slug:code>/", keeping.add, name="session-add"),
    path("training/<int:pk>/", sessions.session, name="session"),
    path("training/<int:pk>/change/", keeping.change, name="session-change"),
    path("training/<int:pk>/cancel/", keeping.cancel, name="session-cancel"),
    path("training/<int:pk>/close/", closing.close, name="session-close"),
    path("training/<int:pk>/correct/", closing.correct, name="correct"),
    path("training/<int:pk>/enrol/", enrolling.enrol, name="enrol"),
    path("training/<int:pk>/withdraw/", enrolling.withdraw, name="withdraw"),
    path("training/<int:pk>/people/", enrolling.people, name="enrol-people"),
    path("training/<int:pk>/screen/", signing.screen, name="sign-in-screen"),
    path("training/<int:pk>/screen/code.svg", signing.code, name="sign-in-code"),
    path("training/sign-in-now/<int:pk>/", signing.now, name="sign-in-now"),
    path("training/<int:pk>/scan/<slug:token>/", signing.scan, name="scan"),
    path("training/<int:pk>/sign-in/", signing.sign_in, name="sign-in"),
]
