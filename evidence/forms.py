"""Forms of photos and files: handing in, filtering, deciding."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.clock import portal_day
from core.web import ActorRequest
from evidence import subjects
from evidence.enums import ProofState
from evidence.reviewing import LONGEST_REASON, QUICK_REASONS
from evidence.services import LONGEST_NOTE, NO_TAGS
from evidence.subjects import Tag
from orgs.filters import StreetFilter

PHOTO_KINDS = "image/jpeg,image/png,image/webp"
DOCUMENT_KINDS = ".pdf,.docx"


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All that was chosen, from the folder and from the camera alike."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class _FilesField(forms.FileField):
    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file is looked at by the service, so that one bad one spoils none of the others."""
        files = [one for one in data or [] if one]
        if not files:
            raise forms.ValidationError("请选择或拍摄至少一张照片。", "required")
        return files


class HandInForm(forms.Form):
    """Photos and files of one record: what they prove, when they were taken."""

    tags = forms.MultipleChoiceField(
        label="证明什么",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": NO_TAGS,
            "invalid_choice": "有一项不属于这条记录，请重新勾选。",
        },
    )
    files = _FilesField(label="照片和文件")  # type: ignore[assignment]
    shown_on = forms.DateField(
        label="拍摄日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="不填就按照片自带的拍摄日期；照片没带的，按今天。",
        error_messages={"invalid": "请写明是哪一天，例如 2024-06-30。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST_NOTE,
        help_text=f"{LONGEST_NOTE} 字以内。不要写居民的姓名、电话。",
    )

    def __init__(self, fitting: Sequence[Tag], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].choices = [(tag.key, tag.label) for tag in fitting]  # type: ignore[attr-defined]
        kinds = [
            PHOTO_KINDS if any(not tag.is_document for tag in fitting) else "",
            DOCUMENT_KINDS if any(tag.is_document for tag in fitting) else "",
        ]
        accepted = ",".join(kind for kind in kinds if kind)
        self.fields["files"].widget.attrs |= {"accept": accepted, "multiple": True}
        self.fields["shown_on"].widget.attrs["max"] = portal_day().isoformat()

    @property
    def ticked(self) -> list[str]:
        """The tags as they stand in the form, typed or first."""
        return [str(one) for one in self["tags"].value() or []]

    def clean_shown_on(self) -> date | None:
        """Nothing was taken tomorrow."""
        day: date | None = self.cleaned_data["shown_on"]
        today = portal_day()
        if day is not None and day > today:
            raise forms.ValidationError(f"拍摄日期不能晚于今天（{today:%Y-%m-%d}）。")
        return day


class TagMoreForm(forms.Form):
    """Further things that a photo proves."""

    tags = forms.MultipleChoiceField(
        label="还能证明", widget=forms.CheckboxSelectMultiple, error_messages={"required": NO_TAGS}
    )

    def __init__(self, fitting: Sequence[Tag], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].choices = [(tag.key, tag.label) for tag in fitting]  # type: ignore[attr-defined]


def _tag_choices() -> list[tuple[str, str]]:
    return [("", "全部事项"), *((tag.key, tag.label) for tag in subjects.tags.values())]


class GalleryFilter(StreetFilter):
    """A street and a tag; what can't be read counts as not chosen."""

    tag = forms.ChoiceField(label="事项", required=False, choices=_tag_choices)


class ReviewFilter(GalleryFilter):
    """The same for the review, whose streets stand in a line of their own."""

    def __init__(self, request: ActorRequest, day: date) -> None:
        super().__init__(request, day)
        self.fields["street"].widget = forms.HiddenInput()


class DecisionForm(forms.Form):
    """What the reviewer says of one item, and what she saw when she said it."""

    decision = forms.ChoiceField(
        choices=[("accept", "接受"), ("refuse", "不通过"), ("undo", "撤销")],
        error_messages={"required": "请选择接受或不通过。"},
    )
    quick = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(number, words) for number, words in enumerate(QUICK_REASONS, 1)],
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": f"原因请写在 {LONGEST_REASON} 字以内。"},
    )
    seen = forms.ChoiceField(choices=ProofState.choices)

    def words(self) -> str:
        """The reason chosen by its number, or typed."""
        number: int | None = self.cleaned_data["quick"]
        return QUICK_REASONS[number - 1] if number else self.cleaned_data["reason"]
