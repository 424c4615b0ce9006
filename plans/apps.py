from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "建设方案"

    def ready(self) -> None:
        """Tell the trail how plans, leadership groups and meetings are called."""
        from audit.telling import register
        from plans.selectors import group_names, meeting_names, plan_names

        register("constructionplan", plan_names)
        register("leadershipgroup", group_names)
        register("leadershipmeeting", meeting_names)
