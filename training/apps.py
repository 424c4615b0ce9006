from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "培训"

    def ready(self) -> None:
        """Tell the trail how training plans, courses and sessions are called."""
        from audit.telling import register
        from training.courses.selectors import course_names
        from training.plans.selectors import plan_names
        from training.sessions.selectors import session_names

        register("trainingplan", plan_names)
        register("course", course_names)
        register("trainingsession", session_names)
