"""The form of a post: who, where, with which duties, from when to when."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from advisors.models import Advisor, Post
from core.actor import Actor
from stations.forms import fields
from stations.models import Station
from stations.servicelists import SIX_SERVICES, THREE_DUTIES


class PostForm(forms.Form):
    """The notice's duties and services as ticks, each a line of the duties; others as text.

    A post on record keeps its holder: another holder is another post.
    """

    advisor = forms.ChoiceField(label="任职人")
    station = forms.ChoiceField(label="服务站")
    title = fields.PastedField(
        label="岗位", max_length=30, help_text="例如：负责人、综合窗口、走访联络。"
    )
    is_lead = forms.BooleanField(label="是服务站负责人", required=False)
    three = forms.MultipleChoiceField(
        label="三项职责",
        required=False,
        choices=[(str(kind.label), kind.label) for kind in THREE_DUTIES],
        widget=forms.CheckboxSelectMultiple,
    )
    six = forms.MultipleChoiceField(
        label="六类服务",
        required=False,
        choices=[(str(kind.label), kind.label) for kind in SIX_SERVICES],
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label="其他职责",
        required=False,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一项。",
    )
    starts_on = fields.day("任职日期")
    ends_on = fields.day(
        "任职的最后一天", required=False, help_text="还在任的留空；不再任职时填上，记录都保留。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        advisors: Sequence[Advisor],
        stations: Sequence[Station],
        post: Post | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.advisors, self.stations, self.post = actor, advisors, stations, post
        choices = {"advisor": _people(actor, advisors), "station": _names(stations)}
        for name, there in choices.items():
            self.fields[name].choices = there  # type: ignore[attr-defined]
        if post is not None:
            del self.fields["advisor"]
        if len(stations) == 1:
            # One station, one choice: there is nothing to pick.
            self.fields["station"].widget = forms.HiddenInput()
            self.fields["station"].initial = stations[0].pk

    def clean(self) -> dict[str, Any]:
        """One day after the other, and at least one duty."""
        cleaned = super().clean() or self.cleaned_data
        starts: date | None = cleaned.get("starts_on")
        ends: date | None = cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", f"最后一天 {ends} 早于任职日期 {starts}，请核对。")
        if not self.has_error("others") and not self.duties():
            self.add_error("others", "请至少勾选或填写一项职责（P2-3：“落实岗位人员及相关职责”）。")
        return cleaned

    def duties(self) -> str:
        """The duties, one a line: those ticked, then those typed; each once."""
        cleaned = self.cleaned_data
        typed = (" ".join(line.split()) for line in cleaned.get("others", "").splitlines())
        lines = [*cleaned.get("three", []), *cleaned.get("six", []), *typed]
        return "\n".join(dict.fromkeys(line for line in lines if line))

    def facts(self) -> dict[str, Any]:
        """The fields of the post."""
        cleaned = self.cleaned_data
        station = next(one for one in self.stations if str(one.pk) == cleaned["station"])
        return {
            "station": station,
            "title": cleaned["title"],
            "is_lead": cleaned["is_lead"],
            "duties": self.duties(),
            "starts_on": cleaned["starts_on"],
            "ends_on": cleaned["ends_on"],
        }

    def holder(self) -> Advisor:
        """Who was chosen."""
        chosen = self.cleaned_data["advisor"]
        return next(one for one in self.advisors if str(one.pk) == chosen)

    def refuse(self, refused: ValidationError) -> None:
        """Show what the service said, at its field."""
        for name, errors in refused.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def on_latest(self, version: int) -> Self:
        """The same answers on top of the latest version, to be confirmed once more."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        again = type(self)(
            data,
            actor=self.actor,
            advisors=self.advisors,
            stations=self.stations,
            post=self.post,
        )
        again.add_error(
            None, "刚有人改过这个岗位，您的改动还没有保存。请看过现在登记的，再点一次。"
        )
        return again


def initial_of(post: Post) -> dict[str, Any]:
    """A post as its form shows it: known duties ticked, the rest typed."""
    known = {str(kind.label) for kind in (*THREE_DUTIES, *SIX_SERVICES)}
    lines = post.duty_lines
    return {
        "station": post.station_id,
        "title": post.title,
        "is_lead": post.is_lead,
        "three": lines,
        "six": lines,
        "others": "\n".join(line for line in lines if line not in known),
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
        "version": post.version,
    }


def _people(actor: Actor, advisors: Sequence[Advisor]) -> list[tuple[str, str]]:
    named = [(str(one.pk), _called(actor, one)) for one in advisors]
    return [("", "请选择"), *named]


def _called(actor: Actor, advisor: Advisor) -> str:
    name = actor.shown_name(advisor.name, advisor.street_id)
    return f"{name}（{advisor.get_level_display()}级，{advisor.started_words} 上岗）"


def _names(stations: Sequence[Station]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.official_name) for one in stations]
