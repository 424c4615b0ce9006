from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """The district, its streets and communities, and their registered population."""

    name = "orgs"
    verbose_name = "单位"

    def ready(self) -> None:
        """Tell the trail how units are called."""
        from audit.telling import register
        from orgs.selectors import unit_names

        register("unit", unit_names)
