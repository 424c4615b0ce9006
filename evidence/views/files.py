"""The files themselves: only to those who may see their rows, and never as anything but a file."""

from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from core.web import ActorRequest
from evidence.enums import EvidenceKind
from evidence.guard import DOCX, JPEG, PDF
from evidence.models import Evidence
from evidence.storage import THUMBNAIL_SUFFIX, path_of
from evidence.views.common import may_view

# Only what this table names is ever sent, whatever a row says.
SUFFIXES = {one.content_type: one.suffix for one in (JPEG, PDF, DOCX)}


@may_view
@require_GET
def whole(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A photo is shown in the page, a document is handed over."""
    evidence = _found(request, pk)
    return handed_out(evidence.content_type, evidence.digest, Path(evidence.file_name).stem)


@may_view
@require_GET
def thumbnail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A photo at a glance; a document has none."""
    evidence = _found(request, pk)
    if evidence.kind != EvidenceKind.PHOTO:
        raise Http404
    path = path_of(evidence.digest, THUMBNAIL_SUFFIX)
    return _sent(path, JPEG.content_type, "thumbnail.jpg", is_document=False)


def _found(request: ActorRequest, pk: UUID) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(request.actor), pk=pk)


def handed_out(content_type: str, digest: str, name: str) -> HttpResponse:
    """A kept file under a name without its ending: a photo is shown, a document handed over.

    404 where the file is gone, or is of no kind that is ever sent.
    """
    suffix = SUFFIXES.get(content_type)
    if suffix is None:
        raise Http404
    is_document = content_type != JPEG.content_type
    return _sent(path_of(digest, suffix), content_type, name + suffix, is_document=is_document)


def _sent(path: Path, content_type: str, name: str, *, is_document: bool) -> HttpResponse:
    try:
        content = path.read_bytes()
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = str(content_disposition_header(is_document, name))
    response["X-Content-Type-Options"] = "nosniff"
    return response
