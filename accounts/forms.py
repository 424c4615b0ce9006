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
        label="账号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(SetPasswordForm):
    """The password a user chooses after the first one from the slip."""

    error_messages = {
        "password_mismatch": "两次输入的密码不一致。",
        "password_unchanged": "新密码不能与原来的密码相同。",
        "password_incorrect": "现在的密码不对。",
    }

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

    def clean_new_password1(self) -> str:
        """Another one than before: whoever printed the slip knows that."""
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise self.refusal("password_unchanged")
        return password

    def refusal(self, code: str) -> forms.ValidationError:
        """One of the messages above."""
        return forms.ValidationError(self.error_messages[code], code=code)


class ChangePasswordForm(NewPasswordForm):
    """The same later on: asks for the present one, so that an open browser is not enough."""

    old_password = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password1", "new_password2")

    def clean_old_password(self) -> str:
        """It is the user's."""
        password: str = self.cleaned_data["old_password"]
        if not self.user.check_password(password):
            raise self.refusal("password_incorrect")
        return password
