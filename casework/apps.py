from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "任务"

    def ready(self) -> None:
        """Tell the trail how the records of the room are called; hear of closed accounts."""
        from accounts import endings
        from audit.telling import register
        from casework.conferences.selectors import action_names, conference_names
        from casework.consultations.selectors import application_names, consultation_names
        from casework.handovers.selectors import handover_names
        from casework.households.selectors import household_names
        from casework.leads.selectors import lead_names
        from casework.phone.keys import forget
        from casework.plans.selectors import plan_names
        from casework.referrals.selectors import referral_names
        from casework.satisfaction.selectors import satisfaction_names
        from casework.stuck.selectors import stuck_names
        from casework.surveys.selectors import survey_names

        register("household", household_names)
        register("lead", lead_names)
        register("consultation", consultation_names)
        register("application", application_names)
        register("needssurvey", survey_names)
        register("referral", referral_names)
        register("stuckcase", stuck_names)
        register("handover", handover_names)
        register("satisfactionsurvey", satisfaction_names)
        register("supportplan", plan_names)
        register("caseconference", conference_names)
        register("conferenceaction", action_names)
        endings.listen(forget)
