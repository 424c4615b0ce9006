"""Reminding the streets that have not handed in their plan."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.clock import portal_day
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from plans.audience import Listener, audience_of, group_text, reminder_text
from plans.matters import matter_of
from plans.permissions import PlansPermission
from reminders.policies import REMINDER_PAUSE_WORKDAYS
from reminders.services import LONGEST_TEXT, Sent, remind
from standards.asked import ask

COLUMNS = (Column("街镇"), Column("为什么"), Column("期限"), Column("上次提醒"))


class RemindForm(forms.Form):
    """What to say, to whom; all of those that owe unless some are taken out."""

    units = forms.MultipleChoiceField(
        label="提醒谁",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个街镇"},
    )
    text = forms.CharField(
        label="提醒的话",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="街镇在首页“要我做的”里看到这句话；期限由平台按当天的情况另外写明，这里不用写日期。",
    )

    def __init__(self, *args: object, listeners: list[Listener], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.by_code = {one.street.pk: one.street for one in listeners}
        chosen: forms.MultipleChoiceField = self.fields["units"]  # type: ignore[assignment]
        chosen.choices = [(code, unit.name) for code, unit in self.by_code.items()]


@actor_required(PlansPermission.REVIEW)
@require_http_methods(GET_OR_POST)
def reminding(request: ActorRequest) -> HttpResponse:
    """Who gets it and why, who doesn't and why; sent once, however often the button is pressed."""
    # A reminder is of now, whatever day the pages are asked about.
    asked = ask(portal_day())
    year = asked.book.year if asked.book else asked.as_of.year
    everybody = audience_of(request.actor, asked, year)
    reached = [one for one in everybody if one.is_reminded]
    initial = {"units": [one.street.pk for one in reached], "text": reminder_text(year)}
    sent = request.POST if request.method == "POST" else None
    form = RemindForm(sent, initial=initial, listeners=everybody)
    if form.is_valid() and _send(request, form, year):
        return redirect(address(request, "plans:remind"))
    context = {
        "form": form,
        "year": year,
        "day": asked.as_of,
        "reached": reached,
        "paused": [one for one in everybody if one.owes and one.free_on],
        "done": [one for one in everybody if not one.owes],
        "group_text": group_text([one for one in everybody if one.owes], year, asked.as_of),
        "columns": COLUMNS,
        "pause": REMINDER_PAUSE_WORKDAYS,
        "chosen": form["units"].value() or [],
        "crumbs": [Link("建设方案", address(request, "plans:list")), Link("发提醒")],
    }
    return render(request, "plans/remind.html", context)


def _send(request: ActorRequest, form: RemindForm, year: int) -> bool:
    """Send, and tell what became of each street; False when the words were refused."""
    units = [form.by_code[code] for code in form.cleaned_data["units"]]
    try:
        answer = remind(
            matter=matter_of(year),
            units=units,
            text=form.cleaned_data["text"],
            by=request.actor,
        )
    except ValidationError as refused:
        form.add_error("text", refused.messages)
        return False
    _tell(request, answer)
    return True


def _tell(request: ActorRequest, answer: Sent) -> None:
    if answer.sent:
        names = "、".join(unit.short_name for unit in answer.sent)
        messages.success(request, f"已提醒 {len(answer.sent)} 个街镇：{names}。")
    if answer.done:
        names = "、".join(unit.short_name for unit in answer.done)
        messages.info(request, f"{names}已经报送，没有发。")
    for one in answer.paused:
        messages.info(
            request,
            f"{one.unit.short_name}{one.last_on.month}月{one.last_on.day}日刚提醒过，"
            f"{one.free_on.month}月{one.free_on.day}日起可以再提醒，这次没有发。",
        )
