from django.apps import AppConfig


class AdvisorsConfig(AppConfig):
    name = "advisors"
    verbose_name = "顾问队伍"

    def ready(self) -> None:
        from advisors import moves  # noqa: F401 - listens to stations that move
