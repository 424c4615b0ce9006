from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = "资源"

    def ready(self) -> None:
        """Tell the trail how the records of the room are called."""
        from audit.telling import register
        from resources.selectors import provider_names, resource_names

        register("resource", resource_names)
        register("provider", provider_names)
