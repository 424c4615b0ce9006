from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("password/", views.change_password, name="change-password"),
    path("membership/", views.choose_membership, name="choose-membership"),
    path("drafts/", views.draft, name="draft"),
    path("accounts/", views.account_list, name="list"),
    path("accounts/<int:pk>/reset/", views.reset_password, name="reset-password"),
]
