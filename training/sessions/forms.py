"""What is typed about a session: its facts, why it was cancelled, what is corrected."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict

from advisors.models import Advisor
from core.actor import Actor
from core.clock import portal_day
from ledgers.durations import MINUTES_A_DAY, read_duration
from ledgers.problems import Rejected
from orgs.models import Unit
from stations.forms import fields
from training.enums import Mode, SessionKind
from training.models import Course, TrainingSession
from training.sessions import selectors
from training.sessions.services.keeping import FIXED_ONCE_HELD

MOST_DAYS = 31
# A day further off than this was mistyped.
FARTHEST = timedelta(days=400)
LONGEST_AGO = timedelta(days=800)
MINUTES_A_WHOLE_DAY = 24 * 60
WRONG_TIME = "请写成 09:00 这样的时间。"


class AdvisorChoice(forms.ModelChoiceField):
    """An advisor by the name the actor may read; of a district, with the street."""

    actor: Actor

    def label_from_instance(self, obj: Advisor) -> str:
        """石街明; 石**（石泉路 街镇级）for the district."""
        name = self.actor.shown_name(obj.name, obj.street_id)
        if not self.actor.is_district:
            return name
        return f"{name}（{obj.street.short_name} {obj.get_level_display()}）"


class CourseChoice(forms.ModelChoiceField):
    """A course with its length."""

    def label_from_instance(self, obj: Course) -> str:
        """入户访谈（90分钟）."""
        return f"{obj.title}（{obj.minutes}分钟）"


class SessionForm(forms.Form):
    """A training of a street or of the district; a course fills what is left blank."""

    course = CourseChoice(
        label="课程",
        queryset=Course.objects.none(),
        required=False,
        empty_label="不按课程",
        help_text="选了课程，主题和时长可以留空，按课程填。",
    )
    topic = fields.text("培训主题", 120, help_text="选了课程可以留空。")
    kind = forms.ChoiceField(
        label="培训类型", choices=SessionKind.choices, widget=forms.RadioSelect
    )
    held_on = fields.day("培训日期", help_text="还没办的先排上；已经办过的，接着登记到场名单。")
    ended_on = fields.day("结束日期", required=False, help_text="只办一天的留空。")
    starts_at = forms.TimeField(
        label="开始时间",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": WRONG_TIME},
        help_text="写了时间，才能提醒同一个人时间冲突。",
    )
    minutes = fields.text(
        "时长", 20, help_text="共多少分钟；也可以写“2课时”“2.5小时”或“9:00-11:30”。"
    )
    mode = forms.ChoiceField(label="方式", choices=Mode.choices, widget=forms.RadioSelect)
    place = fields.text("地点", 120, help_text="线上的可写会议号。")
    trainer = AdvisorChoice(
        label="授课顾问",
        queryset=Advisor.objects.none(),
        required=False,
        empty_label="不是顾问",
        help_text="本单位的顾问授课，计入救助顾问讲师（T8-6）。",
    )
    trainer_name = fields.text("其他授课人", 60, help_text="不是顾问的写姓名。")
    organiser = fields.text("主办单位", 80, help_text="和举办单位不同的才写。")
    capacity = fields.count("名额", most=5000, help_text="不限名额的留空。满了以后报名的排候补。")
    audience = fields.text("参加对象", 60, help_text="例如：今年新上岗的居村顾问。")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    FACTS = (
        "topic", "course", "kind", "held_on", "ended_on", "starts_at", "minutes", "trainer",
        "trainer_name", "place", "mode", "organiser", "capacity", "audience",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        host: Unit,
        actor: Actor,
        class_minutes: int,
        session: TrainingSession | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.host, self.class_minutes, self.session = host, class_minutes, session
        day = session.held_on if session else portal_day()
        self._choice("course").queryset = selectors.courses_for(host, day, session)
        trainer = cast(AdvisorChoice, self.fields["trainer"])
        trainer.actor = actor
        trainer.queryset = selectors.trainers_for(host, actor, day, session)
        if session and session.state == "held":
            for name in FIXED_ONCE_HELD:
                self.fields[name].disabled = True

    def clean_minutes(self) -> int | None:
        """Whole minutes, in any of the ways people write it."""
        text = self.cleaned_data["minutes"]
        if not text:
            return None
        try:
            reading = read_duration(
                text, header="分钟", class_hour=self.class_minutes, days=MOST_DAYS
            )
        except Rejected as refused:
            raise ValidationError(refused.problem.message) from None
        return int(reading.value)

    def clean_held_on(self) -> date:
        """Not decades off; the day of one that was held is not asked any more."""
        day: date = self.cleaned_data["held_on"]
        if self.fields["held_on"].disabled:
            return day
        if not portal_day() - LONGEST_AGO <= day <= portal_day() + FARTHEST:
            raise ValidationError(f"{day}离今天太远，请核对年份。")
        return day

    def clean(self) -> dict[str, Any]:
        """What a course says fills the blanks; then all of it together."""
        cleaned = super().clean() or self.cleaned_data
        course: Course | None = cleaned.get("course")
        if course:
            cleaned["topic"] = cleaned.get("topic") or course.title
            if "minutes" not in self.errors:
                cleaned["minutes"] = cleaned.get("minutes") or course.minutes
        for name, words in (("topic", "请填写培训主题，或选一门课程。"),
                            ("minutes", "请填写时长，或选一门课程。")):  # fmt: skip
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        self._check_days(cleaned)
        self._check_minutes(cleaned)
        self._check_trainer(cleaned)
        if cleaned.get("capacity") == 0:
            self.add_error("capacity", "名额至少为1；不限名额的请留空。")
        if cleaned.get("mode") == Mode.ON_SITE and not cleaned.get("place"):
            self.add_error("place", "现场培训请写明地点，报名的人要知道去哪里。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of the session."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def refuse(self, refused: ValidationError) -> None:
        """Show what the database's rules said."""
        for name, errors in refused.error_dict.items():
            target = name if name in self.fields else None
            self.add_error(None if name == NON_FIELD_ERRORS else target, errors)

    def on_latest(self, now: TrainingSession) -> "SessionForm":
        """The same answers on top of the latest version, with what differs told."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(now.version)
        form = type(self)(
            data,
            host=self.host,
            actor=cast(AdvisorChoice, self.fields["trainer"]).actor,
            class_minutes=self.class_minutes,
            session=now,
        )
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        form.cleaned_data = {}
        theirs = [
            f"{self.fields[name].label}：{told_of(now, name) or '空'}"
            for name in self.FACTS
            if getattr(now, name) != self.cleaned_data[name]
            # The name of an advisor is not everybody's to read; that she was chosen is told.
            and not (name == "trainer_name" and now.trainer_id)
        ]
        form.add_error(
            None,
            "刚有人改过这场培训，还没有保存。您填的都还在；现在登记的是——"
            f"{'；'.join(theirs)}。核对后再保存一次，就按您填的。",
        )
        return form

    def _choice(self, name: str) -> forms.ModelChoiceField:
        return cast(forms.ModelChoiceField, self.fields[name])

    def _check_days(self, cleaned: Mapping[str, Any]) -> None:
        first, last = cleaned.get("held_on"), cleaned.get("ended_on")
        if not first or not last:
            return
        if last < first:
            self.add_error("ended_on", f"结束日期不能早于培训日期（{first}）。")
        elif (last - first).days >= MOST_DAYS:
            self.add_error("ended_on", f"一场培训最多{MOST_DAYS}天；更长的请分几场登记。")

    def _check_minutes(self, cleaned: Mapping[str, Any]) -> None:
        minutes, first, last = (cleaned.get(n) for n in ("minutes", "held_on", "ended_on"))
        if not minutes or not first or {"held_on", "ended_on", "minutes"} & set(self.errors):
            return
        days = ((last or first) - first).days + 1
        if minutes > MINUTES_A_WHOLE_DAY * days:
            hours = f"{minutes / 60:.1f}".removesuffix(".0")
            self.add_error("minutes", f"{days}天只有{24 * days}小时，您填的是{hours}小时，请核对。")
        elif minutes > MINUTES_A_DAY * days:
            self.add_error(
                "minutes",
                f"一天最多{MINUTES_A_DAY}分钟（8小时），{days}天最多{MINUTES_A_DAY * days}分钟，"
                f"您填的是{minutes}分钟。",
            )

    def _check_trainer(self, cleaned: dict[str, Any]) -> None:
        """Who teaches: an advisor in post on the day, or a name; a name alone is the key."""
        trainer: Advisor | None = cleaned.get("trainer")
        if trainer is None:
            return
        name, day = cleaned.get("trainer_name"), cleaned.get("held_on")
        if name and name != trainer.name:
            self.add_error("trainer_name", "授课顾问和其他授课人只填一个。")
            return
        cleaned["trainer_name"] = trainer.name
        is_gone = day and trainer.ended_on and trainer.ended_on < day
        if day and (trainer.started_on > day or is_gone):
            self.add_error("trainer", f"这名顾问{day}不在岗，请核对日期或另选一人。")


def initial_of(session: TrainingSession) -> dict[str, Any]:
    """A session as its form is first shown."""
    facts = {name: getattr(session, name) for name in SessionForm.FACTS}
    if session.trainer_id:
        facts["trainer_name"] = ""
    return facts | {"version": session.version}


def told_of(session: TrainingSession, name: str) -> str:
    """A fact in words."""
    if name in ("kind", "mode"):
        return str(getattr(session, f"get_{name}_display")())
    if name == "trainer":
        return "选了顾问" if session.trainer_id else ""
    value = getattr(session, name)
    return "" if value is None else str(value)


class CancelForm(forms.Form):
    """Why a session is called off."""

    reason = forms.CharField(
        label="取消原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="报名的人会看到。",
        error_messages={"required": "请写明取消原因，报名的人会看到。"},
    )


class CodeForm(forms.Form):
    """The six digits under the code, for phones that can't scan."""

    digits = fields.PastedField(
        label="签到数字",
        read=lambda text: "".join(text.split()),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "9"}
        ),
        help_text="二维码下面的6位数字，30秒换一次。",
        error_messages={"required": "请填写二维码下面的6位数字。"},
    )


class CorrectionForm(forms.Form):
    """How long somebody was there in truth, and why it is put right."""

    advisor = AdvisorChoice(
        label="顾问",
        queryset=Advisor.objects.none(),
        empty_label="请选择",
        error_messages={"invalid_choice": "这名顾问不在当天的名册里。"},
    )
    minutes = fields.count(
        "更正为",
        most=MINUTES_A_DAY * MOST_DAYS,
        help_text="没有参加的填0；漏登的填到场的分钟数。",
        error_messages={"required": "请填写分钟数；没有参加的填0。"},
    )
    reason = forms.CharField(
        label="更正原因",
        max_length=200,
        help_text="例如：提前离场、同名登错、签到后补登。",
        error_messages={"required": "请写明更正的原因。"},
    )

    def __init__(self, *args: Any, people: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(AdvisorChoice, self.fields["advisor"])
        choice.actor, choice.queryset = actor, people
        # Nothing typed is not nought.
        self.fields["minutes"].required = True
