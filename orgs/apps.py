from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """The district, its streets and communities, and their registered population."""

    name = "orgs"
    verbose_name = "单位"
