"""The ledger of trainings (培训台账) as the offices keep it."""

from typing import Any

from import_export.fields import Field

from core.exports import LedgerResource


class TrainingResource(LedgerResource):
    """One row for a session read `with_attendees`."""

    title = "培训台账"
    widths = (16, 24, 36, 12, 12, 12, 10, 60, 16)

    host = Field("host__name", column_name="街镇")
    held_on = Field(column_name="培训时间")
    topic = Field("topic", column_name="培训内容")
    kind = Field(column_name="培训类型")
    trainer = Field(column_name="授课人")
    length = Field(column_name="课时")
    headcount = Field(column_name="参训人数")
    attendees = Field(column_name="参训人员")
    note = Field(column_name="备注")

    def dehydrate_held_on(self, session: Any) -> Any:
        """A day, or from a day to a day."""
        if session.ended_on is None or session.ended_on == session.held_on:
            return session.held_on
        return f"{session.held_on:%Y-%m-%d}至{session.ended_on:%Y-%m-%d}"

    def dehydrate_kind(self, session: Any) -> str:
        """培训类型."""
        return str(session.get_kind_display())

    def dehydrate_trainer(self, session: Any) -> str:
        """An advisor in full within the own street; others as written."""
        if session.trainer is None:
            return str(session.trainer_name)
        return self.actor.shown_name(session.trainer.name, session.trainer.street_id)

    def dehydrate_length(self, session: Any) -> str:
        """In minutes, which are exact; class hours are not always."""
        return f"{session.minutes}分钟"

    def dehydrate_headcount(self, session: Any) -> int:
        """As written, else as many as are named."""
        return session.headcount or len(session.attendees)

    def dehydrate_attendees(self, session: Any) -> str:
        """One's own people."""
        return "、".join(
            self.actor.shown_name(one.advisor.name, one.advisor.street_id)
            for one in session.attendees
        )

    def dehydrate_note(self, session: Any) -> str:
        """Left for the pen."""
        return ""
