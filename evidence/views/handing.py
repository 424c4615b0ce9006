"""Handing in: several photos and files of one record, each looked at by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.formparts import problems
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest
from evidence import selectors, services, subjects
from evidence.enums import ProofState
from evidence.forms import HandInForm
from evidence.models import Evidence
from evidence.policies import may_hand_in_for
from evidence.subjects import label_of
from evidence.views.common import clauses_of, crumbs, gallery_url, may_hand_in, subject_link

ADDED, THERE = "已上传，等区里审核。", "这张已经上传过了，没有重复保存；新勾选的事项已加上。"


@dataclass(frozen=True)
class Outcome:
    """What became of one file: kept (`evidence`), or refused with the reason in `words`."""

    name: str
    words: str
    evidence: Evidence | None = None


@may_hand_in
@require_http_methods(GET_OR_POST)
def hand_in(request: ActorRequest, subject: str) -> HttpResponse:
    """The form; a script sends the files one by one and asks for JSON."""
    found = subjects.find(subject, request.actor)
    if found is None:
        raise Http404
    kind, record = found
    may_hand_in_for(request.actor, kind.unit_of(record)).enforce()
    fitting = list(kind.tags_of(record))
    if request.method != "POST":
        form = HandInForm(fitting, initial={"tags": request.GET.getlist("tag")})
        return _page(request, subject, found, form)
    form = HandInForm(fitting, request.POST, request.FILES)
    outcomes = _kept(request, subject, form) if form.is_valid() else []
    if request.accepts("text/html"):
        return _answer(request, subject, found, form, outcomes)
    return _json(request, form, outcomes)


def _kept(request: ActorRequest, subject: str, form: HandInForm) -> list[Outcome]:
    """Each file kept or refused by itself."""
    files: Sequence[UploadedFile] = form.cleaned_data["files"]
    return [_keep_one(request, subject, form, file) for file in files]


def _keep_one(request: ActorRequest, subject: str, form: HandInForm, file: UploadedFile) -> Outcome:
    name = file.name or "未命名"
    try:
        evidence, is_new = services.hand_in(
            subject=subject,
            upload=file,
            tags=form.cleaned_data["tags"],
            shown_on=form.cleaned_data["shown_on"],
            note=form.cleaned_data["note"],
            by=request.actor,
        )
    except ValidationError as refused:
        return Outcome(name, "；".join(refused.messages))
    if is_new:
        return Outcome(name, ADDED, evidence)
    if labels := _refused_of(evidence, form.cleaned_data["tags"]):
        return Outcome(name, f"这张以前传过，“{labels}”没有通过，这一项请换一张。")
    return Outcome(name, THERE, evidence)


def _refused_of(evidence: Evidence, tags: Sequence[str]) -> str:
    """What a file was refused for before: handing it in again does not change that."""
    refused = [
        label_of(proof.tag)
        for proof in evidence.proofs.order_by("id")
        if proof.tag in tags and proof.state == ProofState.REFUSED
    ]
    return "、".join(refused)


def _answer(
    request: ActorRequest, subject: str, found: Any, form: HandInForm, outcomes: list[Outcome]
) -> HttpResponse:
    """All kept: on to the gallery. Else the form again, each file named with what became of it."""
    if outcomes and all(one.evidence for one in outcomes):
        messages.success(request, f"已上传 {len(outcomes)} 份，等区里审核。")
        return redirect(gallery_url(request, subject=subject))
    return _page(request, subject, found, form, outcomes)


def _json(request: ActorRequest, form: HandInForm, outcomes: list[Outcome]) -> HttpResponse:
    told = [
        {
            "name": one.name,
            "words": one.words,
            "isKept": one.evidence is not None,
            "url": address(request, "evidence:item", one.evidence.pk) if one.evidence else "",
        }
        for one in outcomes
    ]
    wrong = [one["words"] for one in problems(form)]
    return JsonResponse({"outcomes": told, "problems": wrong}, status=422 if wrong else 200)


def _page(
    request: ActorRequest,
    subject: str,
    found: Any,
    form: HandInForm,
    outcomes: Sequence[Outcome] = (),
) -> HttpResponse:
    kind, record = found
    there = selectors.items_about(subject, request.actor)
    standings = selectors.standings(kind.tags_of(record), there)
    # What one came for stands first.
    standings.sort(key=lambda one: one.tag.key not in form.ticked)
    clauses = clauses_of(request, [one.tag for one in standings])
    about = subject_link(request, subject, found)
    context = {
        "form": form,
        "about": about,
        "standings": [(one, clauses.get(one.tag.clause)) for one in standings],
        "refused": [one for one in standings if one.reason],
        "has_documents": any(one.tag.is_document for one in standings),
        "has_photos": any(not one.tag.is_document for one in standings),
        "outcomes": outcomes,
        "kept": sum(one.evidence is not None for one in outcomes),
        "unkept": sum(one.evidence is None for one in outcomes),
        "done_url": gallery_url(request, subject=subject),
        "crumbs": crumbs(request, about, Link("上传")),
    }
    return render(request, "evidence/hand_in.html", context)
