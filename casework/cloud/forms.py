"""Forms of 社区云: the export, and what its headers mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat

from casework.cloud.layouts import NEEDED, Columns, missing_from
from casework.ledger.visits import LEDGER


class ExportForm(forms.Form):
    """A workbook that was exported from 社区云."""

    workbook = forms.FileField(
        label="社区云导出的文件",
        help_text="Excel 工作簿（.xlsx）。原样上传，不用改表头、不用删行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "请先选择从社区云导出的文件。",
            "empty": "这个文件是空的（0字节）。请检查后重新选择文件。",
            "max_length": "文件名太长。请改短后再上传。",
        },
    )

    def clean_workbook(self) -> UploadedFile:
        """Refuse what is too large before a byte of it is read."""
        file: UploadedFile = self.cleaned_data["workbook"]
        size = file.size or 0
        if size > settings.LEDGER_MAX_BYTES:
            limit = settings.LEDGER_MAX_BYTES // 1024 // 1024
            raise forms.ValidationError(
                f"文件有 {filesizeformat(size)}，超过 {limit} MB。请在社区云里按月份分几次导出。"
            )
        return file


class HeadersForm(forms.Form):
    """For each header of the export the column of 走访台账 that it is."""

    def __init__(
        self,
        columns: Columns,
        samples: Mapping[str, Sequence[str]],
        data: Any = None,
        *,
        needs_street: bool,
    ) -> None:
        super().__init__(data)
        self.headers = list(columns)
        self.samples = samples
        self.needs_street = needs_street
        labels = [
            (one.label, f"{one.label}（必须有）" if one.label in NEEDED else one.label)
            for one in LEDGER.columns
        ]
        for at, header in enumerate(self.headers):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=header,
                required=False,
                choices=[("", "不用这一列"), *labels],
                initial=columns[header],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean(self) -> dict[str, Any]:
        """No column twice, and none missing that rows are matched by."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen: dict[str, str] = {}
        for at, header in enumerate(self.headers):
            meaning = cleaned.get(f"column-{at}")
            if meaning and meaning in chosen:
                self.add_error(
                    f"column-{at}", f"“{meaning}”已经选给“{chosen[meaning]}”，不能再选一次。"
                )
            elif meaning:
                chosen[meaning] = header
        missing = missing_from(chosen, needs_street=self.needs_street)
        if missing:
            raise forms.ValidationError(
                f"还缺：{'、'.join(missing)}。没有这几列，就对不上是哪一次走访；"
                "导出里有的话请选出来，没有的话请在社区云里重新导出。"
            )
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        """What each header means, as chosen."""
        return {
            header: self.cleaned_data.get(f"column-{at}") or ""
            for at, header in enumerate(self.headers)
        }

    @property
    def rows(self) -> Iterator[tuple[str, Sequence[str], BoundField]]:
        """Header, its first values, the choice."""
        for at, header in enumerate(self.headers):
            yield header, self.samples.get(header, ()), self[f"column-{at}"]
