"""The kit on one page: every part in every state, for those who build pages.

Shown only where KIT_PAGE or DEBUG is on. All figures and names are invented.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.badges import STATES
from core.icons import ICONS
from core.parts import (
    Bar,
    BarChart,
    Chip,
    Column,
    Explanation,
    Gap,
    Link,
    Milestone,
    Phase,
    Term,
)
from core.web import ActorRequest, actor_required

DAY = date(2024, 9, 20)

STREETS = (
    ("曹杨新村", "曹杨新村街道", (6.8, 11.9, 5.5, 6.6, 4.8, 7.6)),
    ("长风新村", "长风新村街道", (7.7, 6.5, 6.7, 4.6, 3.3, 4.8)),
    ("长寿路", "长寿路街道", (6.5, 9.5, 8.9, 4.0, 4.6, None)),
    ("石泉路", "石泉路街道", (3.3, 6.3, 5.5, 2.2, 7.0, 2.8)),
    ("长征", "长征镇", (8.1, 7.5, 5.1, 5.6, 0.0, 5.8)),
)
PARTS = (("阵地", 9), ("标准", 12), ("资源", 10), ("机制", 7), ("流程", 7), ("队伍", 11))


@actor_required()
@require_GET
def kit(request: ActorRequest) -> HttpResponse:
    """The page; 404 where the portal serves its users."""
    if not (settings.KIT_PAGE or settings.DEBUG):
        raise Http404
    for tell, words in (
        (messages.success, "已入账 333 行，退回 21 行。"),
        (messages.info, "这一页只在开发时出现，数字和人名都是编的。"),
        (messages.warning, "户籍人口是示例数字，正式使用前请换成公安口径。"),
        (messages.error, "没有存上：石泉路街道的方案刚被周主任改过，请先看他的改动。"),
    ):
        tell(request, words)
    shown = request.GET.get("cell", "石泉路街道 阵地")
    return render(request, "portal/kit.html", _samples(request.GET.get("sort", ""), shown))


def _samples(sort: str, shown: str) -> dict[str, Any]:
    faulty = SampleForm({"area_m2": "-3", "kind": "", "opened_on": "2024-02-30"})
    faulty.add_error(None, "同一街镇不能有两个主站：曹杨新村街道已有主站。")
    return {
        "day": DAY,
        "moments": [date(2024, 10, 30), date(2024, 9, 25), DAY, date(2024, 6, 30)],
        "done_on": date(2024, 7, 4),
        "states": list(STATES),
        "icons": sorted(ICONS),
        "crumbs": [Link("评分表", "#"), Link("石泉路街道", "#"), Link("课时达标率")],
        "chips": [
            Chip("全部街镇", "#", 10, is_current=True),
            Chip("有逾期", "#", 4),
            Chip("待我审核", "#", 3),
        ],
        "bad_chips": [
            Chip("不能入账", "#", 21, is_current=True, tone="bad"),
            Chip("需要您选", "#", 3),
            Chip("有变化", "#", 21),
            Chip("全部", "#", 373),
        ],
        "columns": [
            Column("姓名", sort="name"),
            Column("居村", sort="unit"),
            Column("岗位"),
            Column("课时", is_numeric=True, sort="hours", note="满 12.0"),
            Column("状态"),
            Column("操作", is_hidden=True),
        ],
        "sort": sort or "-hours",
        "people": [
            ("王**", "太浜巷居委", "专职", 5.0, "active"),
            ("李**", "品尊国际居委", "专职", 8.0, "active"),
            ("欧阳**", "石泉路街道社区事务受理服务中心", "兼职", 9.3, "on_leave"),
            ("赵**", "石泉一村居委", "专职", 12.0, "left"),
        ],
        "page": Paginator(range(370), 50).get_page(3),
        "board_columns": [
            Column("街镇"),
            Column("总分", is_numeric=True, sort="total", note="100"),
            *(Column(name, is_numeric=True, note=str(full), sort=name) for name, full in PARTS),
        ],
        "board": [
            (
                short,
                whole,
                [
                    (
                        value,
                        full,
                        f"{whole} {name}",
                        f"?cell={whole} {name}",
                        f"{whole} {name}" == shown,
                    )
                    for value, (name, full) in zip(values, PARTS, strict=True)
                ],
            )
            for short, whole, values in STREETS
        ],
        "phases": PHASES,
        "explanation": replace(EXPLANATION, place=shown),
        "empty_explanation": EMPTY_EXPLANATION,
        "chart_data": BarChart(
            bars=[
                Bar(short, values[5], words="尚无记录", url="#", is_current=short == "石泉路")
                for short, _, values in STREETS
            ],
            unit=" 分",
            full=11,
            mark=5.3,
            mark_label="全区平均 5.3",
        ),
        "sample_form": SampleForm(auto_id="ok_%s"),
        "faulty_form": faulty,
    }


class SampleForm(forms.Form):
    """One field of each kind."""

    official_name = forms.CharField(
        label="规范名称",
        help_text="附件一：街道名称＋“社区救助顾问服务站”，例如“曹杨新村街道社区救助顾问服务站”。",
    )
    area_m2 = forms.DecimalField(label="面积", min_value=0, help_text="实际使用的面积。")
    opened_on = forms.DateField(label="启用日期", widget=forms.DateInput(attrs={"type": "date"}))
    venue = forms.ChoiceField(
        label="设在哪里",
        choices=[("affairs_centre", "社区事务受理服务中心"), ("neighbourhood_hub", "邻聚里中心")],
    )
    kind = forms.ChoiceField(
        label="怎么走访",
        choices=[("visit", "上门"), ("phone", "电话"), ("video", "视频"), ("desk", "接待")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="需要什么帮助",
        required=False,
        help_text="可多选。",
        choices=[("basic", "基本生活"), ("health", "健康医疗"), ("care", "养老服务")],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.MultipleChoiceField(
        label="值守日",
        required=False,
        choices=[("1", "周一"), ("3", "周三"), ("5", "周五")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label="补充一句", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_independent = forms.BooleanField(label="有独立房间，不与其他窗口共用")
    workbook = forms.FileField(
        label="台账",
        help_text="Excel 工作簿（.xlsx），20 MB 以内。表头在哪一行、叫什么名字，系统自己找。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


PHASES = [
    Phase(
        1,
        "筹备部署",
        date(2024, 2, 1),
        date(2024, 3, 31),
        "done",
        [Milestone("召开动员部署会", date(2024, 3, 31), "done_late", "迟2个工作日完成")],
        "已结束",
    ),
    Phase(
        2,
        "实施推进",
        date(2024, 3, 1),
        date(2024, 6, 30),
        "past",
        [
            Milestone("建设方案报区民政局审核", date(2024, 4, 30), "done", url="#"),
            Milestone(
                "完成街镇救助顾问站点选址建设", date(2024, 6, 30), "overdue", "2 个街镇未完成", "#"
            ),
        ],
        "已过期限，1 个节点未完成",
    ),
    Phase(
        3,
        "全面提升",
        date(2024, 7, 1),
        date(2024, 9, 30),
        "running",
        [Milestone("至少形成一篇典型案例", date(2024, 9, 30), "due_soon", "还有10天", "#")],
    ),
    Phase(
        4,
        "总结评估",
        date(2024, 10, 1),
        date(2024, 12, 31),
        "not_due",
        [Milestone("综合评估", date(2024, 12, 31), "not_due")],
    ),
]

EXPLANATION = Explanation(
    title="课时达标率",
    place="石泉路街道 · 培训 · T8-4",
    state="partial",
    quote="每年培训课时不少于12课时，实现救助顾问培训全覆盖。",
    source="方案 三、8",
    rule="在岗顾问当年累计满 12 课时（540 分钟）算达标；达标率 50% 起得分，100% 得满分。",
    terms=[
        Term("26", "名已达标"),
        Term("34", "名在岗", "÷"),
        Term("76.5%", "50% 起得分", "="),
        Term("2.1", "满分 4", "→"),
    ],
    gaps=[
        Gap(
            "8 人课时不足，共差 31.5 课时",
            "王*、李*、陈* 等；最多者差 7 课时",
            Link("安排培训", "#"),
        ),
        Gap(
            "10 月 12 日“家境调查实务”（4 课时）可补足其中 5 人",
            "尚有 18 个名额",
            Link("一键报名", "#"),
            is_met=True,
        ),
    ],
    note="课时按 45 分钟折算；街镇顾问与居村顾问都计入。",
)

EMPTY_EXPLANATION = Explanation(
    title="典型案例",
    place="石泉路街道 · 第三阶段 · P3-2",
    state="no_data",
    quote="至少形成一篇典型案例上报区民政局。",
    source="方案 四、（三）",
    rule="按期上报并被接受得满分；迟 10 个工作日以内得 60%，已报未接受得 30%。",
    gaps=[Gap("还没有报过典型案例", "9 月 30 日前报区民政局")],
)
