"""The Word document of a plan."""

from io import BytesIO

import pytest
from django.test import Client
from docx import Document
from docx.oxml.ns import qn

from audit.models import Entry
from plans import services
from plans.models import ConstructionPlan
from plans.parts import PARTS
from plans.selectors import parts_of
from tests.cast import Cast
from tests.plans.writing import submitted


@pytest.fixture
def plan(cast: Cast) -> ConstructionPlan:
    return submitted(cast.a.unit, cast.a.communities, cast.actor("a_manager"))


def taken(client: Client, plan: ConstructionPlan):
    """The document, opened."""
    response = client.post(f"/plans/{plan.pk}/word/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return Document(BytesIO(response.content))


def words(document) -> str:
    """Everything written in it."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_it_holds_every_part_under_its_heading(cast, plan, sign_in) -> None:
    document = taken(sign_in("a_manager"), plan)
    assert document.paragraphs[0].text == "石泉路街道社区救助顾问服务站点建设方案"
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "一、选址与场所"
    assert headings[9:] == ["十、经费", "十一、进度", "十二、组织领导"]
    assert len(headings) == len(PARTS)
    text = words(document)
    assert "金丝雀" in text
    assert "石里2居委会" in text
    assert "社区事务受理服务中心" in text


def test_it_is_dressed_as_an_official_paper(plan, sign_in) -> None:
    document = taken(sign_in("a_manager"), plan)
    body, title = document.styles["Normal"], document.styles["公文标题"]
    fonts = [style.element.rPr.rFonts.get(qn("w:eastAsia")) for style in (body, title)]
    assert fonts == ["仿宋_GB2312", "方正小标宋简体"]
    assert (body.font.size.pt, title.font.size.pt) == (16, 22)
    assert body.paragraph_format.line_spacing.pt == 28
    footer = document.sections[0].footer.paragraphs[0]
    fields = [one.get(qn("w:instr")) for one in footer._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "".join(run.text for run in footer.runs) == "第  页 共  页"
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_district_gets_masked_names_and_says_so(plan, sign_in) -> None:
    text = words(taken(sign_in("reviewer"), plan))
    assert "金丝雀" not in text
    assert "金**" in text
    assert "（姓名和电话已隐去部分）" in text


def test_other_streets_get_no_people_and_only_what_is_published(cast, plan, sign_in) -> None:
    stranger = sign_in("b_manager")
    assert stranger.post(f"/plans/{plan.pk}/word/").status_code == 404
    reviewer = cast.actor("reviewer")
    services.begin_review(plan=plan, by=reviewer)
    for kind in parts_of(plan):
        services.answer_part(plan=plan, kind=kind, is_accepted=True, by=reviewer)
    services.finish_review(plan=plan, by=reviewer)
    services.publish_plan(plan=plan, is_published=True, by=reviewer)
    text = words(taken(stranger, plan))
    assert "按通知要求办理。" in text
    assert "组长" not in text.replace("组长职务", "")
    assert "金" not in text.replace("资金", "").replace("金额", "")


def test_taking_it_is_written_down(plan, sign_in) -> None:
    taken(sign_in("a_manager"), plan)
    entry = Entry.objects.order_by("-id").first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("exported", f"constructionplan:{plan.pk}")


def test_the_district_gets_none_of_a_draft(cast, plan, sign_in) -> None:
    services.withdraw_plan(plan=plan, by=cast.actor("a_manager"))
    assert sign_in("reviewer").post(f"/plans/{plan.pk}/word/").status_code == 404
