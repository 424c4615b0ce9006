"""A street begins its plan, sees how it stands, hands it in; others read what is published."""

import html
import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from evidence.models import Evidence
from plans import services
from plans.models import ConstructionPlan, PlanVersion
from plans.parts import PARTS
from plans.selectors import parts_of
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, queries_of, text_of
from tests.plans.writing import answered, begun, fill, submitted


@pytest.fixture
def manager(cast: Cast, sign_in) -> Client:
    return sign_in("a_manager")


def approved(cast: Cast, *, is_published: bool = True) -> ConstructionPlan:
    """Street B's plan, gone all the way; its people are called 金丝雀."""
    plan = submitted(cast.b.unit, cast.b.communities, cast.actor("b_manager"))
    reviewer = cast.actor("reviewer")
    answered(plan, reviewer)
    services.finish_review(plan=plan, by=reviewer)
    return services.publish_plan(plan=plan, is_published=is_published, by=reviewer)


# Beginning ------------------------------------------------------------------------------------


def test_a_street_without_a_plan_is_told_where_to_begin(cast, manager) -> None:
    page = text_of(manager, "/plans/")
    assert "还没有建设方案" in page
    assert f"/plans/begin/{cast.a.unit.code}/" in page
    assert "2024-04-30" in page


def test_a_plan_is_begun_once(cast, manager) -> None:
    url = f"/plans/begin/{cast.a.unit.code}/"
    typed = {"year": "2024", "form": "written", "begun_from": ""}
    first, second = manager.post(url, typed), manager.post(url, typed)
    plan = ConstructionPlan.objects.get()
    assert first["Location"] == second["Location"] == f"/plans/{plan.pk}/"
    assert (plan.street, plan.year, plan.form) == (cast.a.unit, 2024, "written")


def test_a_plan_begins_from_another_streets_published_one_without_its_people(cast, manager) -> None:
    source = approved(cast)
    url = f"/plans/begin/{cast.a.unit.code}/"
    assert "长寿路街道 2024 年的方案" in text_of(manager, url)
    manager.post(url, {"year": "2024", "form": "written", "begun_from": str(source.pk)})
    plan = ConstructionPlan.objects.get(street=cast.a.unit)
    content = parts_of(plan)["staffing"].content
    assert content["asks"]["street_advisors"] == "4"
    assert content["tables"]["posts"][0]["holder"] == ""


def test_what_is_not_published_cannot_be_begun_from(cast, manager) -> None:
    source = approved(cast, is_published=False)
    url = f"/plans/begin/{cast.a.unit.code}/"
    assert "长寿路街道" not in text_of(manager, url)
    typed = {"year": "2024", "form": "written", "begun_from": str(source.pk)}
    assert manager.post(url, typed).status_code == 200
    assert not ConstructionPlan.objects.filter(street=cast.a.unit).exists()


# At a glance ----------------------------------------------------------------------------------


def test_the_plan_lists_its_parts_with_what_they_lack(cast, manager) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"))
    page = text_of(manager, f"/plans/{plan.pk}/")
    for part in PARTS.values():
        assert f"/plans/{plan.pk}/parts/{part.kind}/" in page
    assert "还缺 5 处：设置场所；地址；独立设置" in page
    assert "报送方案" in page


def test_an_advisor_writes_and_the_manager_hands_in(cast, sign_in) -> None:
    plan = begun(cast.a.unit, cast.actor("a_advisor"))
    page = text_of(sign_in("a_advisor"), f"/plans/{plan.pk}/")
    assert "填写" in page
    assert "报送方案" not in page


def test_the_three_clocks_are_told_in_workdays(cast, manager, settings: Settings) -> None:
    # Begun on Wednesday 10 April, handed in on Friday 26 April: 12 workdays of the street (11,
    # 12, 15–19, 22–26 April). Taken up and sent back on Monday 6 May: 28, 29, 30 April and
    # 6 May are the reviewer's 4. Seen on Wednesday 8 May: 2 days of the return.
    by, reviewer = cast.actor("a_manager"), cast.actor("reviewer")
    settings.PORTAL_DAY = date(2024, 4, 10)
    plan = begun(cast.a.unit, by)
    settings.PORTAL_DAY = date(2024, 4, 26)
    fill(plan, by, cast.a.communities)
    services.submit_plan(plan=plan, by=by)
    settings.PORTAL_DAY = date(2024, 5, 6)
    answered(plan, reviewer, returned=["money"])
    services.finish_review(plan=plan, new_due_on=date(2024, 5, 20), by=reviewer)
    settings.PORTAL_DAY = date(2024, 5, 8)
    page = text_of(manager, f"/plans/{plan.pk}/")
    for label, days in (("街镇用时", 14), ("区级用时", 4), ("退回修改", 2)):
        assert f"{label}</span><span><b>{days}</b> 个工作日" in page
    assert "2024-05-20" in page
    assert "请补充。" in page
    assert "第 1 稿" in page


def test_the_plan_costs_the_same_with_more_versions_and_answers(cast, manager) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"))

    def add_rows() -> None:
        for number in range(1, 8):
            version = make.PlanVersionFactory(
                plan=plan,
                number=number,
                reviewed_on=date(2024, 5, number),
                is_approved=False,
                new_due_on=date(2024, 6, 1),
            )
            for kind in PARTS:
                make.PartAnswerFactory(version=version, kind=kind, is_accepted=False, comment="改")

    make.PlanVersionFactory(
        plan=plan, number=90, reviewed_on=date(2024, 4, 1), is_approved=False,
        new_due_on=date(2024, 6, 1),
    )  # fmt: skip
    assert costs_the_same(manager, f"/plans/{plan.pk}/", add_rows)


# Handing in -----------------------------------------------------------------------------------


def test_what_is_lacking_is_told_with_the_way_to_its_field(cast, manager) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"))
    page = text_of(manager, f"/plans/{plan.pk}/submit/")
    assert "12 个部分没有填齐" in page
    assert f'href="/plans/{plan.pk}/parts/site/#id_address"' in page
    assert f'href="/plans/{plan.pk}/parts/site/#id_is_independent_0"' in page
    # Pressed all the same, it says the same and nothing is handed in.
    response = manager.post(f"/plans/{plan.pk}/submit/")
    assert response.status_code == 200
    assert not PlanVersion.objects.exists()


def test_a_plan_is_handed_in_once_however_often_one_presses(cast, manager) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"))
    fill(plan, cast.actor("a_manager"), cast.a.communities[:2])
    url = f"/plans/{plan.pk}/submit/"
    page = text_of(manager, url)
    # From 30 April to 20 September 2024 there are 99 workdays.
    assert "迟99个工作日" in page
    assert "还没有列入 1 个居村：石里3居委会" in page
    assert manager.post(url).status_code == manager.post(url).status_code == 302
    version = PlanVersion.objects.get()
    assert (version.number, version.submitted_on) == (1, date(2024, 9, 20))
    plan.refresh_from_db()
    assert plan.state == "submitted"
    assert manager.get(url).status_code == 403


def test_a_plan_is_taken_back_until_its_review_begins(cast, manager) -> None:
    plan = submitted(cast.a.unit, cast.a.communities, cast.actor("a_manager"))
    assert "撤回方案" in text_of(manager, f"/plans/{plan.pk}/")
    assert manager.post(f"/plans/{plan.pk}/withdraw/").status_code == 302
    plan.refresh_from_db()
    assert plan.state == "draft"
    services.submit_plan(plan=plan, by=cast.actor("a_manager"))
    services.begin_review(plan=plan, by=cast.actor("reviewer"))
    assert "撤回方案" not in text_of(manager, f"/plans/{plan.pk}/")
    assert manager.post(f"/plans/{plan.pk}/withdraw/").status_code == 403


# Uploaded -------------------------------------------------------------------------------------


def test_a_stamped_plan_wants_its_file_and_the_figures_alone(cast, manager) -> None:
    by = cast.actor("a_manager")
    plan = begun(cast.a.unit, by)
    assert manager.post(f"/plans/{plan.pk}/form/", {"form": "uploaded"}).status_code == 302
    plan.refresh_from_db()
    assert plan.form == "uploaded"
    page = text_of(manager, f"/plans/{plan.pk}/")
    assert f"/plans/{plan.pk}/parts/layout/" in page
    assert f"/plans/{plan.pk}/parts/money/" not in page
    assert f"/evidence/add/plan:{plan.pk}/" in page
    fill(plan, by, cast.a.communities)
    assert "还没有上传盖章的方案" in text_of(manager, f"/plans/{plan.pk}/submit/")
    stamped = make.EvidenceFactory(subject=f"plan:{plan.pk}", unit=cast.a.unit)
    make.ProofFactory(evidence=stamped, tag="stamped_plan")
    assert Evidence.objects.count() == 1
    assert manager.post(f"/plans/{plan.pk}/submit/").status_code == 302


def test_the_day_on_paper_is_noted(cast, manager) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"), form="uploaded")
    url = f"/plans/{plan.pk}/paper/"
    page = manager.post(url, {"paper_on": "2024-09-21"}).content.decode()
    assert "不能晚于今天" in page
    page = manager.post(url, {"paper_on": "0024-04-28"}).content.decode()
    assert "不会早于2023年" in page
    assert manager.post(url, {"paper_on": "2024-04-28"}).status_code == 302
    plan.refresh_from_db()
    assert plan.paper_on == date(2024, 4, 28)
    assert "2024-04-28，等区里认可" in text_of(manager, f"/plans/{plan.pk}/")


def test_a_written_plan_has_no_day_on_paper(cast, manager) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"))
    assert manager.get(f"/plans/{plan.pk}/paper/").status_code == 403


# Versions, and other streets ------------------------------------------------------------------


def test_each_version_stays_as_it_was(cast, manager) -> None:
    by = cast.actor("a_manager")
    plan = submitted(cast.a.unit, cast.a.communities, by)
    services.withdraw_plan(plan=plan, by=by)
    part = parts_of(plan)["site"]
    content = {**part.content, "asks": {**part.content["asks"], "address": "新的地方"}}
    services.save_part(plan=plan, kind="site", content=content, version=part.version, by=by)
    services.submit_plan(plan=plan, by=by)
    first, second = (text_of(manager, f"/plans/{plan.pk}/versions/{n}/") for n in (1, 2))
    assert "新的地方" not in first
    assert "新的地方" in second
    assert manager.get(f"/plans/{plan.pk}/versions/3/").status_code == 404


def test_other_streets_read_what_is_published_without_people(cast, manager) -> None:
    plan = approved(cast)
    for url in (f"/plans/{plan.pk}/", f"/plans/{plan.pk}/versions/1/"):
        page = text_of(manager, url)
        assert "按通知要求办理。" in page
        assert "金丝雀" not in page
        assert "62580001" not in page
        assert "金" not in page.replace("资金", "").replace("金额", "").replace("基金", "")
    assert "长寿路街道 2024 年" in text_of(manager, "/plans/")


def test_what_is_not_published_is_not_there_for_other_streets(cast, manager) -> None:
    plan = approved(cast, is_published=False)
    for path in ("", "versions/1/", "parts/site/", "submit/"):
        assert manager.get(f"/plans/{plan.pk}/{path}").status_code == 404


def test_the_district_reads_masked_names_of_what_was_handed_in(cast, sign_in) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"))
    fill(plan, cast.actor("a_manager"), cast.a.communities)
    reviewer = sign_in("reviewer")
    url = f"/plans/{plan.pk}/parts/leadership/"
    # A draft is the street's own.
    assert "这一部分没有填写" in text_of(reviewer, url)
    services.submit_plan(plan=plan, by=cast.actor("a_manager"))
    page = text_of(reviewer, url)
    assert "金**" in page
    assert "金丝雀" not in page


def test_an_approved_plan_is_published_and_withdrawn_from_others(cast, sign_in) -> None:
    plan = approved(cast, is_published=False)
    own = sign_in("b_manager")
    assert own.post(f"/plans/{plan.pk}/publish/", {"is_published": "yes"}).status_code == 302
    assert sign_in("a_manager").get(f"/plans/{plan.pk}/").status_code == 200
    own.post(f"/plans/{plan.pk}/publish/", {"is_published": "no"})
    assert sign_in("a_manager").get(f"/plans/{plan.pk}/").status_code == 404


def test_a_whole_version_costs_the_same_with_fifty_rows(cast, manager) -> None:
    by = cast.actor("a_manager")
    plan = submitted(cast.a.unit, cast.a.communities, by)
    before = queries_of(manager, f"/plans/{plan.pk}/versions/1/")
    services.withdraw_plan(plan=plan, by=by)
    more = [make.CommunityFactory(parent=cast.a.unit, number=400 + n) for n in range(50)]
    fill(plan, by, [*cast.a.communities, *more])
    services.submit_plan(plan=plan, by=by)
    assert queries_of(manager, f"/plans/{plan.pk}/versions/2/") == before
    assert before <= 15


def test_the_station_is_entered_from_the_plan_that_was_handed_in(cast, manager) -> None:
    cast.a.station.delete()
    plan = begun(cast.a.unit, cast.actor("a_manager"))
    fill(plan, cast.actor("a_manager"), cast.a.communities)
    assert "按方案登记服务站" not in text_of(manager, f"/plans/{plan.pk}/"), "it may still change"
    services.submit_plan(plan=plan, by=cast.actor("a_manager"))
    page = text_of(manager, f"/plans/{plan.pk}/")
    link = re.search(r'href="([^"]+)">[^<]*<svg[^>]*>.*?</svg>按方案登记服务站', page)
    assert link
    form = text_of(manager, html.unescape(link[1]))
    assert 'name="address" value="试验"' in form
    assert 'name="area_m2" value="32.5"' in form
    assert re.search(r'value="affairs_centre"[^>]* selected', form)
    make.StationFactory(street=cast.a.unit)
    assert "按方案登记服务站" not in text_of(manager, f"/plans/{plan.pk}/"), "it is there"


def test_what_was_taken_back_is_read_by_its_own_street_alone(cast, manager, sign_in) -> None:
    plan = submitted(cast.a.unit, cast.a.communities, cast.actor("a_manager"))
    version = f"/plans/{plan.pk}/versions/1/"
    assert "12000.50" in text_of(sign_in("reviewer"), version)
    services.withdraw_plan(plan=plan, by=cast.actor("a_manager"))
    assert "12000.50" in text_of(manager, version)
    for name in ("reviewer", "district_admin"):
        assert "12000.50" not in text_of(sign_in(name), version, 404)
        assert version not in text_of(sign_in(name), f"/plans/{plan.pk}/")


@pytest.mark.parametrize("page", ["begin", "leadership"])
def test_a_code_that_is_none_finds_nothing(cast, manager, page) -> None:
    for code in ("%00", "31010701%00", "abc", "310107999"):
        assert manager.get(f"/plans/{page}/{code}/").status_code == 404
