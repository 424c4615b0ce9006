"""The review: waiting photos one by one, about a second each."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.clock import page_day
from core.parts import Chip
from core.policies import Denied
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from evidence import policies, reviewing, selectors, subjects
from evidence.enums import EvidenceKind, ProofState
from evidence.forms import DecisionForm, ReviewFilter
from evidence.models import Evidence, Proof
from evidence.reviewing import QUICK_REASONS, DecidedMeanwhile
from evidence.selectors import Queue
from evidence.subjects import label_of
from evidence.views.common import may_judge, told_items

# How many photos are fetched ahead, so that the next one is there at once.
AHEAD = 2
# Digits of a key; longer ones somebody made up.
LONGEST_KEY = 18


@may_judge
@require_GET
def review(request: ActorRequest) -> HttpResponse:
    """One photo or file with its items, the way to the next, and what was decided last."""
    form = ReviewFilter(request, page_day(request))
    queue = Queue(request.actor, form.code, form.value("tag"))
    current = _current(request, queue)
    before, ahead = queue.around(current, AHEAD) if current else (None, [])
    context = {
        "form": form,
        "tag": queue.tag,
        "chips": _streets(request, form),
        "left": queue.counts,
        "last": _last(request),
        "evidence": current,
        "previous_url": _at(request, before),
        "next_url": _at(request, ahead[0] if ahead else None),
        "ahead": [one for one in ahead if one.kind == EvidenceKind.PHOTO],
        "quick_reasons": QUICK_REASONS,
    }
    if current:
        context |= told_items(request, current)
    return render(request, "evidence/review.html", context)


@may_judge
@require_POST
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """One item accepted, refused or put back; then the next one that waits."""
    proof = get_object_or_404(selectors.proofs_of(request.actor), pk=pk)
    form = DecisionForm(request.POST)
    is_decided = _carry_out(request, proof, form)
    if request.POST.get("back") == "item":
        return redirect(address(request, "evidence:item", proof.evidence_id))
    return redirect(_onward(request, proof, is_decided))


def _carry_out(request: ActorRequest, proof: Proof, form: DecisionForm) -> bool:
    """Write the decision; whether there is one now. Tells why not."""
    if not form.is_valid():
        wrong = next(iter(form.errors.values()))
        messages.error(request, str(wrong[0]))
        return False
    is_undone = form.cleaned_data["decision"] == "undo"
    may = policies.may_undo if is_undone else policies.may_review
    answer = may(request.actor, proof)
    if isinstance(answer, Denied):
        messages.error(request, answer.reason)
        return False
    proof.state = form.cleaned_data["seen"]
    try:
        _write(request, proof, form)
    except ValidationError as refused:
        messages.error(request, "；".join(refused.messages))
    except DecidedMeanwhile as meanwhile:
        state = ProofState(meanwhile.proof.state).label
        told = f"“{label_of(proof.tag)}”刚由别人审过，现在是“{state}”。您的操作没有写入。"
        messages.warning(request, told)
    else:
        return not is_undone
    return False


def _write(request: ActorRequest, proof: Proof, form: DecisionForm) -> None:
    match form.cleaned_data["decision"]:
        case "accept":
            reviewing.accept(proof=proof, reason=form.words(), by=request.actor)
        case "refuse":
            reviewing.refuse(proof=proof, reason=form.words(), by=request.actor)
        case "undo":
            reviewing.reconsider(proof=proof, by=request.actor)


def _onward(request: ActorRequest, proof: Proof, is_decided: bool) -> str:
    """The same photo while items of it wait, or nothing was decided; else the next."""
    street, tag = request.POST.get("street", ""), request.POST.get("tag", "")
    # What the page was narrowed to; made-up values narrow nothing.
    kept = {
        "street": street if street.isdecimal() else "",
        "tag": tag if tag in subjects.tags else "",
    }
    queue = Queue(request.actor, **kept)
    at: Evidence | None = proof.evidence
    if is_decided and not queue.items.filter(evidence=at).exists():
        _, ahead = queue.around(proof.evidence, 1)
        at = ahead[0] if ahead else None
    last = str(proof.pk) if is_decided else ""
    return address(request, "evidence:review", **kept, at=at.pk if at else "", last=last)


def _current(request: ActorRequest, queue: Queue) -> Evidence | None:
    """The one asked for, decided or not; else the first that waits."""
    rows = selectors.evidence_of(request.actor)
    try:
        asked = rows.filter(pk=request.GET["at"]).first() if request.GET.get("at") else None
    except ValidationError:  # no key at all
        asked = None
    return asked or queue.among(rows).first()


def _last(request: ActorRequest) -> Proof | None:
    """What the reviewer decided just now, while it can be taken back."""
    pk = request.GET.get("last", "")
    if not pk.isascii() or not pk.isdecimal() or len(pk) > LONGEST_KEY:
        return None
    proof = selectors.proofs_of(request.actor).filter(pk=pk).first()
    return proof if proof and policies.may_undo(request.actor, proof) else None


def _at(request: ActorRequest, one: Evidence | None) -> str:
    return here(request, at=str(one.pk)) if one else ""


def _streets(request: ActorRequest, form: ReviewFilter) -> list[Chip]:
    """Streets with what waits in each; those with nothing are left out."""
    counts = selectors.waiting_by_street(request.actor)
    everything = here(request, street="", at="", last="")
    return [
        Chip("全部街镇", everything, sum(counts.values()), not form.code),
        *(
            Chip(
                street.short_name,
                here(request, street=street.code, at="", last=""),
                counts.get(street.code, 0),
                street.code == form.code,
            )
            for street in form.streets
            if street.code in counts or street.code == form.code
        ),
    ]
