"""For whom something is done about the class hours still owed, and what they are told."""

from typing import Any
from uuid import UUID

from django import forms

from training.hours.helping import Helping
from training.hours.services import LONGEST_TEXT

DEFAULT_TEXT = "今年的培训课时还没有满，请在年底前补齐。可以报名的场次见“我的课时”。"


class PeopleField(forms.MultipleChoiceField):
    """Keys of advisors. Who has enough meanwhile was on the page too: the service tells her apart."""

    def valid_value(self, value: Any) -> bool:
        """Any key will do."""
        try:
            UUID(value)
        except ValueError:
            return False
        return True

    def clean(self, value: Any) -> set[UUID]:
        """The keys as they are in the books."""
        return {UUID(one) for one in super().clean(value)}


class EnrolForm(forms.Form):
    """Whom to enrol; most owed first, as many as there are seats, unless some are taken out."""

    advisors = PeopleField(
        label="给谁",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选一个人",
            "invalid_choice": "名单有误，请重新打开这一页",
        },
    )

    def __init__(self, *args: Any, helping: Helping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["advisors"] = [one.key for one in helping.chosen]


class RemindForm(EnrolForm):
    """Whom to remind, and in which words."""

    text = forms.CharField(
        label="提醒的话",
        max_length=LONGEST_TEXT,
        initial=DEFAULT_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="被提醒的人在首页“要我做的”里看到这句话；还差多少课时由平台按当天的情况写明，这里不用写。",
    )
