"""Signing in, in Chinese and without hints about who exists."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm


class SignInForm(AuthenticationForm):
    """Account and password; the same answer for a wrong password and an unknown account."""

    error_messages = {
        "invalid_login": "账号或密码不对。请核对后重试；忘记密码请找本单位的数据管理员重设。",
        "inactive": "账号或密码不对。请核对后重试；忘记密码请找本单位的数据管理员重设。",
    }

    username = forms.CharField(
        label="账号", widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(SetPasswordForm):
    """The password a user chooses after the first one from the slip."""

    error_messages = {"password_mismatch": "两次输入的密码不一致。"}

    new_password1 = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少10位，须有字母和数字，不要用拼音常用词、生日或连续数字。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label="再输一次",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
