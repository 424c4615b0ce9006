"""The minutes: as Word from what stands there, settled, uploaded, taken back."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from audit.models import Entry
from casework.conferences import services
from casework.conferences.services import Party
from tests import factories as make
from tests.casework.conferences.telling import DOCTOR, LIST, called, case_in, resolved
from tests.cast import DAY, Cast
from tests.evidence.files import photo
from tests.plans.test_word import words

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF"


def docx(text: str = "会商纪要") -> bytes:
    word, buffer = Document(), BytesIO()
    word.add_paragraph(text)
    word.save(buffer)
    return buffer.getvalue()


def ready(cast: Cast):
    """A conference that was held, with a case that has its texts and its action."""
    conference = called(cast, party=Party([cast.a.street_advisor], [DOCTOR]))
    case = case_in(conference)
    services.change_case(
        case=case,
        version=services.texts_version(case),
        texts={
            "situation": "母亲卧床。\n儿子夜班。",
            "opinions": "先评估。",
            "resolution": "申请护理。",
        },
        by=cast.actor("a_manager"),
    )
    resolved(cast, conference, case=case, owner=cast.a.community_advisor)
    conference.refresh_from_db()
    return conference


def test_the_word_document_tells_all_that_stands_there(cast: Cast, sign_in) -> None:
    conference = ready(cast)
    answer = sign_in("a_advisor").get(f"{LIST}{conference.pk}/word/")
    assert answer["Content-Disposition"].startswith("attachment")
    document = Document(BytesIO(answer.content))
    assert document.paragraphs[0].text == "石泉路街道个案会商纪要"
    assert document.paragraphs[0].style.name == "公文标题"
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["一、会商情况", "二、会商个案", "三、决议事项"]
    text = words(document)
    for told in (
        "讨论稿，还没有确认",
        "2024年9月3日",
        "会商研讨区",
        "陈主持",
        "石街明、社区卫生服务中心李医生",
        f"（一）{cast.a.household.number}（石**，石里1",
        "母亲卧床。",
        "儿子夜班。",
        "先评估。",
        "申请护理。",
        "联系上门护理。",
        "石居芳",
        "2024-09-13",
    ):
        assert told in text
    line = Entry.objects.get(action=Entry.Action.EXPORTED)
    assert (line.subject, line.detail["households"]) == (f"caseconference:{conference.pk}", 1)


def test_families_are_not_named_in_it(cast: Cast, sign_in) -> None:
    conference = ready(cast)
    make.MemberFactory(household=cast.a.household, name="石小妹")
    case = case_in(conference)
    # As a ledger may have brought it in.
    case.opinions = "石户明说石小妹失业，电话13812345678。"
    case.save()
    answer = sign_in("a_manager").get(f"{LIST}{conference.pk}/word/")
    text = words(Document(BytesIO(answer.content)))
    assert "石**说石**失业" in text
    for secret in ("石户明", "石小妹", "13812345678"):
        assert secret not in text


def test_only_its_street_takes_it_away(cast: Cast, sign_in) -> None:
    conference = ready(cast)
    for part in ("word", "file"):
        for name, status in (
            ("a_community", 403),
            ("reviewer", 403),
            ("a_admin", 403),
            ("b_manager", 404),
        ):
            assert sign_in(name).get(f"{LIST}{conference.pk}/{part}/").status_code == status


def test_settled_they_stand_and_taken_back_they_may_change(cast: Cast, sign_in) -> None:
    conference = ready(cast)
    client, url = sign_in("a_manager"), f"{LIST}{conference.pk}/minutes/"
    assert client.post(url, {"minutes_on": "2024-09-18"}).status_code == 302
    conference.refresh_from_db()
    assert (conference.minutes_on, conference.minutes_by) == (date(2024, 9, 18), "a_manager")
    text = words(Document(BytesIO(client.get(f"{LIST}{conference.pk}/word/").content)))
    assert "2024年9月18日确认" in text
    assert "2024年9月18日" in text
    answer = client.post(url, {"minutes_on": "2024-09-19"}, follow=True)
    assert "纪要已在2024-09-18确认过了" in answer.content.decode()
    for page in ("change", "actions/add"):
        assert client.get(f"{LIST}{conference.pk}/{page}/").status_code == 403
    with pytest.raises(PermissionDenied, match="先撤回纪要"):
        resolved(cast, conference)
    assert client.get(f"{LIST}cases/{case_in(conference).pk}/").status_code == 403
    # What is done afterwards goes on.
    action = conference.actions.get()
    services.close_action(
        action=action, closed_on=DAY, result="已联系。", by=cast.actor("a_community")
    )
    services.settle_case(
        case=case_in(conference), outcome="solved", solved_on=DAY, by=cast.actor("a_manager")
    )
    assert client.post(f"{url}withdraw/").status_code == 302
    conference.refresh_from_db()
    assert (conference.minutes_on, conference.minutes_by) == (None, "")
    assert client.get(f"{LIST}{conference.pk}/change/").status_code == 200
    assert "还没有确认，不用撤回" in client.post(f"{url}withdraw/").content.decode()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-09-02", "会商在2024-09-03，2024-09-02早于那天"),
        ("2024-09-21", "2024-09-21还没有到"),
        ("", "请填写纪要日期"),
    ],
)
def test_each_slip_has_its_own_sentence(cast: Cast, sign_in, day: str, said: str) -> None:
    conference = ready(cast)
    url = f"{LIST}{conference.pk}/minutes/"
    assert said in sign_in("a_manager").post(url, {"minutes_on": day}).content.decode()
    conference.refresh_from_db()
    assert conference.minutes_on is None


def test_minutes_want_people_cases_and_a_resolution(cast: Cast) -> None:
    by = cast.actor("a_manager")
    alone = called(cast, party=Party())
    with pytest.raises(ValidationError, match="还没有参加人"):
        services.settle_minutes(conference=alone, minutes_on=DAY, by=by)
    conference = called(cast)
    with pytest.raises(ValidationError, match="还没有写会商决议，也没有决议事项"):
        services.settle_minutes(conference=conference, minutes_on=DAY, by=by)
    # Uploaded ones tell it themselves.
    services.settle_minutes(conference=conference, minutes_on=DAY, upload=docx(), by=by)
    conference.refresh_from_db()
    assert conference.minutes_on == DAY
    bare = called(cast)
    services.drop_case(case=case_in(bare), by=by)
    with pytest.raises(ValidationError, match="还没有个案"):
        services.settle_minutes(conference=bare, minutes_on=DAY, by=by)
    planned = called(cast, state="planned", held_on=date(2024, 9, 26))
    with pytest.raises(PermissionDenied, match="开过会才有纪要"):
        services.settle_minutes(conference=planned, minutes_on=DAY, by=by)


@pytest.mark.parametrize(("content", "suffix"), [(PDF, ".pdf"), (docx(), ".docx")])
def test_uploaded_minutes_are_sealed_and_handed_over_as_they_came(
    cast: Cast, sign_in, content: bytes, suffix: str
) -> None:
    conference = called(cast)
    client = sign_in("a_manager")
    assert client.get(f"{LIST}{conference.pk}/file/").status_code == 404
    upload = SimpleUploadedFile(f"纪要{suffix}", content)
    answer = client.post(
        f"{LIST}{conference.pk}/minutes/", {"minutes_on": "2024-09-18", "file": upload}
    )
    assert answer.status_code == 302
    conference.refresh_from_db()
    assert content not in bytes(conference.minutes_content_sealed)
    answer = client.get(f"{LIST}{conference.pk}/file/")
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    client.post(f"{LIST}{conference.pk}/minutes/withdraw/")
    assert client.get(f"{LIST}{conference.pk}/file/").status_code == 404
    conference.refresh_from_db()
    assert conference.minutes_content_sealed is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (photo(), "纪要请传 Word（.docx）或 PDF"),
        (PDF.replace(b"<< >>", b"<< /JavaScript 2 0 R >>"), "带有脚本"),
        (PDF[:20], "PDF 文件不完整"),
        (b"PK\x03\x04 nothing", "文件已损坏"),
        (b"MZ program", "这是程序"),
        (b"", "这个文件是空的"),
    ],
)
def test_a_file_that_is_no_paper_is_refused(cast: Cast, sign_in, content: bytes, said: str) -> None:
    conference = ready(cast)
    data = {"minutes_on": "2024-09-18", "file": SimpleUploadedFile("纪要.docx", content)}
    body = sign_in("a_manager").post(f"{LIST}{conference.pk}/minutes/", data).content.decode()
    assert said in body
    assert 'value="2024-09-18"' in body
    conference.refresh_from_db()
    assert conference.minutes_on is None


def test_missing_minutes_wait_for_the_street(cast: Cast, sign_in) -> None:
    conference = ready(cast)
    called(cast, state="planned", held_on=DAY)
    body = sign_in("a_advisor").get("/").content.decode()
    assert "2024-09-03的会商还没有纪要" in body
    assert f"{LIST}{conference.pk}/" in body
    assert "2024-09-20的会商" not in body
    assert "还没有纪要" not in sign_in("a_community").get("/").content.decode()
