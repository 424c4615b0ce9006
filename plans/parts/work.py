"""What is to be done, with what money and by when: projects, money, schedule (T9, R2, P2-4)."""

from plans.enums import PartKind
from plans.schema import Ask, AskKind, Part, Table
from stations.enums import MilestoneKind

PROJECTS = Part(
    kind=PartKind.PROJECTS,
    title=PartKind.PROJECTS.label,
    purpose="今年做哪些慈善救助项目，帮谁、和谁一起做。",
    clauses=("T9-1", "T9-2", "T9-3"),
    tables=(
        Table(
            "projects",
            "慈善救助项目",
            "个项目",
            "name",
            (
                Ask(
                    "name",
                    "项目名称",
                    hint="通知：打造一批慈善救助项目，凝聚救助帮扶合力。",
                    is_asked=True,
                    longest=80,
                ),
                Ask(
                    "dimensions",
                    "救助模式",
                    AskKind.CHOICES,
                    hint="通知：聚焦“物质+服务+精神”多元救助模式。可以多选。",
                    choices=(("material", "物质"), ("service", "服务"), ("emotional", "精神")),
                    is_asked=True,
                ),
                Ask("for_whom", "帮扶对象", hint="写哪一类困难群众、大约多少户。", is_asked=True),
                Ask("partners", "合作单位", hint="社会组织、慈善组织、社工机构、爱心企业。"),
                Ask("starts_on", "开始日期", AskKind.DAY),
                Ask("ends_on", "结束日期", AskKind.DAY),
                Ask("budget", "预算", AskKind.MONEY, unit="元"),
            ),
            least=1,
        ),
    ),
)

MONEY = Part(
    kind=PartKind.MONEY,
    title=PartKind.MONEY.label,
    purpose="钱从哪里来、用在建设、运营、督导、服务的哪一项。金额以元为单位。",
    clauses=("R2-1",),
    asks=(
        Ask(
            "control",
            "使用管理",
            AskKind.LONG,
            hint="通知：要严格执行资金使用管理规定，保证资金使用落到实处。",
            longest=500,
        ),
    ),
    tables=(
        Table(
            "lines",
            "经费安排",
            "笔经费",
            "use",
            (
                Ask(
                    "source",
                    "来源",
                    AskKind.CHOICE,
                    hint="通知：通过财政预算、社区市民综合帮扶资金等渠道筹措资金。",
                    choices=(
                        ("government_budget", "财政预算"),
                        ("community_support_fund", "社区市民综合帮扶资金"),
                        ("donation", "社会捐赠"),
                        ("other", "其他"),
                    ),
                    is_asked=True,
                ),
                Ask(
                    "use",
                    "用途",
                    AskKind.CHOICE,
                    hint="通知：保障站点建设、运营、督导、服务到位。",
                    choices=(
                        ("building", "建设"),
                        ("running", "运营"),
                        ("supervising", "督导"),
                        ("serving", "服务"),
                    ),
                    is_asked=True,
                ),
                Ask("amount", "金额", AskKind.MONEY, unit="元", is_asked=True),
                Ask("note", "说明", hint="买什么、付给谁；来源选“其他”的写明来源。"),
            ),
            key_with=("source",),
            wanted=("building", "running", "supervising", "serving"),
        ),
    ),
)

SCHEDULE = Part(
    kind=PartKind.SCHEDULE,
    title=PartKind.SCHEDULE.label,
    purpose="七个节点各定一个日期；自己另设的节点写在下面。",
    clauses=("P2-4", "P2-2"),
    is_figure=True,
    tables=(
        Table(
            "milestones",
            "七个节点",
            "个节点",
            "kind",
            (
                Ask(
                    "kind",
                    "节点",
                    AskKind.CHOICE,
                    hint="通知：各街镇、居村要对照《方案》要求，细化工作进度。",
                    choices=MilestoneKind.choices,
                    is_asked=True,
                ),
                Ask("planned_on", "计划日期", AskKind.DAY, is_asked=True),
                Ask("note", "说明", hint="由哪个科室负责、前提是什么。"),
            ),
            wanted=tuple(MilestoneKind.values),
        ),
        Table(
            "own",
            "自设节点",
            "个节点",
            "name",
            (
                Ask("name", "节点", is_asked=True, longest=60),
                Ask("planned_on", "计划日期", AskKind.DAY, is_asked=True),
                Ask("note", "说明"),
            ),
        ),
    ),
)
