"""Means surveys: on file with the signed paper, sealed, printed, and read by few."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from casework.models import CaseFile, Listing, MeansSurvey, ServiceRecord
from casework.surveys.means import services
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.cast import DAY, Cast
from tests.evidence.files import pdf
from tests.factories import TINY_PHOTO
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import filled, send

TYPED = {
    "surveyed_on": "2024-09-18",
    "income": "2,400元",
    "medical_expense": "800",
    "education_expense": "",
    "other_expense": "0.1万",
    "assets": "公房一间，存款不足一万元。",
    "opinion": "支出大，建议申请医疗救助。",
}


def add_url(cast: Cast) -> str:
    return f"/casework/households/{cast.a.household.pk}/means/"


def url_of(survey: MeansSurvey, deed: str = "") -> str:
    return f"/casework/means/{survey.pk}/{deed}"


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", TINY_PHOTO)


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("../王.pdf", pdf())


def surveyed(cast: Cast, by: str = "a_community", **changes: object) -> MeansSurvey:
    facts = {
        "surveyed_on": date(2024, 9, 18),
        "advisor_id": cast.a.community_advisor.pk,
        "income": Decimal(2400),
        "medical_expense": Decimal(800),
        "education_expense": None,
        "other_expense": None,
    }
    told = {
        "key": uuid4(),
        "household": cast.a.household,
        "sealed": {"assets": "公房一间", "opinion": "支出大，建议申请医疗救助。"},
        **changes,
    }
    facts |= told.pop("facts", {})  # type: ignore[arg-type]
    survey, _ = services.add_means_survey(facts=facts, by=cast.actor(by), **told)  # type: ignore[arg-type]
    return survey


@pytest.fixture
def advisor(cast: Cast, sign_in):
    return sign_in("a_community")


def test_a_survey_is_on_file_as_typed_with_its_papers_sealed(cast: Cast, advisor) -> None:
    response = send(advisor, add_url(cast), **TYPED, files=[photo(), scan()])
    survey = MeansSurvey.objects.get()
    assert response["Location"] == url_of(survey)
    assert (survey.household, survey.community) == (cast.a.household, cast.a.communities[0])
    assert survey.advisor == cast.a.community_advisor, "her own file stands there already"
    assert (survey.income, survey.medical_expense) == (Decimal(2400), Decimal(800))
    assert (survey.education_expense, survey.other_expense) == (None, Decimal(1000))
    assert survey.opinion == TYPED["opinion"]
    assert "支出".encode() not in bytes(survey.opinion_sealed)
    picture, paper = survey.files.order_by("content_type")
    assert (paper.content_type, picture.content_type) == ("image/jpeg", "application/pdf")
    assert picture.content == pdf()
    assert bytes(picture.content_sealed) != pdf()
    record = ServiceRecord.objects.get(means_survey=survey)
    assert (record.service_type, record.unit_id) == ("means_survey", cast.a.communities[0].pk)
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == ("created", f"household:{cast.a.household.pk}")
    assert "医疗" not in str(entry.detail)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"surveyed_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"surveyed_on": "2018-09-18"}, "2018-09-18早于2019年"),
        ({"surveyed_on": "2022-12-31"}, "2022-12-31不在岗"),
        ({"advisor": ""}, "请选择调查人"),
        ({"income": ""}, "请填家庭月收入；没有收入的填 0"),
        ({"income": "-5"}, "金额不能是负数"),
        ({"income": "99999999"}, "金额太大了"),
        ({"income": "两千"}, "应填数字"),
        ({"medical_expense": "1.234"}, "金额最多写到分"),
        ({"opinion": ""}, "请填写调查意见"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, advisor, wrong: dict[str, str], sentence: str
) -> None:
    response = send(advisor, add_url(cast), **TYPED | wrong)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not MeansSurvey.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF-1.4 cut off", "PDF 文件不完整"),
        ("a.pdf", pdf(b"<< /OpenAction << /S /JavaScript /JS (1) >> >>"), "带有脚本"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这是网页或矢量图"),
        ("a.jpg", TINY_PHOTO[:40], "照片读不出来"),
        ("a.docx", b"PK\x03\x04 and more", "请拍照，或扫描成 PDF"),
        ("a.jpg", b"", "空的"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_saved(
    cast: Cast, advisor, name: str, content: bytes, sentence: str
) -> None:
    files = [photo(), SimpleUploadedFile(name, content)]
    response = send(advisor, add_url(cast), **TYPED, files=files)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not MeansSurvey.objects.exists()
    assert not CaseFile.objects.exists()


def test_too_many_papers_are_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="一次最多6份"):
        surveyed(cast, papers=[TINY_PHOTO] * 7)


def test_the_same_form_sent_twice_is_one_survey(cast: Cast, advisor) -> None:
    typed = filled(advisor, add_url(cast), **TYPED)
    first, second = (advisor.post(add_url(cast), typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert MeansSurvey.objects.count() == 1


def test_a_second_survey_that_day_leads_to_the_first(cast: Cast, advisor) -> None:
    surveyed(cast)
    body = send(advisor, add_url(cast), **TYPED).content.decode()
    assert "2024-09-18已经登记过这户的家境调查" in body
    other = surveyed(cast, facts={"surveyed_on": date(2024, 9, 17)})
    body = send(advisor, url_of(other, "change/"), surveyed_on="2024-09-18").content.decode()
    assert "2024-09-18已经登记过" in body


def test_a_day_on_which_it_was_another_communitys(cast: Cast, sign_in) -> None:
    cast.a.household.listings.all().delete()
    for community, first, last in (
        (cast.a.communities[1], date(2024, 1, 1), date(2024, 9, 10)),
        (cast.a.communities[0], date(2024, 9, 11), None),
    ):
        Listing.objects.create(
            household=cast.a.household, community=community, starts_on=first, ends_on=last
        )
    typed = TYPED | {"surveyed_on": "2024-09-10"}
    body = send(sign_in("a_community"), add_url(cast), **typed).content.decode()
    assert "2024-09-10这户还在石里2" in body
    # The street has both: it counts for where the household lived.
    key = cast.a.street_advisor.pk
    assert send(sign_in("a_manager"), add_url(cast), **typed, advisor=str(key)).status_code == 302
    assert MeansSurvey.objects.get().community == cast.a.communities[1]


def test_a_change_is_told_and_papers_only_grow(cast: Cast, advisor) -> None:
    survey = surveyed(cast, papers=[TINY_PHOTO])
    url = url_of(survey, "change/")
    assert send(advisor, url, income="2500", files=[photo(), scan()]).status_code == 302
    survey.refresh_from_db()
    assert survey.income == Decimal(2500)
    assert survey.files.count() == 2, "the same photo again is kept once"
    entry = Entry.objects.order_by("-id").first()
    assert entry.detail["fields"] == ["income", "files"]
    assert ServiceRecord.objects.filter(means_survey=survey).count() == 1
    before = Entry.objects.filter(action="changed").count()
    assert "没有改动" in advisor.post(url, filled(advisor, url), follow=True).content.decode()
    assert Entry.objects.filter(action="changed").count() == before


def test_two_at_one_form_lose_nothing(cast: Cast, advisor, sign_in) -> None:
    survey = surveyed(cast)
    url = url_of(survey, "change/")
    mine = filled(advisor, url, income="2500")
    send(sign_in("a_manager"), url, income="2600", medical_expense="900")
    response = advisor.post(url, mine)
    body = response.content.decode()
    assert response.status_code == 409
    assert 'name="income" value="2500"' in body
    assert 'name="medical_expense" value="900' in body
    with pytest.raises(ChangedMeanwhile):
        services.change_means_survey(
            survey=survey,
            version=1,
            facts={"surveyed_on": survey.surveyed_on, "advisor_id": survey.advisor_id, "income": 1},
            sealed={"assets": survey.assets, "opinion": survey.opinion},
            by=cast.actor("a_manager"),
        )


# Who reads it ---------------------------------------------------------------------------------


def test_it_is_read_in_full_and_the_reading_written_down(cast: Cast, advisor) -> None:
    survey = surveyed(cast)
    body = text_of(advisor, url_of(survey))
    for words in ("2400.00 元", "人均 1200.00 元", "公房一间", "建议申请医疗救助", "还没有签字件"):
        assert words in body
    assert cast.a.household.head_name not in body[: body.index("</title>")]
    line = Entry.objects.filter(action="seen").order_by("-id").first()
    assert (line.subject, line.detail) == (
        f"household:{cast.a.household.pk}",
        {"items": "家境调查"},
    )


def test_the_sheet_is_the_offices_form(cast: Cast, advisor) -> None:
    body = text_of(advisor, url_of(surveyed(cast), "sheet/"))
    for words in (
        "社会救助家庭经济状况调查表",
        cast.a.household.head_name,
        cast.a.household.number,
        "户主或代理人签字",
        "2024年9月18日",
        "2400.00",
    ):
        assert words in body


def test_a_paper_is_handed_out_as_what_it_is(cast: Cast, advisor) -> None:
    survey = surveyed(cast, papers=[TINY_PHOTO, pdf()])
    for file in survey.files.all():
        response = advisor.get(f"/casework/means/files/{file.pk}/")
        assert response.content == file.content
        assert response["Content-Type"] == file.content_type
        assert response["X-Content-Type-Options"] == "nosniff"
        is_pdf = file.content_type == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment" if is_pdf else "inline")
    # A photo of a visit is not served here.
    other = make.CaseFileFactory(visit=cast.a.visit)
    assert advisor.get(f"/casework/means/files/{other.pk}/").status_code == 404


def test_another_units_surveys_are_not_found(cast: Cast, sign_in) -> None:
    survey = surveyed(cast, papers=[TINY_PHOTO])
    file = survey.files.get()
    neighbour = make.HouseholdFactory(community=cast.a.communities[1])
    theirs = make.MeansSurveyFactory(household=neighbour)
    b_manager, a_community = sign_in("b_manager"), sign_in("a_community")
    urls = [url_of(survey, one) for one in ("", "change/", "sheet/")]
    for url in (*urls, add_url(cast), f"/casework/means/files/{file.pk}/"):
        for response in (b_manager.get(url), b_manager.post(url, TYPED)):
            assert response.status_code in (404, 405)
            assert cast.a.household.head_name not in response.content.decode()
    for url in (url_of(theirs), f"/casework/households/{neighbour.pk}/means/"):
        assert a_community.get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        surveyed(cast, by="b_manager")


def test_the_district_gives_a_reason_first_and_others_see_nothing(cast: Cast, sign_in) -> None:
    survey = surveyed(cast, papers=[TINY_PHOTO])
    file = survey.files.get()
    reviewer = sign_in("reviewer")
    for url in (url_of(survey), url_of(survey, "sheet/"), f"/casework/means/files/{file.pk}/"):
        response = reviewer.get(url)
        assert response.status_code == 302
        assert response["Location"] == f"/casework/households/{cast.a.household.pk}/reason/"
        for name in ("a_admin", "district_admin", "auditor"):
            assert sign_in(name).get(url).status_code == 403
    assert reviewer.get(url_of(survey, "change/")).status_code == 403
    assert reviewer.get(add_url(cast)).status_code == 403


def test_a_merged_file_takes_no_survey(cast: Cast, advisor) -> None:
    cast.a.household.merged_into = make.HouseholdFactory(community=cast.a.communities[0])
    cast.a.household.save()
    assert advisor.get(add_url(cast)).status_code == 403


def test_the_pages_cost_few_queries(cast: Cast, advisor) -> None:
    survey = surveyed(cast, papers=[TINY_PHOTO])

    def add() -> None:
        make.MemberFactory(household=cast.a.household)
        make.CaseFileFactory(
            visit=None, means_survey=survey, household=cast.a.household, content=b"x"
        )

    for url in (add_url(cast), *(url_of(survey, one) for one in ("", "change/", "sheet/"))):
        assert costs_the_same(advisor, url, add)
    assert survey.surveyed_on < DAY
