"""What the pages that list rows show beside the kit: the form that narrows, people's names."""

from django import forms, template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.formparts import control

register = template.Library()


@register.simple_tag(takes_context=True)
def filterform(context: Context, form: forms.Form) -> SafeString:
    """Choices and words that narrow the list, in one line, sent by GET: `{% filterform form %}`.

    Every other parameter of the address stays, but the page. A form with nothing to choose
    from is not drawn.
    """
    fields = [
        (field, control(field), isinstance(field.field.widget, forms.DateInput))
        for field in form
        if not field.is_hidden
    ]
    if not fields:
        return SafeString("")
    parameters = context["request"].GET
    kept = [
        (key, value)
        for key, values in parameters.lists()
        if key != "page" and (key not in form.fields or form[key].is_hidden)
        for value in values
    ]
    return render_to_string("kit/filterform.html", {"fields": fields, "kept": kept})


@register.simple_tag(takes_context=True)
def shownname(context: Context, name: str, code: str) -> str:
    """A person's name as the actor may see it: `{% shownname advisor.name advisor.street_id %}`.

    `code` is the unit the person works in.
    """
    shown: str = context["actor"].shown_name(name, code)
    return shown
