"""What the reviewer says of one part, and how a round ends."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.workdays import workday_after

LONGEST_COMMENT = 500
ACCEPT, RETURN = "accept", "return"
# How long a street is given for what was returned, unless the reviewer says otherwise.
RETURN_WORKDAYS = 5
LONGEST_RETURN = timedelta(days=366)


class AnswerForm(forms.Form):
    """Accept or return, with a comment; a return says why.

    `version` and `seen` are what the page had before it when it was drawn.
    """

    comment = forms.CharField(
        label="意见",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4, "data-comment": True}),
    )
    answer = forms.ChoiceField(
        choices=[(ACCEPT, "接受本部分"), (RETURN, "退回本部分")],
        widget=forms.HiddenInput,
        error_messages={
            "required": "请点“接受本部分”或“退回本部分”",
            "invalid_choice": "请点“接受本部分”或“退回本部分”",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A return without a word helps nobody."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == RETURN and not cleaned.get("comment") and not self.errors:
            self.add_error("comment", "退回要写明哪里要改、怎么改")
        return cleaned

    @property
    def is_accepted(self) -> bool:
        """What was pressed."""
        return bool(self.cleaned_data["answer"] == ACCEPT)


class FinishForm(forms.Form):
    """The end of a round: the new due day where something is returned, else whether to publish.

    `seen` is what the answers are now; a page drawn before a colleague changed one ends nothing.
    """

    new_due_on = forms.DateField(
        label="新的期限",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "请选一个日期"},
    )
    is_published = forms.BooleanField(
        label="公开给其他街镇参考",
        required=False,
        help_text="其他街镇能看各部分的内容，看不到姓名和电话；以后可以取消。",
    )

    def __init__(self, *args: Any, day: date, is_returning: bool, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.seen = seen
        due = self.fields["new_due_on"]
        due.initial = workday_after(day, RETURN_WORKDAYS)
        due.help_text = f"退回的部分改好重新报送的期限，先按{RETURN_WORKDAYS}个工作日给，可以改。"
        due.widget.attrs["min"] = (day + timedelta(days=1)).isoformat()
        del self.fields["is_published" if is_returning else "new_due_on"]

    def clean_new_due_on(self) -> date:
        """Later than today, for nobody can keep a day that is over; a far one is a slip."""
        due_on: date = self.cleaned_data["new_due_on"]
        if due_on <= self.day:
            raise ValidationError("新的期限要晚于今天")
        if due_on > self.day + LONGEST_RETURN:
            raise ValidationError("新的期限最晚到一年以后，请核对年份")
        return due_on

    def clean(self) -> dict[str, Any]:
        """What is ended is what the reviewer has read."""
        if self.data.get("seen", self.seen) != self.seen:
            raise ValidationError(
                "还没有提交：您打开本页之后，另一位审核人改了结果。请核对下面的结果，再点一次。"
            )
        return super().clean() or {}
