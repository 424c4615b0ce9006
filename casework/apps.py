from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "任务"

    def ready(self) -> None:
        """Tell the trail how the records of the room are called; hear of closed accounts."""
        from accounts import endings
        from audit.telling import register
        from casework.consultations.selectors import application_names, consultation_names
        from casework.households.selectors import household_names
        from casework.leads.selectors import lead_names
        from casework.phone.keys import forget
        from casework.surveys.selectors import survey_names

        register("household", household_names)
        register("lead", lead_names)
        register("consultation", consultation_names)
        register("application", application_names)
        register("needssurvey", survey_names)
        endings.listen(forget)
