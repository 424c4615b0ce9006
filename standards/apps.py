from django.apps import AppConfig

from core.clock import choose_page_day


class StandardsConfig(AppConfig):
    name = "standards"
    verbose_name = "标准"

    def ready(self) -> None:
        """Keep every page's day within the cycle of the standard in force."""
        from standards.asked import asked

        choose_page_day(lambda request: asked(request).as_of)
