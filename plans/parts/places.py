"""Where the station and the points will be: site, space, equipment, layout (T1, S1, S2)."""

from plans.enums import PartKind
from plans.schema import Ask, AskKind, Part, Table
from stations.enums import VenueKind, ZoneKind

SITE = Part(
    kind=PartKind.SITE,
    title=PartKind.SITE.label,
    purpose="街镇站设在哪里、是不是独立的实体站、什么时候开放；有增设站或工作室的一并列出。",
    clauses=("T1-2", "T1-3", "T1-4", "P2-2"),
    asks=(
        Ask(
            "venue_kind",
            "设置场所",
            AskKind.CHOICE,
            hint="通知：要在社区事务受理服务中心建设独立的实体化社区救助顾问服务站。",
            choices=VenueKind.choices,
            is_asked=True,
        ),
        Ask(
            "venue_note",
            "场所说明",
            AskKind.LONG,
            hint="几楼几室、产权和使用方式、离受理大厅多远；不设在受理服务中心的，写明原因。",
            longest=500,
        ),
        Ask(
            "address",
            "地址",
            hint="写到门牌号和楼层，如：石泉路140号2楼。",
            is_asked=True,
            longest=120,
        ),
        Ask(
            "is_independent",
            "独立设置",
            AskKind.YES_NO,
            hint="有自己的房间或隔开的区域，不与别的窗口合用。",
            is_asked=True,
        ),
        Ask(
            "is_physical",
            "实体化",
            AskKind.YES_NO,
            hint="有固定场所、有人值守、居民能上门。",
            is_asked=True,
        ),
        Ask(
            "opens_on",
            "计划开放日期",
            AskKind.DAY,
            hint="通知：原则上6月底前完成街镇救助顾问站点选址建设工作。",
            is_asked=True,
        ),
    ),
    tables=(
        Table(
            "extras",
            "增设站和工作室",
            "个站点",
            "name",
            (
                Ask("name", "名称", hint="工作室写品牌名。", is_asked=True, longest=80),
                Ask(
                    "kind",
                    "类型",
                    AskKind.CHOICE,
                    choices=(("extra", "增设站"), ("studio", "工作室")),
                    is_asked=True,
                ),
                Ask("venue_kind", "设置场所", AskKind.CHOICE, choices=VenueKind.choices),
                Ask("address", "地址", longest=120),
                Ask("opens_on", "计划开放日期", AskKind.DAY),
            ),
        ),
    ),
)

SPACE = Part(
    kind=PartKind.SPACE,
    title=PartKind.SPACE.label,
    purpose="工作空间够不够用，分成哪几个区。",
    clauses=("S2-1", "S2-3"),
    asks=(
        Ask(
            "area_m2",
            "面积",
            AskKind.DECIMAL,
            hint="通知没有定数，建议不少于15㎡。",
            unit="㎡",
            is_asked=True,
        ),
        Ask("seats", "座位数", AskKind.WHOLE, unit="个", is_asked=True),
        Ask(
            "arrangement",
            "布置说明",
            AskKind.LONG,
            hint="附件：各功能分区要以方便群众办事为出发点，合理布局。个别谈话在哪里谈也写上。",
            longest=500,
        ),
    ),
    tables=(
        Table(
            "zones",
            "功能分区",
            "个区",
            "kind",
            (
                Ask(
                    "kind",
                    "功能区",
                    AskKind.CHOICE,
                    hint="附件点名的三个区：咨询接待区、业务办理区、会商研讨区。",
                    choices=ZoneKind.choices,
                    is_asked=True,
                ),
                Ask("label", "名称", hint="选“其他”的，写明是什么区。", longest=30),
                Ask("area_m2", "面积", AskKind.DECIMAL, unit="㎡"),
                Ask("use", "用来做什么", longest=200),
            ),
        ),
    ),
)

EQUIPMENT = Part(
    kind=PartKind.EQUIPMENT,
    title=PartKind.EQUIPMENT.label,
    purpose="桌椅、电脑、网络配多少；其他设备逐项列出。没有的填 0。",
    clauses=("S2-2",),
    asks=(
        Ask(
            "desks",
            "桌",
            AskKind.WHOLE,
            hint="附件：配备必要的桌椅、电脑以及互联网办公等设备。",
            unit="张",
            is_asked=True,
        ),
        Ask("chairs", "椅", AskKind.WHOLE, unit="把", is_asked=True),
        Ask("computers", "电脑", AskKind.WHOLE, unit="台", is_asked=True),
        Ask(
            "has_internet",
            "互联网",
            AskKind.YES_NO,
            hint="能上“社区云-社区救助顾问”模块。",
            is_asked=True,
        ),
    ),
    tables=(
        Table(
            "others",
            "其他设备",
            "项设备",
            "name",
            (
                Ask("name", "设备", hint="如打印机、档案柜、显示屏、无障碍设施。", is_asked=True),
                Ask("count", "数量", AskKind.WHOLE, is_asked=True),
                Ask("note", "说明", hint="现有、调配还是添置。"),
            ),
        ),
    ),
)

LAYOUT = Part(
    kind=PartKind.LAYOUT,
    title=PartKind.LAYOUT.label,
    purpose="每个居村一个服务点：设在哪里、什么时候设立。名称按居村自动生成。",
    clauses=("T1-1", "T1-5", "S1-5"),
    is_figure=True,
    asks=(
        Ask(
            "overview",
            "布局说明",
            AskKind.LONG,
            hint="通知：各街镇要统筹规划、部署好街镇-居村救助服务站（点）阵地布局。",
            longest=1000,
        ),
    ),
    tables=(
        Table(
            "points",
            "布点清单",
            "个服务点",
            "community",
            (
                Ask(
                    "community",
                    "居村",
                    AskKind.COMMUNITY,
                    hint="居村层面，要做到功能性救助顾问服务点全覆盖。",
                    is_asked=True,
                ),
                Ask("address", "地址", is_asked=True, longest=120),
                Ask("opens_on", "计划设立日期", AskKind.DAY, is_asked=True),
            ),
            least=1,
        ),
    ),
)
