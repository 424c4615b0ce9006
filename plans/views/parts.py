"""The page of one part: drawn, saved, and put together where two wrote at once."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime

from accounts import drafts
from core.clock import portal_day
from core.numbers import number_in
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import ActorRequest
from plans import selectors, services
from plans.enums import PartKind
from plans.forms.acting import Act, filled
from plans.forms.drawing import frame_of
from plans.forms.merging import Clash, merge, with_picks
from plans.forms.part import Frame, PartForm, typed_content
from plans.history import content_at, is_own_since, saved_by
from plans.models import ConstructionPlan, PlanPart
from plans.parts import parts_asked
from plans.policies import may_write_part
from plans.schema import Content, Part
from plans.services import ChangedMeanwhile
from plans.shown import in_words, shown
from plans.views.pages import clauses_of, crumbs_of, names_in, steps_of
from stations.selectors import points_of

CLASH_COLUMNS = (Column("哪一处"), Column("您填的"), Column("现在保存的"))


class PartPage:
    """One request to the page of a part; `held` is the part as it is saved."""

    def __init__(self, request: ActorRequest, plan: ConstructionPlan, part: Part) -> None:
        self.request = request
        self.plan = plan
        self.part = part
        self.asked = list(parts_asked(plan.form))
        self.parts = selectors.asked_parts_of(plan)
        self.held: PlanPart = self.parts.get(part.kind) or selectors.parts_of(plan)[part.kind]
        self.held.plan = plan
        self.is_autosave = request.headers.get("X-Autosave") == "1"

    def show(self) -> HttpResponse:
        """The form with what is saved, or with what was typed and could not be."""
        may_write = may_write_part(self.request.actor, self.held, self.asked)
        if not may_write:
            return self._closed(getattr(may_write, "reason", ""))
        draft = drafts.restored(self.request)
        if draft is None:
            form = self._form(self.held.content, more=self.request.GET.get("more", ""))
            return self._page(form, self.held.version)
        return self._page(
            self._form(typed_content(self.part, draft)), number_in(draft.get("version", ""))
        )

    def save(self) -> HttpResponse:
        """Keep what was typed: the part what it can take, the writer's draft all of it."""
        post, act = self.request.POST, Act.read(self.request.POST.get("do", ""))
        typed = typed_content(self.part, post, act.dropped)
        typed = with_picks(self.part, typed, self.held.content, post)
        if act.name == "fill":
            typed = filled(self.part, typed, self._registered)
        form = self._form(typed)
        refused: list[str] = []
        try:
            saved = self._keep(form, number_in(post.get("version", "")))
        except ChangedMeanwhile as changed:
            return self._clash(form, changed.current)
        except ValidationError as refusal:
            saved, refused = self.held, refusal.messages
        if form.problems or refused:
            self._keep_draft(saved.version)
        if self.is_autosave:
            return self._told(form, saved, refused)
        if form.problems or refused:
            return self._page(form, saved.version, refused=refused)
        messages.success(self.request, "已保存。")
        return redirect(self._next(act))

    def _keep(self, form: PartForm, version: int) -> PlanPart:
        """Save; an answer to her own earlier save may have been lost on the way."""

        def save(version: int) -> PlanPart:
            return services.save_part(
                plan=self.plan,
                kind=self.part.kind,
                content=form.readable,
                version=version,
                by=self.request.actor,
            )

        try:
            return save(version)
        except ChangedMeanwhile as changed:
            current = changed.current
            if not is_own_since(current, version, self.request.actor.username):
                raise
            base = content_at(current, version)
            merged, _ = merge(self.part, base, form.readable, current.content)
            # Typed in another window, it would go: she looks at both.
            if merged != form.readable:
                raise
            return save(current.version)

    def _keep_draft(self, version: int) -> None:
        fields = dict(self.request.POST.lists()) | {"version": [str(version)]}
        try:
            drafts.keep(self.request.actor.user_id, self.request.path, drafts.text_of(fields))
        except drafts.NotKept as reason:
            messages.warning(self.request, str(reason))

    def _told(self, form: PartForm, saved: PlanPart, refused: Sequence[str]) -> HttpResponse:
        """The answer to a save by itself."""
        if not (form.problems or refused):
            drafts.sent(self.request)
        at = localtime(saved.saved_at) if saved.saved_at else None
        return JsonResponse(
            {
                "saved_at": f"{at:%H:%M}" if at else "",
                "version": saved.version,
                "lacks": form.lacking,
                "problems": [*refused, *(one["words"] for one in form.problems)],
            }
        )

    def _clash(self, form: PartForm, current: PlanPart) -> HttpResponse:
        """Both texts, field by field; nothing was saved, and nothing of either is lost."""
        if self.is_autosave:
            return JsonResponse({"reason": "另一个人刚保存过这一部分。"}, status=409)
        base = content_at(current, number_in(self.request.POST.get("version", "")))
        merged, clashes = merge(self.part, base, form.content, current.content)
        self.held = current
        return self._page(
            self._form(merged),
            current.version,
            clashes=[self._told_clash(one) for one in clashes],
            saved_by=saved_by(current, self.request.actor),
            status=409,
        )

    def _told_clash(self, clash: Clash) -> dict[str, Any]:
        names = self._frame.communities
        where = "，".join(filter(None, (clash.table, names.get(clash.row, clash.row))))
        return {
            "name": clash.name,
            "label": f"{where}，{clash.ask.label}" if where else clash.ask.label,
            "mine": in_words(clash.ask, clash.mine, names),
            "theirs": in_words(clash.ask, clash.theirs, names),
            "is_mine_kept": clash.is_mine_kept,
        }

    def _closed(self, reason: str) -> HttpResponse:
        told = selectors.content_for(self.request.actor, self.plan) or {}
        content = told.get(self.part.kind, {})
        names = names_in({self.part.kind: content})
        may_read = self.request.actor.covers(self.plan.street_id)
        context = {
            "form": None,
            "why_closed": reason,
            "shown": shown(self.part, content, names, with_people=may_read),
        }
        return self._render(context)

    def _page(
        self,
        form: PartForm,
        version: int,
        *,
        refused: Sequence[str] = (),
        clashes: Sequence[Mapping[str, Any]] | None = None,
        saved_by: str = "",
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "version": version,
            "problems": [*({"words": one, "target": ""} for one in refused), *form.problems],
            "lacks": form.lacking,
            "is_refused": bool(refused),
            "clashes": clashes,
            "clash_columns": CLASH_COLUMNS,
            "saved_by": saved_by,
            "saved_at": self.held.saved_at,
            "registered": len(self._registered),
            "next_title": self._following.title if self._following else "方案首页",
        }
        return self._render(context, status=status)

    def _render(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        answer = selectors.answers_to(selectors.last_answered(self.plan)).get(self.part.kind)
        shared = {
            "plan": self.plan,
            "part": self.part,
            "answers": [answer] if answer else [],
            "clauses": clauses_of(self.request, self.part),
            "steps": steps_of(self.request, self.plan, self.parts, current=self.part.kind),
            "crumbs": crumbs_of(self.request, self.plan, self.part.title),
        }
        return render(self.request, "plans/part.html", shared | context, status=status)

    def _form(self, content: Content, more: str = "") -> PartForm:
        return PartForm(self.part, content, self._frame, more=more)

    @cached_property
    def _frame(self) -> Frame:
        known = names_in({self.part.kind: self.held.content})
        return frame_of(self.part, self.plan.street, self.plan.year, portal_day(), known)

    @cached_property
    def _registered(self) -> dict[str, dict[str, str]]:
        """What is registered of the street's points: community → cells of the layout list."""
        if self.part.kind != PartKind.LAYOUT:
            return {}
        points = points_of(self.request.actor, portal_day()).filter(
            community__parent=self.plan.street
        )
        return {
            point.community_id: {
                "address": point.address,
                "opens_on": point.opened_on.isoformat() if point.opened_on else "",
            }
            for point in points
        }

    @property
    def _following(self) -> Part | None:
        kinds = [one.kind for one in self.asked]
        place = kinds.index(self.part.kind) + 1 if self.part.kind in kinds else len(kinds)
        return self.asked[place] if place < len(kinds) else None

    def _next(self, act: Act) -> str:
        if act.name == "next":
            if self._following is None:
                return address(self.request, "plans:plan", self.plan.pk)
            return address(self.request, "plans:part", self.plan.pk, self._following.kind)
        here = address(
            self.request,
            "plans:part",
            self.plan.pk,
            self.part.kind,
            more=act.table if act.name == "add" else "",
        )
        return f"{here}#table-{act.table}" if act.table else here
