"""How a form's field is drawn: which kind of control, and what a screen reader hears with it."""

from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Field,
    FileInput,
    RadioSelect,
    Select,
)
from django.utils.safestring import SafeString


def kind_of(bound: BoundField) -> str:
    """`check`, `choices`, `file` or `line`: the template that draws the field."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, FileInput):
        return "file"
    return "line"


def control(bound: BoundField, unit: str = "") -> SafeString:
    """The control itself, told its hint, its error and its unit."""
    own_class = bound.field.widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"{_class_of(bound)} {own_class}".strip()}
    told = bound.aria_describedby or ""
    if unit:
        told = f"{told} {bound.auto_id}_unit".strip()
    if told:
        attrs["aria-describedby"] = told
    return bound.as_widget(attrs=attrs)


def _class_of(bound: BoundField) -> str:
    if kind_of(bound) == "check":
        return "form-check-input"
    if isinstance(bound.field.widget, Select):
        return "form-select"
    return "form-control"


def words_of(bound: BoundField) -> list[str]:
    """What is wrong in a field; an empty one is asked for by its name (请填写规范名称)."""
    unnamed = str(Field.default_error_messages["required"])
    return [_ask_for(bound) if words == unnamed else str(words) for words in bound.errors]


def _ask_for(bound: BoundField) -> str:
    if kind_of(bound) == "check":
        return f"请勾选“{bound.label}”"
    is_choice = kind_of(bound) in ("choices", "file") or isinstance(bound.field.widget, Select)
    return f"{'请选择' if is_choice else '请填写'}{bound.label}"


def problems(form: BaseForm) -> list[dict[str, str]]:
    """Each error of a form: its words, and the id of the control to go to (empty: the form's)."""
    found = [{"words": str(words), "target": ""} for words in form.non_field_errors()]
    for bound in form:
        # A group of choices has no control of its own: go to the first of them.
        target = f"{bound.auto_id}_0" if kind_of(bound) == "choices" else bound.id_for_label
        for words in words_of(bound):
            named = words if str(bound.label) in words else f"{bound.label}：{words}"
            found.append({"words": named, "target": target})
    return found
