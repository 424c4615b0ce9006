"""The form that finds a household by a resident ID number."""

from django import forms

from core.clock import today
from ledgers.identifiers import read_id_number
from stations.forms.fields import PastedField


class NumberForm(forms.Form):
    """A whole ID number; its form is checked before anybody is looked for."""

    number = PastedField(
        label="身份证号",
        read=lambda text: read_id_number(text, today=today()).value,
        blank="",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "maxlength": 30}),
        help_text="18 位，最后一位可以是 X。号码不会留在网址和记录里。",
    )
