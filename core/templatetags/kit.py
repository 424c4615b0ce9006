"""The kit: the only parts that pages are built from. /kit/ shows each in every state.

Small parts are built here; larger ones are templates in templates/kit/. A block tag takes what
stands between its ends: `{% pagehead title="顾问" %}<a class="btn">…</a>{% endpagehead %}`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import due as due_days
from core.badges import STATES
from core.formparts import control, kind_of, problems, words_of
from core.icons import ICONS
from core.parts import BarChart, Chip, Column, Explanation, Link, Phase

Number = int | float | Decimal

HEAT_STEPS = 5
NUMERALS = "〇一二三四五六七八九十"

register = template.Library()


def _part(template_name: str, /, **values: Any) -> SafeString:
    return render_to_string(f"kit/{template_name}.html", values)


# Words and small marks -----------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler icon: `{% icon "home" %}`. With a label it speaks, without one it is silent.

    Kept, for tables draw hundreds of them.
    """
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"{name!r} is not in core.icons.ICONS")
    return format_html(
        '<svg class="icon" width="18" height="18" {}><use href="{}#{}"></use></svg>',
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"'),
        asset("vendor/icons.svg"),
        name,
    )


@register.simple_tag
@cache
def asset(path: str) -> str:
    """The address of a static file: `{% asset "css/kit.css" %}`. Kept, for every page asks."""
    return static(path)


@register.simple_tag
@lru_cache(maxsize=1024)
def badge(state: str, word: str = "") -> SafeString:
    """A state as icon and word: `{% badge "overdue" %}`, `{% badge "overdue" "迟3个工作日" %}`."""
    known = STATES[state]
    return format_html(
        '<span class="badge-state is-{}">{}<span>{}</span></span>',
        known.tone,
        icon(known.icon),
        word or known.word,
    )


@register.simple_tag
def meter(value: Number, full: Number, label: str, tone: str = "info") -> SafeString:
    """A bar of `value` in `full` (`{% meter 26 34 "课时达标率" %}`); the figure stands beside it.

    An SVG, because a width in a style attribute would need unsafe-inline, and because it
    prints where browsers leave backgrounds out.
    """
    share = min(max(float(value) / float(full), 0.0), 1.0) if full else 0.0
    return format_html(
        '<svg class="meter is-{}" viewBox="0 0 100 4" preserveAspectRatio="none" role="img"'
        ' aria-label="{} {} / {}"><rect class="meter-full" width="100" height="4"/>'
        '<rect class="meter-part" width="{}" height="4"/></svg>',
        tone,
        label,
        value,
        full,
        f"{share * 100:.1f}",
    )


@register.filter
def points(value: Number | None) -> str:
    """A figure to one decimal, halves up (rule 1): 6.75 → 6.8; none at all is a dash."""
    if value is None:
        return "–"
    return str(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


@register.filter
def heat(share: Number | None) -> str:
    """The class of a heat cell: 0–0.2 → heat-0 … 0.8–1 → heat-4; nothing to show → heat-none."""
    if share is None:
        return "heat-none"
    step = min(max(int(float(share) * HEAT_STEPS), 0), HEAT_STEPS - 1)
    return f"heat-{step}"


@register.simple_tag
def heatcell(
    value: Number | None,
    full: Number,
    url: str,
    label: str,
    is_current: bool = False,
    beside: bool = False,
) -> SafeString:
    """A cell of the heat table: `{% heatcell 6.8 9 url "石泉路 阵地" %}`.

    The figure is a link to its explanation; `label` says whose and which to those who can't
    see the table's head. With `beside`, htmx opens the address in the panel that the table's
    own `beside` names; the address shows that panel by itself too.
    """
    return format_html(
        '<td class="heat {}"><a href="{}" data-cell{}{}><span class="visually-hidden">{} </span>{}'
        '<span class="visually-hidden"> 分，满分 {}</span></a></td>',
        heat(float(value) / float(full) if value is not None and full else None),
        url,
        format_html(' hx-get="{}"', url) if beside else "",
        SafeString(' aria-current="true"') if is_current else "",
        label,
        points(value),
        points(full),
    )


@register.simple_tag
@lru_cache(maxsize=1024)
def shortname(short: str, whole: str) -> SafeString:
    """A unit's short name on the screen, its whole name in print and as a tooltip."""
    return format_html(
        '<span class="only-screen" title="{}">{}</span><span class="only-print">{}</span>',
        whole,
        short,
        whole,
    )


@register.filter
def han(number: int) -> str:
    """A small number as a Chinese numeral: 3 → 三."""
    return NUMERALS[number]


@register.filter
def due(day: date, as_of: date) -> str:
    """A due day in words: `{{ milestone.due_on|due:as_of }}` → 2024-09-30 还有10天."""
    return str(due_days.due(day, as_of))


@register.filter
def iso(day: date | None) -> str:
    """A day as tables and `datetime` write it, 2024-09-20; none at all is empty."""
    return day.isoformat() if day else ""


@register.simple_tag
def dueday(day: date, as_of: date, done_on: date | None = None) -> SafeString:
    """A due day with its state, and the last workday before it where it falls on a holiday."""
    told = due_days.due(day, as_of, done_on)
    rests = f"当天休息，请在 {told.last_workday:%m-%d} 前办" if told.last_workday else ""
    return format_html(
        '<span class="dueday is-{}"><time datetime="{}">{}</time> {}{}</span>',
        told.state,
        iso(day),
        iso(day),
        badge(told.state, told.words),
        format_html(" <small>{}</small>", rests) if rests else "",
    )


# The page ------------------------------------------------------------------------------------


@register.simple_block_tag
def pagehead(
    content: str, title: str, purpose: str = "", crumbs: Sequence[Link] = ()
) -> SafeString:
    """Title, one line that says what the page is for, breadcrumbs; inside: the main action."""
    return _part("pagehead", content=content, title=title, purpose=purpose, crumbs=crumbs)


@register.simple_block_tag
def toolbar(
    content: str,
    chips: Sequence[Chip] = (),
    hides: str = "",
    show_all: str = "",
    export: str = "",
    export_label: str = "导出",
    label: str = "筛选",
) -> SafeString:
    """The line above the content: filter chips, what they hide, other tools, export at the end.

    `hides` says in words what the filter leaves out, `show_all` leads to everything; `label`
    names the chips to a screen reader where a page has two such lines.
    """
    return _part(
        "toolbar",
        content=content,
        chips=chips,
        hides=hides,
        show_all=show_all,
        export=export,
        export_label=export_label,
        label=label,
    )


@register.simple_tag(takes_context=True)
def searchbox(context: Context, label: str, name: str = "q") -> SafeString:
    """A search within the list; keeps every other parameter of the address but the page."""
    parameters = context["request"].GET
    kept = [
        (key, value)
        for key, values in parameters.lists()
        if key not in (name, "page")
        for value in values
    ]
    return _part("searchbox", label=label, name=name, value=parameters.get(name, ""), kept=kept)


@register.simple_block_tag(takes_context=True)
def datatable(
    context: Context,
    content: str,
    columns: Sequence[Column] = (),
    caption: str = "",
    sort: str = "",
    look: str = "cards",
    foot: str = "",
    beside: str = "",
) -> SafeString:
    """A table; inside: its `<tr>`s, the first cell `<th scope="row">`, figures `<td class="num">`.

    Without columns its `<thead>` and `<tbody>` stand inside too (nothing to sort by).

    `look`: "cards" on a phone (each `<td>` then has `data-label`); "scroll" with head and first
    column held in view; "heat" the same for the heat table. `sort` is the current `?sort=`.
    `beside` is the id of a panel on the same page: cells with `beside=True` open there.
    """
    heads = []
    for column in columns:
        is_current = bool(column.sort) and sort.removeprefix("-") == column.sort
        is_descending = is_current and sort.startswith("-")
        heads.append(
            {
                "column": column,
                "direction": ("descending" if is_descending else "ascending") if is_current else "",
                "next": f"-{column.sort}" if is_current and not is_descending else column.sort,
            }
        )
    return _part(
        "datatable",
        request=context["request"],
        content=content,
        heads=heads,
        caption=caption,
        look=look,
        foot=foot,
        beside=beside,
    )


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page) -> SafeString:
    """The way through the pages of a list, and how many rows there are."""
    return _part(
        "pagination",
        request=context["request"],
        page=page,
        numbers=list(page.paginator.get_elided_page_range(page.number, on_each_side=1)),
        ellipsis=page.paginator.ELLIPSIS,
    )


# What a page shows ---------------------------------------------------------------------------


@register.simple_tag
def figure(
    label: str, value: Any, unit: str = "", note: str = "", tone: str = "", url: str = ""
) -> SafeString:
    """One figure in `<div class="figures">`: `{% figure "新增" 312 unit="行" url=… %}`."""
    return _part("figure", label=label, value=value, unit=unit, note=note, tone=tone, url=url)


@register.simple_tag
def steps(*labels: str, current: int) -> SafeString:
    """Where one is in a task: `{% steps "选文件" "对列" "核对" "入账" current=3 %}`."""
    return _part("steps", labels=labels, current=current)


@register.simple_tag
def timeline(phases: Sequence[Phase], as_of: date) -> SafeString:
    """The phases of the cycle on a strip of months, and each one's milestones below it."""
    return _part(
        "timeline",
        phases=phases,
        months=range(1, 13),
        # How far the day is through the strip of twelve months, each a hundred wide.
        today=(as_of.month - 1) * 100 + as_of.day * 100 // 31,
    )


@register.simple_block_tag
def explanation(content: str, told: Explanation, level: int = 2) -> SafeString:
    """Why a figure is what it is; inside: the rows counted. `level` is that of its heading."""
    return _part("explanation", content=content, told=told, level=level)


@register.simple_block_tag
def emptystate(content: str, title: str, clause: str = "", icon_name: str = "info-circle") -> str:
    """Nothing here yet: what belongs here, the clause that asks for it; inside: the first step."""
    return _part("emptystate", content=content, title=title, clause=clause, icon_name=icon_name)


@register.simple_block_tag
def dialog(content: str, name: str, title: str) -> SafeString:
    """A native dialog, opened by `<button type="button" data-dialog="name">`.

    What can be done in it must have an address of its own too, for browsers without
    JavaScript: `<a href="…" data-dialog="name">`.
    """
    return _part("dialog", content=content, name=name, title=title)


@register.simple_block_tag
def chart(content: str, name: str, title: str, data: BarChart) -> SafeString:
    """Bars drawn from the data; inside: the same figures as a table, a click away."""
    return _part("chart", content=content, name=name, title=title, data=data.as_json())


# Forms ---------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, unit: str = "", look: str = "") -> SafeString:
    """Label, hint, control, unit and error of one field: `{% field form.area_m2 unit="平方米" %}`.

    `look` sets how choices stand: "" (a list), "segments" (one of few), "chips" (several).
    A file field becomes a place to drop files on.
    """
    return _part(
        f"field_{kind_of(bound)}",
        field=bound,
        control=control(bound, unit),
        errors=words_of(bound),
        unit=unit,
        look=look,
    )


@register.simple_tag
def errorsummary(*forms: BaseForm) -> SafeString:
    """What is wrong in the forms, each with the way to its field; takes the focus."""
    found: list[Mapping[str, str]] = [problem for form in forms for problem in problems(form)]
    return _part("errorsummary", problems=found)
