"""Browsers in which people sign in."""

from django.test import Client

PASSWORD = "mulan-2024-xi"


class Browser(Client):
    """A browser at an address of its own."""

    def __init__(self, address: str = "10.0.0.1", **headers: str) -> None:
        super().__init__(REMOTE_ADDR=address, headers=headers or None)

    def sign_in(self, username: str = "zhou", password: str = PASSWORD, **data: str) -> int:
        """Try to; returns the answer's status, 302 when it worked."""
        form = {"username": username, "password": password, **data}
        self.answer = self.post("/sign-in/", form)
        return self.answer.status_code

    def fail(self, times: int, username: str = "zhou") -> list[int]:
        return [self.sign_in(username, f"wrong-{n}") for n in range(times)]

    @property
    def is_in(self) -> bool:
        """Whether the next page is shown to somebody signed in."""
        return self.get("/password/").status_code == 200
