"""The signed paper of a means survey: looked through as evidence is, then sealed."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from casework.models import CaseFile, MeansSurvey
from evidence.documents import check_document
from evidence.enums import EvidenceKind
from evidence.guard import JPEG, PDF, UnfitFile, format_of
from evidence.imaging import read_photo

MOST_IN_ALL = 20
NO_WORD = "签字的调查表请拍照，或扫描成 PDF；Word 文件上没有手写的签字。"

# (content type, bytes)
Paper = tuple[str, bytes]


def read_papers(papers: Sequence[bytes], most: int) -> list[Paper]:
    """Photos as new JPEGs, PDFs as they came; ValidationError({"files": …}) for all else."""
    if len(papers) > most:
        raise ValidationError({"files": f"一次最多{most}份，请分几次上传。"})
    return [_read(number, data, len(papers)) for number, data in enumerate(papers, 1)]


def keep_papers(survey: MeansSurvey, papers: Sequence[Paper]) -> int:
    """Seal them into the household's files; how many. The same paper again is kept once."""
    there = CaseFile.objects.filter(means_survey=survey)
    known = {one.content for one in there.filter(size__in=[len(data) for _, data in papers])}
    new = [paper for paper in dict.fromkeys(papers) if paper[1] not in known]
    if new and there.count() + len(new) > MOST_IN_ALL:
        words = f"一次家境调查最多存{MOST_IN_ALL}份，已经满了；请把几页扫描成一份 PDF。"
        raise ValidationError({"files": words})
    for content_type, data in new:
        file = CaseFile(
            household_id=survey.household_id,
            means_survey=survey,
            content_type=content_type,
            size=len(data),
        )
        file.content = data
        file.save(force_insert=True)
    return len(new)


def _read(number: int, data: bytes, total: int) -> Paper:
    try:
        fmt = format_of(data)
        if fmt.kind == EvidenceKind.PHOTO:
            return JPEG.content_type, read_photo(data, fmt).content
        if fmt != PDF:
            raise UnfitFile(NO_WORD, "wrong_kind")
        check_document(data, fmt)
    except UnfitFile as unfit:
        which = f"第{number}份：" if total > 1 else ""
        raise ValidationError({"files": f"{which}{unfit.message}"}) from unfit
    return PDF.content_type, data
