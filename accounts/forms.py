"""Signing in, in Chinese and without hints about who exists; memberships at the desk."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm

from accounts.models import Membership
from accounts.policies import may_let_sign
from core.policies import Denied


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


class MembershipForm(forms.ModelForm):
    """A membership; who may sign in it is not for everybody to say."""

    # Set by the admin on the class that it makes for a request.
    request: ClassVar[Any]

    class Meta:
        model = Membership
        fields = ("user", "unit", "role", "starts_on", "ends_on", "may_sign", "stands_in_for")

    def clean(self) -> dict[str, Any]:
        """Signing is given, taken, or carried elsewhere only by whoever may let sign."""
        cleaned: dict[str, Any] = super().clean() or {}
        signs = cleaned.get("may_sign") or self.instance.may_sign
        if not signs or not {"user", "unit", "role", "may_sign"} & set(self.changed_data):
            return cleaned
        people = [cleaned.get("user")] if "user" in cleaned else []
        if self.instance.user_id:
            people.append(self.instance.user)
        for user in people:
            answer = may_let_sign(self.request.actor, self.request.user, user)
            if isinstance(answer, Denied):
                self.add_error(None, answer.reason)
                break
        return cleaned


class AccountSearch(forms.Form):
    """`?q=`: a few letters of an account or a name; what can't be read looks for nothing."""

    q = forms.CharField(required=False, max_length=60)

    @property
    def words(self) -> str:
        """What was asked for, or an empty text."""
        return self.cleaned_data.get("q", "") if self.is_valid() else ""
