"""Who does what and how: staffing, services, mechanisms, training, leadership (T4–T8, P2-3, R1)."""

from plans.enums import PartKind
from plans.schema import Ask, AskKind, Part, Table
from stations.enums import ServiceKind

STAFFING = Part(
    kind=PartKind.STAFFING,
    title=PartKind.STAFFING.label,
    purpose="配多少顾问、设哪些岗位、各岗做什么、由谁来做。",
    clauses=("T6-1", "T6-2", "T6-3", "T6-4", "P2-3"),
    asks=(
        Ask(
            "street_advisors",
            "街镇级救助顾问",
            AskKind.WHOLE,
            hint="通知：按属地户籍居民人口万分之一配备社区救助顾问；街镇站至少2名。",
            unit="名",
            is_asked=True,
        ),
        Ask(
            "community_advisors",
            "居村救助顾问",
            AskKind.WHOLE,
            hint="通知：每个居委会至少配比1名社区救助顾问。",
            unit="名",
            is_asked=True,
        ),
        Ask(
            "duty_mode",
            "值守方式",
            AskKind.CHOICE,
            hint="通知：可通过定岗专人负责或救助顾问轮岗等方式，确保服务管理到位。",
            choices=(("fixed_post", "定岗"), ("rotation", "轮岗"), ("both", "定岗与轮岗结合")),
            is_asked=True,
        ),
        Ask(
            "partners",
            "第三方和志愿者",
            AskKind.LONG,
            hint="通知鼓励合作第三方专业顾问力量加入、招募志愿者。写机构和人数，不写个人姓名。",
            longest=500,
        ),
    ),
    tables=(
        Table(
            "posts",
            "岗位",
            "个岗位",
            "post",
            (
                Ask("post", "岗位名称", hint="如站长、政策咨询岗、个案服务岗。", is_asked=True),
                Ask(
                    "level",
                    "层级",
                    AskKind.CHOICE,
                    choices=(("street", "街镇"), ("community", "居村")),
                    is_asked=True,
                ),
                Ask(
                    "duties",
                    "岗位职责",
                    AskKind.LONG,
                    hint="通知：明确服务事项，落实岗位人员及相关职责。",
                    is_asked=True,
                    longest=500,
                ),
                Ask("holder", "任职人", hint="还没定人的可以空着。", is_personal=True, longest=30),
            ),
            least=1,
        ),
    ),
)

SERVICES = Part(
    kind=PartKind.SERVICES,
    title=PartKind.SERVICES.label,
    purpose="六类服务、街镇站三项职责，每一项怎么做、由哪个岗位做。",
    clauses=("T7-1", "T7-2", "P2-3"),
    asks=(
        Ask(
            "community_duties",
            "居村服务点怎么配合",
            AskKind.LONG,
            hint="通知：依托“社区云-社区救助顾问”模块，做好上门走访、需求排摸、及时精准发现潜在救助对象。",
            longest=500,
        ),
    ),
    tables=(
        Table(
            "services",
            "六类服务和三项职责",
            "项服务",
            "kind",
            (
                Ask(
                    "kind",
                    "事项",
                    AskKind.CHOICE,
                    hint="前六项是社区救助顾问服务内容，后三项是街镇站职责。",
                    choices=ServiceKind.choices,
                    is_asked=True,
                ),
                Ask(
                    "how",
                    "怎么做",
                    AskKind.LONG,
                    hint="方式、频次、对象，一两句话。",
                    is_asked=True,
                    longest=300,
                ),
                Ask("post", "由哪个岗位做", longest=60),
            ),
            wanted=tuple(ServiceKind.values),
        ),
    ),
)

MECHANISMS = Part(
    kind=PartKind.MECHANISMS,
    title=PartKind.MECHANISMS.label,
    purpose="站里按什么机制运行，三个重点流程怎么走。",
    clauses=("T4-1", "T4-2", "T4-4", "T5-1"),
    asks=(
        Ask(
            "front_back",
            "“前后台”衔接",
            AskKind.LONG,
            hint="通知：重点对与社区事务受理服务中心工作“前后台”衔接……细化工作流程。",
            is_asked=True,
            longest=1000,
        ),
        Ask(
            "stuck_cases",
            "“办不成事”接待",
            AskKind.LONG,
            hint="特殊困难群众“办不成事”谁接待、几天答复、怎么升级。",
            is_asked=True,
            longest=1000,
        ),
        Ask(
            "joint_support",
            "联动帮扶",
            AskKind.LONG,
            hint="多元资源主体怎么联动：谁召集、哪些部门和机构、怎么跟踪。",
            is_asked=True,
            longest=1000,
        ),
        Ask(
            "conferences",
            "会商",
            AskKind.LONG,
            hint="借鉴“泉爱”工作室“会商”机制：多久一次、谁参加、决议谁落实。",
            longest=500,
        ),
        Ask(
            "four_asks",
            "五心四问",
            AskKind.LONG,
            hint="推广“永兴”工作室机制：困难问策、专业问教、资源问需、特需问诊。",
            longest=500,
        ),
        Ask(
            "brand",
            "特色和品牌",
            AskKind.LONG,
            hint="通知：鼓励各街镇探索形成特色化、针对性的服务站体系，打造工作品牌。",
            longest=500,
        ),
    ),
)

TRAINING = Part(
    kind=PartKind.TRAINING,
    title=PartKind.TRAINING.label,
    purpose="全年训什么、训几次、每名顾问多少课时。",
    clauses=("T8-1", "T8-2", "T8-3", "T8-4", "T8-5"),
    asks=(
        Ask(
            "hours",
            "每名顾问全年课时",
            AskKind.DECIMAL,
            hint="通知：每年培训课时不少于12课时，实现救助顾问培训全覆盖。",
            unit="课时",
            is_asked=True,
        ),
        Ask(
            "courses",
            "救助课程",
            AskKind.LONG,
            hint="通知：开发专业“救助课程”。写课程名称和由谁开发（岗位或机构）。",
            longest=500,
        ),
    ),
    tables=(
        Table(
            "sessions",
            "培训安排",
            "场培训",
            "topic",
            (
                Ask("topic", "主题", is_asked=True, longest=80),
                Ask(
                    "kind",
                    "类型",
                    AskKind.CHOICE,
                    hint="通知：岗前培训、日常督训、骨干带训为主。",
                    choices=(
                        ("induction", "岗前培训"),
                        ("supervision", "日常督训"),
                        ("peer_led", "骨干带训"),
                        ("other", "其他"),
                    ),
                    is_asked=True,
                ),
                Ask("planned_on", "计划日期", AskKind.DAY, is_asked=True),
                Ask("hours", "课时", AskKind.DECIMAL, unit="课时", is_asked=True),
                Ask("audience", "对象", hint="如全体居村顾问。"),
                Ask("trainer", "讲师", is_personal=True, longest=60),
            ),
            least=1,
        ),
    ),
)

LEADERSHIP = Part(
    kind=PartKind.LEADERSHIP,
    title=PartKind.LEADERSHIP.label,
    purpose="谁牵头、谁联系、哪些科室参加。会议在“组织领导”页登记。",
    clauses=("R1-1",),
    is_figure=True,
    asks=(
        Ask(
            "lead_name",
            "组长",
            hint="通知：精心组织，扎实推进，确保站点规范化建设工作落到实处。",
            is_asked=True,
            is_personal=True,
            longest=30,
        ),
        Ask("lead_title", "组长职务", hint="如街道办事处副主任。", is_asked=True, longest=60),
        Ask("contact_name", "联系人", is_asked=True, is_personal=True, longest=30),
        Ask("contact_title", "联系人岗位", longest=60),
        Ask(
            "contact_phone",
            "联系电话",
            AskKind.PHONE,
            is_asked=True,
            is_personal=True,
            longest=30,
        ),
        Ask("meetings", "议事安排", AskKind.LONG, hint="多久开一次会、议什么。", longest=500),
    ),
    tables=(
        Table(
            "members",
            "成员科室",
            "个科室",
            "office",
            (
                Ask("office", "科室或单位", is_asked=True, longest=60),
                Ask("task", "承担什么", longest=200),
                Ask("member", "成员", is_personal=True, longest=30),
            ),
        ),
    ),
)
