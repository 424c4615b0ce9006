"""A select drawn in one go reads as the one Django draws."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from core.formdrawing import FormRenderer

STREETS = [("", "全部街镇"), ("310107015", "石泉路<街道>"), ("镇", [("310107102", "真如镇")])]


class _Form(forms.Form):
    street = forms.ChoiceField(choices=STREETS)


def _drawn(renderer: forms.renderers.BaseRenderer, chosen: str) -> str:
    form = _Form({"street": chosen}, renderer=renderer)
    return form["street"].as_widget(attrs={"class": "form-select", "disabled": True})


def test_a_select_reads_as_djangos_own() -> None:
    for chosen in ("", "310107015", "310107102"):
        ours, theirs = _drawn(FormRenderer(), chosen), _drawn(DjangoTemplates(), chosen)
        assert parse_html(ours) == parse_html(theirs)


def test_what_stands_in_a_choice_is_escaped() -> None:
    assert '<option value="310107015" selected>石泉路&lt;街道&gt;</option>' in _drawn(
        FormRenderer(), "310107015"
    )
