"""The rooms in the notice's order, as far as an actor may enter them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import ResolverMatch

from accounts.permissions import AccountsPermission
from advisors.permissions import AdvisorsPermission
from assessment.permissions import AssessmentPermission
from audit.permissions import AuditPermission
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.permissions import Permission, Role
from core.templatetags.portal_links import address
from evidence.permissions import EvidencePermission
from ledgers.permissions import LedgersPermission
from orgs.permissions import OrgsPermission
from plans.permissions import PlansPermission
from resources.permissions import ResourcesPermission
from stations.permissions import StationsPermission
from training.permissions import TrainingPermission


@dataclass(frozen=True)
class Door:
    """A room's entry in the rail: its words, icon, view and who may enter."""

    label: str
    icon: str
    view: str
    needs: Permission | None = None


@dataclass(frozen=True)
class Tab:
    """One of the pages of a room that stand side by side."""

    label: str
    view: str
    needs: Permission


@dataclass(frozen=True)
class Item:
    """A door as drawn for one request."""

    label: str
    icon: str
    url: str
    is_current: bool


ROOMS = (
    (
        Door("首页", "home", "portal:home"),
        Door("阵地", "building-community", "stations:list", StationsPermission.VIEW),
        Door("方案", "file-text", "plans:list", PlansPermission.VIEW),
        Door("佐证", "photo", "evidence:gallery", EvidencePermission.VIEW),
        Door("标准", "clipboard-check", "assessment:clauses", AssessmentPermission.VIEW),
        Door("资源", "gift", "resources:list", ResourcesPermission.VIEW),
        Door("帮扶", "heart-handshake", "casework:needs", CaseworkPermission.VIEW),
        Door("队伍", "users", "advisors:list", AdvisorsPermission.VIEW),
        Door("任务", "walk", "casework:desk", CaseworkPermission.VIEW),
        Door("培训", "school", "training:list", TrainingPermission.VIEW),
    ),
    (
        Door("评分", "table", "assessment:board", AssessmentPermission.VIEW),
        Door("时间线", "timeline", "assessment:timeline", AssessmentPermission.VIEW),
        Door("台账", "file-spreadsheet", "ledgers:list", LedgersPermission.IMPORT),
        Door("单位", "map-pin", "orgs:list", OrgsPermission.VIEW),
        Door("账号", "user-cog", "accounts:list", AccountsPermission.MANAGE),
        Door("留痕", "history", "audit:trail", AuditPermission.READ_TRAIL),
    ),
)

# The pages side by side behind a door: what is everybody's first, then what stands behind it.
TABS = {
    "stations:list": (
        Tab("服务站", "stations:list", StationsPermission.VIEW),
        Tab("居村服务点", "stations:points", StationsPermission.VIEW),
        Tab("建站进度", "stations:progress", StationsPermission.PROGRESS),
        Tab("对照自查", "stations:self-checks", StationsPermission.PROGRESS),
    ),
    "resources:list": (
        Tab("资源", "resources:list", ResourcesPermission.VIEW),
        Tab("提供方", "resources:providers", ResourcesPermission.VIEW),
    ),
    "casework:needs": (
        Tab("需求", "casework:needs", CaseworkPermission.VIEW),
        Tab("资源对接", "casework:referrals", CaseworkPermission.VIEW),
        Tab("前后台衔接", "casework:handovers", CaseworkPermission.VIEW),
        Tab("办不成事", "casework:stuck-cases", CaseworkPermission.VIEW),
        Tab("会商", "casework:conferences", CaseworkPermission.VIEW),
        Tab("会商决议", "casework:actions", CaseworkPermission.VIEW),
        Tab("帮扶方案", "casework:support-plans", CaseworkPermission.VIEW),
        Tab("满意度", "casework:satisfaction", CaseworkPermission.VIEW),
    ),
    "advisors:list": (
        Tab("名册", "advisors:list", AdvisorsPermission.VIEW),
        Tab("配备", "advisors:staffing", AdvisorsPermission.VIEW),
        Tab("岗位", "advisors:posts", AdvisorsPermission.VIEW),
        Tab("值守", "advisors:duty", AdvisorsPermission.VIEW),
        Tab("星级", "advisors:stars", AdvisorsPermission.VIEW),
        Tab("合作与志愿者", "advisors:helpers", AdvisorsPermission.VIEW),
        Tab("调动", "advisors:transfers", AdvisorsPermission.VIEW),
    ),
    "casework:desk": (
        Tab("工作台", "casework:desk", CaseworkPermission.VIEW),
        Tab("我的户", "casework:mine", CaseworkPermission.SERVE),
        Tab("名册", "casework:households", CaseworkPermission.VIEW),
        Tab("走访", "casework:visits", CaseworkPermission.VIEW),
        Tab("线索", "casework:leads", CaseworkPermission.VIEW),
        Tab("咨询与申请", "casework:consultations", CaseworkPermission.VIEW),
        Tab("需求排摸", "casework:needs-surveys", CaseworkPermission.VIEW),
        Tab("服务记录", "casework:records", CaseworkPermission.VIEW),
        Tab("社区云", "casework:cloud", CaseworkPermission.RECONCILE),
    ),
    "training:list": (
        Tab("培训", "training:list", TrainingPermission.VIEW),
        Tab("我的课时", "training:my-hours", TrainingPermission.ATTEND),
        Tab("课时", "training:hours", TrainingPermission.VIEW),
        Tab("方案", "training:plans", TrainingPermission.VIEW),
        Tab("课程", "training:courses", TrainingPermission.VIEW),
        Tab("讲师", "training:trainers", TrainingPermission.VIEW),
    ),
}

_HOME = ROOMS[0][0]
_BY_VIEW = {door.view: door for group in ROOMS for door in group}
# Rooms without a door of their own, and the one that leads to them.
_ENTERED_FROM = {"reminders": "plans"}
# Casework has two doors: what advisors do on foot, and what they do together with others.
_TOGETHER = re.compile(
    r"casework:(needs?|need-\w+|referral.*|handover.*|stuck.*|conference.*|actions?|action-.*"
    r"|support-plan.*|plan-.*|satisfaction.*)$"
)
# Pages inside a room that an advisor wants at once.
_AT_HAND = {
    door.view: door
    for door in (
        Door("记走访", "walk", "casework:phone", CaseworkPermission.SERVE),
        Door("我的户", "home-heart", "casework:mine", CaseworkPermission.SERVE),
        Door("我的课时", "school", "training:my-hours", TrainingPermission.ATTEND),
    )
}
# What each role has under its thumb.
_THUMB = {
    Role.DISTRICT_REVIEWER: ("assessment:board", "plans:list", "evidence:gallery"),
    Role.STREET_MANAGER: ("assessment:board", "plans:list", "evidence:gallery"),
    Role.STREET_ADVISOR: tuple(_AT_HAND),
    Role.COMMUNITY_ADVISOR: tuple(_AT_HAND),
    Role.DATA_ADMIN: ("ledgers:list", "orgs:list", "accounts:list"),
    Role.AUDITOR: ("assessment:board", "assessment:timeline", "orgs:list"),
}


def rail(request: HttpRequest, actor: Actor) -> list[list[Item]]:
    """The left rail: groups of rooms."""
    groups = [[_item(request, door) for door in group if _open(actor, door)] for group in ROOMS]
    return [group for group in groups if group]


def tabs(request: HttpRequest, actor: Actor) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is this one, on the pages that are tabs; the street stays."""
    match = request.resolver_match
    if match is None:
        return []
    found = next((group for group in TABS.values() if _has(group, match)), ())
    street = request.GET.get("street", "")
    return [
        (tab.label, address(request, tab.view, street=street), tab.view == match.view_name)
        for tab in found
        if actor.can(tab.needs)
    ]


def _has(group: Iterable[Tab], match: ResolverMatch) -> bool:
    return match.view_name in {tab.view for tab in group}


def thumb_bar(request: HttpRequest, actor: Actor) -> list[Item]:
    """The four entries at the bottom of a phone."""
    doors = (_BY_VIEW.get(view) or _AT_HAND[view] for view in _THUMB[actor.role])
    return [_item(request, door) for door in (_HOME, *doors)]


def _open(actor: Actor, door: Door) -> bool:
    return door.needs is None or actor.can(door.needs)


def _item(request: HttpRequest, door: Door) -> Item:
    match = request.resolver_match
    room = door.view.partition(":")[0]
    if match is None:
        is_current = False
    elif room in {"assessment", "portal"} or door.view in _AT_HAND:
        is_current = match.view_name == door.view
    else:
        is_current = _door_of(match) == (door.view if room == "casework" else room)
    return Item(door.label, door.icon, address(request, door.view), is_current)


def _door_of(match: ResolverMatch) -> str:
    """The room a page lies in; in casework, which has two doors, the view of the right one."""
    if match.app_name == "casework":
        return "casework:needs" if _TOGETHER.match(match.view_name) else "casework:desk"
    return _ENTERED_FROM.get(match.app_name, match.app_name)
