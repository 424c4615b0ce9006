"""Invented plans for demos and tests: every part filled as a careful office would. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from plans.enums import PartKind
from plans.schema import Content
from stations.enums import MilestoneKind, ServiceKind

_HOW = {
    ServiceKind.POLICY_GUIDANCE: "每月到居村讲一次政策，站内常备手册。",
    ServiceKind.VISITING: "重点家庭每月上门，其他每季一次。",
    ServiceKind.MEANS_SURVEY: "两人同行，看、问、核三步，当天填表。",
    ServiceKind.RESOURCE_LINKAGE: "按需求从资源库里找，一周内对接。",
    ServiceKind.EMOTIONAL_SUPPORT: "每周三下午请社工坐班，约谈在会商研讨区。",
    ServiceKind.COMMUNITY_SUPPORT: "培育楼组互助，每个居村一支志愿队。",
    ServiceKind.POLICY_ADVICE: "随到随答，当场答不了的两个工作日内回电。",
    ServiceKind.APPLICATION_INTAKE: "与受理大厅同一时间开放，材料一次告知。",
    ServiceKind.RESOURCE_LINKS: "每月更新资源库，留下使用结果。",
}
# Of the milestones in their order: siting, fitting out, signing, opening, staff, points, training.
_DAYS = ("03-29", "05-31", "06-10", "06-20", "06-14", "07-05", "06-28")


def sample_content(
    street: str, communities: Sequence[tuple[str, str]], *, year: int, surname: str = "周"
) -> dict[str, Content]:
    """All twelve parts of a street's plan: kind → content.

    `street` is its core name (石泉路), `communities` are (code, short name) of all that the
    layout is to cover.
    """
    parts = {
        PartKind.SITE: _asks(
            venue_kind="affairs_centre",
            venue_note="受理服务中心二楼西侧，与受理大厅同层，单独进出。",
            address=f"{street}100号2楼",
            is_independent="yes",
            is_physical="yes",
            opens_on=f"{year}-06-20",
        ),
        PartKind.SPACE: _asks(
            {
                "zones": [
                    {"kind": "reception_zone", "area_m2": "12", "use": "接待、咨询"},
                    {"kind": "casework_zone", "area_m2": "15", "use": "受理、建档"},
                    {"kind": "conference_zone", "area_m2": "18", "use": "会商、个别谈话"},
                ]
            },
            area_m2="45",
            seats="12",
            arrangement="进门先到接待区，谈话在里间，关上门说话。",
        ),
        PartKind.EQUIPMENT: _asks(
            {"others": [{"name": "打印机", "count": "1", "note": "调配"}]},
            desks="4",
            chairs="14",
            computers="3",
            has_internet="yes",
        ),
        PartKind.LAYOUT: _asks(
            {
                "points": [
                    {
                        "community": code,
                        "address": f"{name}办公室内",
                        "opens_on": (date(year, 5, 20) + timedelta(days=n % 40)).isoformat(),
                    }
                    for n, (code, name) in enumerate(communities)
                ]
            },
            overview="街镇设一个站，每个居村设一个点，先易后难，分两批设立。",
        ),
        PartKind.STAFFING: _asks(
            {
                "posts": [
                    {
                        "post": "站长",
                        "level": "street",
                        "duties": "统筹站点运行，组织会商，对接区民政局。",
                        "holder": f"{surname}建国",
                    },
                    {
                        "post": "政策咨询岗",
                        "level": "street",
                        "duties": "政策解答、申请受理，与受理窗口前后台衔接。",
                        "holder": "",
                    },
                ]
            },
            street_advisors="9",
            community_advisors=str(len(communities)),
            duty_mode="both",
            partners="与区内一家社工机构签约，志愿者30名。",
        ),
        PartKind.SERVICES: _asks(
            {
                "services": [
                    {"kind": kind.value, "how": _HOW[kind], "post": "政策咨询岗"}
                    for kind in ServiceKind
                ]
            },
            community_duties="居村顾问每月排摸一次，有情况两天内报站里。",
        ),
        PartKind.MECHANISMS: _asks(
            front_back="窗口发现的困难家庭当天转站里，站里两个工作日内接手并回告窗口。",
            stuck_cases="站长每周四下午接待，五个工作日内答复，跨部门的提交会商。",
            joint_support="一户一案，至少两类力量参加，由站长召集，每月回看。",
            conferences="每季度至少一次，记录议定事项、责任人和期限。",
            four_asks="咨询记录按困难问策、专业问教、资源问需、特需问诊归类。",
        ),
        PartKind.TRAINING: _asks(
            {
                "sessions": [
                    {
                        "topic": "救助政策入门",
                        "kind": "induction",
                        "planned_on": f"{year}-05-15",
                        "hours": "4",
                        "audience": "新上岗顾问",
                        "trainer": f"{surname}建国",
                    },
                    {
                        "topic": "走访和沟通",
                        "kind": "supervision",
                        "planned_on": f"{year}-09-10",
                        "hours": "8",
                        "audience": "全体顾问",
                        "trainer": "",
                    },
                ]
            },
            hours="12",
            courses="与社工机构合编《上门第一课》。",
        ),
        PartKind.PROJECTS: _asks(
            {
                "projects": [
                    {
                        "name": "暖灯计划",
                        "dimensions": "material,service,emotional",
                        "for_whom": "独居困难老人约60户",
                        "partners": "区慈善基金会分会",
                        "starts_on": f"{year}-06-01",
                        "ends_on": f"{year}-12-31",
                        "budget": "80000",
                    }
                ]
            }
        ),
        PartKind.MONEY: _asks(
            {
                "lines": [
                    {"source": source, "use": use, "amount": amount, "note": note}
                    for source, use, amount, note in (
                        ("government_budget", "building", "120000", "装修和设备"),
                        ("government_budget", "running", "60000", "耗材和水电"),
                        ("government_budget", "supervising", "10000", "督导和评估"),
                        ("community_support_fund", "serving", "90000", "个案帮扶"),
                    )
                ]
            },
            control="专款专用，由民政科和财政所双签。",
        ),
        PartKind.SCHEDULE: _asks(
            {
                "milestones": [
                    {"kind": kind.value, "planned_on": f"{year}-{day}", "note": ""}
                    for kind, day in zip(MilestoneKind, _DAYS, strict=True)
                ],
                "own": [],
            }
        ),
        PartKind.LEADERSHIP: _asks(
            {"members": [{"office": "社区发展办", "task": "居村服务点", "member": ""}]},
            lead_name=f"{surname}志远",
            lead_title="街道办事处副主任",
            contact_name=f"{surname}晓梅",
            contact_title="民政科科员",
            contact_phone="021-52990000",
            meetings="每季度一次，专题研究站点建设。",
        ),
    }
    return {str(kind): content for kind, content in parts.items()}


def _asks(tables: dict[str, Any] | None = None, /, **asks: str) -> Content:
    return {"asks": asks, "tables": tables or {}}
