from typing import Any

app_name = "ledgers"

urlpatterns: list[Any] = []
