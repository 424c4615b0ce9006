from django.urls import URLPattern, path

from casework.plans.views import making, pages, steps

paths: list[URLPattern] = [
    path("casework/support-plans/", pages.listed, name="support-plans"),
    path("casework/households/<uuid:pk>/plan/", making.add, name="support-plan-add"),
    path("casework/support-plans/<uuid:pk>/", pages.detail, name="support-plan"),
    path("casework/support-plans/<uuid:pk>/change/", making.change, name="support-plan-change"),
    path("casework/support-plans/<uuid:pk>/close/", making.close, name="support-plan-close"),
    path("casework/support-plans/<uuid:pk>/cancel/", making.cancel, name="support-plan-cancel"),
    path("casework/support-plans/<uuid:pk>/steps/add/", steps.add, name="plan-step-add"),
    path("casework/plan-steps/<uuid:pk>/done/", steps.done, name="plan-step-done"),
    path("casework/plan-steps/<uuid:pk>/drop/", steps.drop, name="plan-step-drop"),
    path("casework/plan-steps/<uuid:pk>/reopen/", steps.reopen, name="plan-step-reopen"),
]
