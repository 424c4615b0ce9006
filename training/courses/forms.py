"""Forms of courses and their materials."""

from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.clock import portal_day
from stations.forms.fields import PastedField, count, day, text
from training.courses.services import LONGEST_TITLE

# The longest course that anybody teaches: two working weeks.
MOST_MINUTES = 80 * 60
FILE_KINDS = ".pdf,.docx,image/jpeg,image/png,image/webp"


class CourseForm(forms.Form):
    """What a course teaches, for how long, who wrote it."""

    title = PastedField(label="课程名称", max_length=80)
    syllabus = forms.CharField(
        label="课程大纲",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="分几讲、每讲讲什么。不写困难群众的姓名和个案细节。",
    )
    minutes = count("时长", most=MOST_MINUTES)
    author_name = text("编写人", 60, help_text="没有署名的留空。")
    developed_on = day("编写完成日期", help_text="按这一天计入当年（T8-2）。")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    FACTS = ("title", "syllabus", "minutes", "author_name", "developed_on")

    def __init__(self, *args: Any, class_minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.class_minutes = class_minutes
        self.fields["minutes"].required = True
        self.fields["minutes"].help_text = f"{class_minutes} 分钟为 1 课时，不进位。"
        self.fields["developed_on"].widget.attrs["max"] = portal_day().isoformat()

    def clean_minutes(self) -> int:
        """A course takes time."""
        minutes: int = self.cleaned_data["minutes"]
        if minutes < 1:
            raise forms.ValidationError("时长应大于0。")
        return minutes

    def facts(self) -> dict[str, Any]:
        """The fields of the course."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def refuse(self, refused: ValidationError) -> None:
        """Show what the service or the database's rules said, each beside its field."""
        errors = getattr(refused, "error_dict", {"title": refused.error_list})
        for name, words in errors.items():
            self.add_error(name if name in self.fields else "title", words)

    def on_version(self, version: int) -> Self:
        """The form as typed, on top of what somebody else saved meanwhile."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        again = type(self)(data, class_minutes=self.class_minutes)
        again.add_error(
            None, "刚有人改过这门课程，您填的还没有保存，都还在下面。请核对后再保存一次。"
        )
        return again


class MaterialForm(forms.Form):
    """A file to read, and what it is called."""

    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": FILE_KINDS}),
        help_text="PDF、Word（.docx）或照片，20 MB 以内。幻灯片请先另存为 PDF。",
        error_messages={"empty": "这个文件是空的（0字节），请重新选择。"},
    )
    title = text("教材名称", LONGEST_TITLE, help_text="不填就用文件名。")
