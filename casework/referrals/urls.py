from django.urls import URLPattern, path

from casework.referrals import exporting
from casework.referrals.views import acting, offering, outside, pages, sheets

paths: list[URLPattern] = [
    path("casework/referrals/", pages.listed, name="referrals"),
    path("casework/referrals/export/", exporting.export, name="referrals-export"),
    path("casework/referrals/<uuid:pk>/", pages.detail, name="referral"),
    path("casework/referrals/<uuid:pk>/link/", sheets.link, name="referral-link"),
    path("casework/referrals/<uuid:pk>/sheet/", sheets.sheet, name="referral-sheet"),
    path("casework/referrals/<uuid:pk>/answer/", acting.answer, name="referral-answer"),
    path("casework/referrals/<uuid:pk>/finish/", acting.finish, name="referral-finish"),
    path("casework/referrals/<uuid:pk>/revoke/", acting.revoke, name="referral-revoke"),
    path("casework/needs/<uuid:pk>/offer/<uuid:resource>/", offering.offer, name="referral-offer"),
    path("r/<str:secret>/", outside.open_referral, name="referral-open"),
]
