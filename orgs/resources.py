"""Registered population as a table that can be taken out, corrected and brought back."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export import resources
from import_export.fields import Field
from import_export.widgets import BooleanWidget, ForeignKeyWidget

from core.actor import Actor
from orgs.models import HukouPopulation, Unit


class ChineseBoolean(BooleanWidget):
    """是 and 否."""

    TRUE_VALUES = [*BooleanWidget.TRUE_VALUES, "是"]
    FALSE_VALUES = [*BooleanWidget.FALSE_VALUES, "否", ""]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """As a clerk writes it."""
        return "是" if value else "否"


class PopulationResource(resources.ModelResource):
    """One row for a street on a day; the same street and day again replaces the figure.

    `actor` limits whose figures may be brought in; None is the emergency account.
    """

    unit = Field("unit", column_name="街镇代码", widget=ForeignKeyWidget(Unit, "code"))
    name = Field("unit__name", column_name="街镇", readonly=True)
    persons = Field("persons", column_name="户籍人口")
    as_of = Field("as_of", column_name="截止日期")
    source = Field("source", column_name="来源")
    is_sample = Field("is_sample", column_name="示例", widget=ChineseBoolean())

    class Meta:
        model = HukouPopulation
        import_id_fields = ("unit", "as_of")
        fields = ("unit", "name", "persons", "as_of", "source", "is_sample")
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def __init__(self, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.actor = actor

    def before_save_instance(self, instance: HukouPopulation, row: Any, **kwargs: Any) -> None:
        """Only for units within the actor's own."""
        if self.actor is not None and not self.actor.covers(instance.unit_id):
            raise ValidationError({"unit": "这个单位不在您的范围内。"})
