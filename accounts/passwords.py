"""What a password must be, and first passwords that people can type from a slip."""

import secrets
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

# Passwords that Chinese offices really use; Django's own list is English.
_COMMON_PARTS = (
    "woaini", "putuo", "minzheng", "mima", "shanghai", "jiuzhu", "admin", "5201314",
    "1314520", "qwer", "asdf", "abc123", "a123456", "888888", "666666", "aa123456",
)  # fmt: skip
# No 0/O, 1/l/I: a slip is read by people.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"
# A person's own password needs a million rounds because people choose what can be guessed. A
# first password is drawn by chance and changed at the first sign-in, so this is enough, and the
# accounts of a street are made in one second instead of twelve.
_FIRST_PASSWORD_ROUNDS = 20_000


class LengthValidator(MinimumLengthValidator):
    """Django's own, whose sentence in 5.2 has no Chinese translation."""

    def get_error_message(self) -> str:
        """Told beside the field."""
        return f"密码太短：至少要{self.min_length}位。"


class PinyinCommonPasswordValidator:
    """Refuses passwords built on words everybody guesses first."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise when a common part makes up half of the password or more."""
        lowered = password.lower()
        for part in _COMMON_PARTS:
            if part in lowered and len(part) * 2 >= len(password):
                raise ValidationError("这个密码太容易猜到，请换一个。", code="password_too_common")

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "不要用拼音常用词、生日或连续数字。"


class ComplexityValidator:
    """Letters and digits both (the mlps policy)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise when letters or digits are missing."""
        if not any(c.isdigit() for c in password) or not any(c.isalpha() for c in password):
            raise ValidationError("密码须同时有字母和数字。", code="password_too_plain")

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "至少10位，须有字母和数字。"


def first_password() -> str:
    """Twelve characters in three groups, about 55 bits: `kfm7-hw3p-x9td`."""
    letters = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(10))
    text = letters + secrets.choice(_DIGITS) + secrets.choice(_LETTERS)
    return "-".join(text[i : i + 4] for i in range(0, 12, 4))


def hash_first_password(password: str) -> str:
    """The hash of a `first_password`, for the database."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(password, hasher.salt(), _FIRST_PASSWORD_ROUNDS)
