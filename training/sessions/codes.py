"""The code that the organiser's screen shows: a new one every 30 seconds.

A keyed hash of the session and the half-minute, so that nothing is kept and the closed network
suffices. The one before is still good: scanning takes a moment.
"""

from time import time

from django.utils.crypto import constant_time_compare, salted_hmac

WINDOW_SECONDS = 30
DIGITS = 6


def window_now() -> int:
    """The number of the half-minute."""
    return int(time()) // WINDOW_SECONDS


def token_of(session: int, window: int) -> str:
    """What the QR code holds."""
    return _digest("training.sign-in", session, window)[:24]


def digits_of(session: int, window: int) -> str:
    """What can be typed instead."""
    number = int(_digest("training.sign-in.digits", session, window), 16)
    return f"{number % 10**DIGITS:0{DIGITS}}"


def is_fresh(session: int, token: str) -> bool:
    """Whether a scanned code is this session's and new."""
    return any(constant_time_compare(token, token_of(session, one)) for one in _good_windows())


def are_fresh(session: int, digits: str) -> bool:
    """The same for what was typed."""
    return any(constant_time_compare(digits, digits_of(session, one)) for one in _good_windows())


def _good_windows() -> tuple[int, int]:
    now = window_now()
    return now, now - 1


def _digest(purpose: str, session: int, window: int) -> str:
    return salted_hmac(purpose, f"{session}:{window}", algorithm="sha256").hexdigest()
