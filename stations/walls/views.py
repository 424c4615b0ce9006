"""The texts of the four wall displays of a street's station."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.drafts import drawn, keeps_draft
from core.clashes import CLASH_COLUMNS, Clash
from core.parts import Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest
from stations import selectors
from stations.enums import WallTopic
from stations.kit.views import crumbs
from stations.policies import may_keep_sites_of
from stations.views.keeping import may_keep_sites
from stations.walls.forms import WallForm, initial_of_walls
from stations.walls.texts import MOST_CHARACTERS, MOST_LINES, keep_texts, texts_of
from stations.walls.wordings import WALL_RULE


@may_keep_sites
@require_http_methods(GET_OR_POST)
@keeps_draft
def walls(request: ActorRequest, code: str) -> HttpResponse:
    """Write the four texts, and save them together."""
    street = get_object_or_404(selectors.streets_in(request.actor), pk=code)
    may_keep_sites_of(request.actor, street.pk).enforce()
    back = address(request, "stations:kit", street.pk)

    def page(form: WallForm, clashes: Sequence[Clash] = (), status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "street": street,
            "clashes": clashes,
            "clash_columns": CLASH_COLUMNS,
            "is_clash": status == 409,
            "rule": WALL_RULE,
            "most_characters": MOST_CHARACTERS,
            "most_lines": MOST_LINES,
            "back": back,
            "crumbs": crumbs(request, "上墙内容", Link("标牌与公示打印件", back)),
        }
        return render(request, "stations/walls.html", context, status=status)

    def on_record() -> dict[str, object]:
        return initial_of_walls(texts_of(street, request.actor))

    if request.method != "POST":
        return page(drawn(WallForm, request, initial=on_record(), street=street))
    form = WallForm(request.POST, street=street)
    if request.POST.get("take") in WallTopic.values:
        return page(form.with_proposal(WallTopic(request.POST["take"])))
    if not form.is_valid():
        return page(form)
    try:
        changed = keep_texts(street=street, texts=form.typed(), by=request.actor)
    except ChangedMeanwhile:
        merged, clashes = form.beside(on_record())
        return page(merged, clashes, status=409)
    named = "、".join(topic.label for topic in changed)
    messages.success(request, f"已保存：{named}。" if changed else "没有改动，和登记的一样。")
    return redirect(back)
