"""Lines of the trail in words: who by name, which unit, which record, how many rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

from audit.models import Entry
from core.permissions import ROLE_LABELS

# Keys of one kind of subject → what each is called.
Namer = Callable[[Iterable[str]], dict[str, str]]

# Subjects that are no model's: `scores:board`, `accounts`.
_SUBJECTS = {"scores": "评分表", "score_run": "评分", "accounts": "账号", "phone": "手机上的走访"}
# Counts and facts beside a line; what is not here is told as it is kept.
_DETAILS = {
    "new": "新增 {}",
    "changed": "有变化 {}",
    "same": "相同 {}",
    "rejected": "退回 {}",
    "rows": "{} 行",
    "records": "{} 条记录",
    "count": "{} 个",
    "streets": "{} 个街镇",
    "as_of": "截至 {}",
    "year": "{}年度",
    "version": "第 {} 版",
    "transition": "{}",
    "part": "“{}”部分",
    "answer": "{}",
    "stands_in_for": "代 {} 操作",
    "items": "{}",
    "was": "原为{}",
    "now": "现为{}",
    "before": "原 {} 分钟",
    "after": "改为 {} 分钟",
    "enrolled": "报名 {} 人",
    "withdrawn": "取消报名 {} 人",
    "signed_in": "签到 {} 人",
    "attended": "到场 {} 人",
    "corrected": "更正 {} 人",
    "material": "教材 {}",
    "added": "新排 {} 班",
    "removed": "换下 {} 班",
    "gaps": "空缺 {} 班",
    "starts_on": "从 {}",
    "ends_on": "到 {}",
    "reason": "原因：{}",
    "level": "{} 星",
    "day": "{}",
    "visit": "走访 {}",
    "listed_on": "{} 起在册",
    "unlisted_on": "在册到 {}",
    "moved_to": "迁往{}",
    "merged": "并入了档案 {}",
    "member": "第 {} 名成员",
    "state": "{}",
    "members": "{}",
    "care": "{}",
    "category": "类别 {}",
    "removed_category": "去掉类别 {}",
    "tier": "分层 {}",
    "households": "{} 户",
    "in": "{}",
    "step": "{}",
    "need": "需求 {}",
    "settlement": "{}",
    "referral": "对接 {}",
    "case": "个案 {}",
    "dropped_case": "移出个案 {}",
    "added_actions": "新增决议 {} 项",
    "dropped_actions": "删去决议 {} 项",
    "minutes": "纪要{}",
    "cloud_columns": "社区云的表头对上 {} 列",
}
_ROLES = {str(role): label for role, label in ROLE_LABELS.items()}
_OUTCOMES = ("new", "changed", "same", "rejected")
_FIELDS = {
    "phone": "联系电话",
    "id_number": "身份证号",
    "address": "住址",
    "informant_phone": "反映人电话",
    "contact_phone": "联系电话",
    "visitor_phone": "来访人电话",
    "answer": "答复",
    "receiver": "接待人",
    # Of a means survey, told with its household.
    "surveyed_on": "调查日期",
    "advisor": "调查人",
    "income": "家庭月收入",
    "medical_expense": "月医疗支出",
    "education_expense": "月教育支出",
    "other_expense": "其他月支出",
    "assets": "财产情况",
    "opinion": "调查意见",
    "files": "签字件",
    # Of a conference, its cases and actions.
    "party": "参加人",
    "situation": "情况",
    "opinions": "意见",
    "resolution": "会商决议",
    "matter": "事项",
    "owner": "责任顾问",
}

_namers: dict[str, Namer] = {}


def register(kind: str, namer: Namer) -> None:
    """Tell how the subjects `kind:key` of a room are called."""
    _namers[kind] = namer


@dataclass(frozen=True)
class Line:
    """One line of the trail as the auditor reads it; `entry` has it as it was kept."""

    entry: Entry
    person: str
    role: str
    unit: str
    subject: str
    detail: str


def told(entries: Sequence[Entry]) -> list[Line]:
    """Lines in words, in a fixed number of queries."""
    people = _people(
        {entry.username for entry in entries}
        | {entry.detail.get("stands_in_for", "") for entry in entries}
        | {key for entry in entries for kind, key in [_parts(entry.subject)] if kind == "user"}
    )
    codes = {entry.unit_code for entry in entries}
    units = _named("unit", codes | {entry.detail.get("unit", "") for entry in entries} - {""})
    subjects = _subjects(entries)
    subjects |= {f"user:{key}": f"账号 {name or key}" for key, name in people.items()}
    return [
        Line(
            entry=entry,
            person=people.get(entry.username) or _account(entry.username),
            role=_ROLES.get(entry.role, ""),
            unit=units.get(entry.unit_code, entry.unit_code),
            subject=subjects.get(entry.subject) or _plain(entry.subject),
            detail=_detail(entry, people, units),
        )
        for entry in entries
    ]


def _account(username: str) -> str:
    """Who has no name on file: 链接 3F2504E0 for whoever came through one (accounts.links)."""
    kind, _, number = username.partition(":")
    return f"链接 {number}" if kind == "link" and number else username or "系统"


def _people(usernames: Iterable[str]) -> dict[str, str]:
    users = get_user_model()._default_manager.filter(username__in=set(usernames) - {""})
    return {user.get_username(): getattr(user, "name", "") for user in users}


def _subjects(entries: Iterable[Entry]) -> dict[str, str]:
    """The subjects that a room has words for."""
    keys: dict[str, set[str]] = {}
    for entry in entries:
        kind, key = _parts(entry.subject)
        if kind in _namers:
            keys.setdefault(kind, set()).add(key)
    return {
        f"{kind}:{key}": words
        for kind, asked in keys.items()
        for key, words in _named(kind, asked).items()
    }


def _named(kind: str, keys: Iterable[str]) -> dict[str, str]:
    namer = _namers.get(kind)
    return namer(keys) if namer else {}


def _parts(subject: str) -> tuple[str, str]:
    kind, _, key = subject.partition(":")
    return kind, key


def _plain(subject: str) -> str:
    """What kind of thing a subject is; one without a key is words already."""
    kind, _ = _parts(subject)
    model = _model(kind)
    return _SUBJECTS.get(kind) or (str(model._meta.verbose_name) if model else subject)


def _model(kind: str) -> type[Model] | None:
    return next((one for one in apps.get_models() if one._meta.model_name == kind), None)


def _detail(entry: Entry, people: dict[str, str], units: dict[str, str]) -> str:
    detail = dict(entry.detail)
    # The unit of a record is told where it is not the writer's own.
    if (code := detail.pop("unit", "")) and code != entry.unit_code:
        detail = {"in": units.get(code, code), **detail}
    counted = [_DETAILS[key].format(count) for key in _OUTCOMES if (count := detail.pop(key, 0))]
    told = ["、".join(counted)] if counted else []
    model = _model(_parts(entry.subject)[0])
    for key, value in detail.items():
        if key == "stands_in_for":
            value = people.get(value) or value
        if key in ("field", "fields"):
            names = [value] if isinstance(value, str) else value
            told.append("、".join(_field(model, name) for name in names))
        else:
            told.append(_DETAILS.get(key, f"{key}：{{}}").format(_words(value)))
    return "；".join(told)


def _field(model: type[Model] | None, name: str) -> str:
    if name in _FIELDS or model is None:
        return _FIELDS.get(name, name)
    fields = {one.name: getattr(one, "verbose_name", name) for one in model._meta.get_fields()}
    return str(fields.get(name, name))


def _words(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
