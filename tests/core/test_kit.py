"""The kit draws what it promises: escaped words, heads that tell, errors that lead to their field."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from core.badges import STATES
from core.icons import ICONS
from core.parts import Bar, BarChart, Chip, Column, Explanation, Gap, Link, Milestone, Phase, Term
from core.templatetags.kit import heat, points

DAY = date(2024, 9, 20)


def draw(source: str, address: str = "/list/", **values: Any) -> str:
    """What a template makes of the values, blanks beside tags left out."""
    request: HttpRequest = RequestFactory().get(address)
    html = Template("{% load kit %}" + source).render(Context({"request": request, **values}))
    return re.sub(r"\s*([<>])\s*", r"\1", html)


class SampleForm(forms.Form):
    area = forms.DecimalField(label="面积", min_value=0, help_text="实际使用的面积。")
    kind = forms.ChoiceField(
        label="走访方式", choices=[("visit", "上门"), ("phone", "电话")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="已核对")
    book = forms.FileField(label="台账")
    note = forms.CharField(label="备注", required=False)


class TestMarks:
    def test_every_icon_that_a_template_names_is_in_the_list(self) -> None:
        pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
        named = {
            name
            for page in pages
            for name in re.findall(r'(?:{% icon |icon_name=)"([\w-]+)"', page.read_text("utf-8"))
        }
        assert named - ICONS == set()

    def test_every_state_has_an_icon_and_a_word(self) -> None:
        for state, badge in STATES.items():
            html = draw("{% badge state %}", state=state)
            assert f">{badge.word}</span>" in html
            assert f"icons.svg#{badge.icon}" in html
            assert badge.icon in ICONS

    def test_a_day_is_written_as_tables_write_it(self) -> None:
        assert draw("{{ day|iso }}", day=date(2024, 9, 20)) == "2024-09-20"
        assert draw("{{ day|iso }}", day=None) == ""

    def test_a_badge_takes_other_words_and_escapes_them(self) -> None:
        assert "迟3个工作日" in draw('{% badge "overdue" "迟3个工作日" %}')
        assert "&lt;b&gt;" in draw('{% badge "overdue" word %}', word="<b>")

    def test_an_icon_speaks_only_when_it_has_a_label(self) -> None:
        assert 'aria-hidden="true"' in draw('{% icon "home" %}')
        html = draw('{% icon "x" label %}', label='关"闭')
        assert 'role="img"' in html
        assert 'aria-label="关&quot;闭"' in html

    def test_an_icon_outside_the_list_is_a_mistake_of_the_page(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="no-such"):
            draw('{% icon "no-such" %}')

    @pytest.mark.parametrize(
        ("value", "full", "width"),
        [(26, 34, "76.5"), (0, 12, "0.0"), (14, 12, "100.0"), (3, 0, "0.0"), (-1, 2, "0.0")],
    )
    def test_a_meter_stays_within_its_bar(self, value: int, full: int, width: str) -> None:
        html = draw("{% meter value full '课时' %}", value=value, full=full)
        assert f'class="meter-part" width="{width}"' in html
        assert f"课时 {value} / {full}" in html
        assert "style=" not in html

    @pytest.mark.parametrize(
        ("value", "text"),
        [(6.75, "6.8"), (Decimal("0.25"), "0.3"), (4, "4.0"), (0, "0.0"), (None, "–")],
    )
    def test_points_have_one_decimal_and_round_halves_up(
        self, value: float | None, text: str
    ) -> None:
        assert points(value) == text

    @pytest.mark.parametrize(
        ("share", "step"),
        [(0, "heat-0"), (0.199, "heat-0"), (0.2, "heat-1"), (0.8, "heat-4"), (1, "heat-4")],
    )
    def test_heat_goes_in_five_steps(self, share: float, step: str) -> None:
        assert heat(share) == step

    def test_a_heat_cell_links_its_figure_and_says_whose_it_is(self) -> None:
        html = draw('{% heatcell 6.8 9 url "石泉路 阵地" True %}', url="/why/?a=1&b=2")
        assert '<td class="heat heat-3">' in html
        assert 'href="/why/?a=1&amp;b=2"' in html
        assert "石泉路 阵地" in html
        assert "满分 9.0" in html
        assert 'aria-current="true"' in html
        assert "hx-get" not in html

    def test_a_heat_cell_can_open_beside_its_table(self) -> None:
        assert 'hx-get="/why/"' in draw('{% heatcell None 9 "/why/" "甲" beside=True %}')

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2024, 10, 2), "2024-10-02 还有12天"),
            (DAY, "2024-09-20 今天到期"),
            (date(2024, 9, 14), "2024-09-14 迟3个工作日"),  # 15–17 is the Mid-Autumn holiday
        ],
    )
    def test_a_due_day_is_told_in_days_ahead_and_workdays_behind(
        self, day: date, words: str
    ) -> None:
        assert draw("{{ day|due:as_of }}", day=day, as_of=DAY) == words

    def test_a_due_day_on_a_holiday_names_the_last_workday(self) -> None:
        html = draw("{% dueday day as_of %}", day=date(2024, 6, 30), as_of=date(2024, 6, 18))
        assert "还有12天" in html
        assert "06-28" in html

    def test_what_was_done_late_says_so_from_the_day_it_was_done(self) -> None:
        source = "{% dueday day as_of done %}"
        values = {"day": date(2024, 6, 28), "done": date(2024, 7, 3)}
        assert "迟3个工作日完成" in draw(source, as_of=date(2024, 7, 3), **values)
        assert "迟2个工作日<" in draw(source, as_of=date(2024, 7, 2), **values)


class TestPage:
    def test_a_page_head_without_an_action_leaves_no_empty_box(self) -> None:
        html = draw("{% pagehead title=title %}  {% endpagehead %}", title="<顾问>")
        assert "<h1>&lt;顾问&gt;</h1>" in html
        assert "pagehead-actions" not in html
        assert "crumbs" not in html

    def test_a_page_head_shows_the_way_here(self) -> None:
        html = draw(
            "{% pagehead title='甲' crumbs=crumbs %}<a>做</a>{% endpagehead %}",
            crumbs=[Link("评分表", "/board/"), Link("甲")],
        )
        assert '<a href="/board/">评分表</a>' in html
        assert '<div class="pagehead-actions"><a>做</a></div>' in html

    def test_the_toolbar_says_what_is_hidden_and_ends_with_the_export(self) -> None:
        html = draw(
            "{% toolbar chips=chips hides='已隐藏 2 行' show_all='/all/' export='/x/' %}"
            "<b>旁</b>{% endtoolbar %}",
            chips=[Chip("全部", "?", 10, is_current=True), Chip("逾期", "?late=1", 0)],
        )
        assert 'aria-current="true"' in html
        assert '<span class="chip-count">0</span>' in html
        assert '<a href="/all/">全部显示</a>' in html
        assert html.index("<b>旁</b>") < html.index('href="/x/"')

    def test_a_search_keeps_the_rest_of_the_address_but_the_page(self) -> None:
        html = draw('{% searchbox "找姓名" %}', "/list/?as_of=2024-06-30&q=%22王&page=3")
        assert '<input type="hidden" name="as_of" value="2024-06-30">' in html
        assert 'name="page"' not in html
        assert 'value="&quot;王"' in html

    @pytest.mark.parametrize(
        ("sort", "told", "leads_to"),
        [
            ("", "", "?as_of=2024-06-30&amp;sort=name"),
            ("name", 'aria-sort="ascending"', "?as_of=2024-06-30&amp;sort=-name"),
            ("-name", 'aria-sort="descending"', "?as_of=2024-06-30&amp;sort=name"),
        ],
    )
    def test_a_column_sorts_and_turns_round(self, sort: str, told: str, leads_to: str) -> None:
        html = draw(
            "{% datatable columns caption='名册' sort=sort %}<tr></tr>{% enddatatable %}",
            "/list/?as_of=2024-06-30&page=3",
            columns=[Column("姓名", sort="name"), Column("课时", is_numeric=True)],
            sort=sort,
        )
        assert told in html
        assert f'href="{leads_to}"' in html
        assert '<th scope="col" class="num">课时</th>' in html
        assert "<caption>名册</caption>" in html

    def test_a_table_that_scrolls_can_be_reached_by_keyboard(self) -> None:
        html = draw("{% datatable caption='名册' look='scroll' %}{% enddatatable %}")
        assert 'role="region" aria-label="名册" tabindex="0"' in html

    def test_pages_tell_the_rows_and_keep_the_address(self) -> None:
        html = draw(
            "{% pagination page %}",
            "/list/?q=a&page=3",
            page=Paginator(range(370), 50).get_page(3),
        )
        assert "第 101–150 行，共 370 行" in html
        assert 'href="?q=a&amp;page=4" rel="next"' in html
        assert 'aria-current="page">3</a>' in html

    def test_one_page_has_no_way_through(self) -> None:
        html = draw("{% pagination page %}", page=Paginator([1], 50).get_page(1))
        assert "共 1 行" in html
        assert "rel=" not in html


class TestStories:
    def test_a_step_is_past_current_or_ahead(self) -> None:
        html = draw('{% steps "选文件" "对列" "核对" current=2 %}')
        assert html.count('class="is-past"') == 1
        assert html.count('aria-current="step"') == 1

    def test_a_phase_stands_in_its_months(self) -> None:
        phase = Phase(
            3,
            "全面提升",
            date(2024, 7, 1),
            date(2024, 9, 30),
            "running",
            [Milestone("典型案例", date(2024, 9, 30), "due_soon", "还有10天", "/case/")],
        )
        html = draw("{% timeline phases day %}", phases=[phase], day=DAY)
        assert "is-running from-7 to-9" in html
        assert "三 全面提升" in html
        assert '<a href="/case/">典型案例</a>' in html
        assert "还有10天" in html

    def test_an_explanation_reads_from_clause_to_work(self) -> None:
        told = Explanation(
            title="课时达标率",
            place="石泉路街道 · T8-4",
            state="partial",
            quote="不少于12课时",
            source="方案 三、8",
            rule="达标率 50% 起得分。",
            terms=[Term("26", "名已达标"), Term("34", "名在岗", "÷")],
            gaps=[Gap("8 人<课时>不足", "共差 31.5", Link("安排培训", "/train/"))],
            note="按 45 分钟折算",
        )
        html = draw("{% explanation told level=3 %}<p>行</p>{% endexplanation %}", told=told)
        parts = [
            "未满分",
            "不少于12课时",
            "50% 起得分",
            "26",
            "÷",
            "34",
            "8 人&lt;课时&gt;",
            "<p>行",
        ]
        assert [part for part in parts if part not in html] == []
        assert sorted(parts, key=html.index) == parts
        assert '<h3 class="explanation-title">' in html
        assert '<a class="btn" href="/train/">安排培训</a>' in html

    def test_a_chart_keeps_its_table_and_cannot_break_out_of_its_data(self) -> None:
        data = BarChart(bars=[Bar("</script><b>", 1.5), Bar("乙", None, words="尚无记录")])
        html = draw("{% chart 'c' '图' data %}<table></table>{% endchart %}", data=data)
        assert "</script><b>" not in html
        assert '<script id="c" type="application/json">' in html
        assert "<table></table>" in html

    def test_an_empty_state_names_the_clause_and_the_first_step(self) -> None:
        html = draw(
            "{% emptystate title='还没有台账' clause='方案 三、8' %}<a>导入</a>{% endemptystate %}"
        )
        assert "方案 三、8" in html
        assert '<div class="emptystate-step"><a>导入</a></div>' in html

    def test_a_dialog_is_named_by_its_title(self) -> None:
        html = draw("{% dialog 'undo' title='撤销？' %}<p>后果</p>{% enddialog %}")
        assert 'id="undo" aria-labelledby="undo-title"' in html
        assert '<h2 id="undo-title">撤销？</h2>' in html


class TestForms:
    def test_a_field_is_described_by_hint_error_and_unit(self) -> None:
        html = draw(
            '{% field form.area unit="平方米" %}', form=SampleForm({"area": "-3"}, auto_id="f_%s")
        )
        described = re.search(r'aria-describedby="([^"]*)"', html)
        assert described
        ids = described[1].split()
        assert ids == ["f_area_helptext", "f_area_error", "f_area_unit"]
        assert all(html.count(f'id="{one}"') == 1 for one in ids)
        assert 'aria-invalid="true"' in html
        assert '<label class="field-label" for="f_area">面积</label>' in html

    def test_what_need_not_be_filled_in_says_so(self) -> None:
        form = SampleForm()
        assert "选填" in draw("{% field form.note %}", form=form)
        assert "选填" not in draw("{% field form.area %}", form=form)

    def test_choices_stand_under_a_legend(self) -> None:
        html = draw('{% field form.kind look="segments" %}', form=SampleForm({}))
        assert '<legend class="field-label">走访方式</legend>' in html
        assert '<fieldset class="field has-error" aria-describedby="id_kind_error">' in html
        assert html.count('type="radio"') == 2

    def test_a_file_can_be_dropped(self) -> None:
        html = draw("{% field form.book %}", form=SampleForm())
        assert "data-dropzone" in html
        assert 'type="file"' in html

    def test_the_summary_leads_to_every_field_in_words_of_its_own(self) -> None:
        form = SampleForm({"area": "-3"})
        form.add_error(None, "两处<矛盾>")
        html = draw("{% errorsummary form %}", form=form)
        assert 'role="alert" tabindex="-1" data-focus' in html
        assert "有 5 处要改" in html
        assert "两处&lt;矛盾&gt;" in html
        assert '<a href="#id_area">面积：' in html
        assert '<a href="#id_kind_0">请选择走访方式</a>' in html
        assert '<a href="#id_sure">请勾选“已核对”</a>' in html
        assert '<a href="#id_book">请选择台账</a>' in html

    def test_the_summary_keeps_silent_when_all_is_well(self) -> None:
        assert draw("{% errorsummary form %}", form=SampleForm()).strip() == ""
