"""The form of a leaflet."""

from datetime import date

from django import forms

from stations.forms import fields


class LeafletForm(forms.Form):
    """One leaflet that lies out in a station (S3-2)."""

    title = fields.PastedField(
        label="手册名称",
        max_length=80,
        help_text="封面上的名称，例如“普陀区社会救助政策一本通”。",
        error_messages={"required": "请填写手册的名称。"},
    )
    issued_on = fields.day(
        "启用日期",
        help_text="从哪一天起摆放在站里。",
        error_messages={"required": "请填写从哪一天起摆放。"},
    )

    @classmethod
    def blank(cls, day: date) -> "LeafletForm":
        """As it stands on the page before anybody typed."""
        return cls(initial={"issued_on": day})
