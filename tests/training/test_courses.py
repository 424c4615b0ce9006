"""Courses and what there is to read; T8-2 by hand."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from core.versions import ChangedMeanwhile
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting
from tests.cast import DAY, Cast
from tests.evidence.files import docx, pdf, photo
from tests.pages import costs_the_same, text_of
from training.courses import services
from training.models import Course, Material


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


# T8-2 -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_course_one_without_materials_one_with_both() -> None:
    none, bare, full = (make.StreetFactory() for _ in range(3))
    make.CourseFactory(owner=bare, title="入户访谈")
    make.MaterialFactory(course=make.CourseFactory(owner=full))
    make.CourseFactory(owner=full)  # the best one counts
    on = Counting.on()

    def told(street: Unit) -> tuple[Any, str, list[bool], str]:
        return (
            on.counts("T8-2", street),
            on.points("T8-2", street),
            on.rows("T8-2", street),
            on.gap("T8-2", street),
        )

    assert told(none) == (None, "0.0000", [], "2024年还没有自编的救助课程。")
    assert told(bare) == ((1, 2), "1.0000", [False], "“入户访谈”没有教材。")
    assert told(full) == ((2, 2), "2.0000", [True, False], "")


@pytest.mark.django_db
def test_a_title_without_a_syllabus_is_no_course_yet() -> None:
    course = make.CourseFactory(title="入户访谈", syllabus="")
    make.MaterialFactory(course=course)
    on = Counting.on()
    assert (on.counts("T8-2", course.owner), on.points("T8-2", course.owner)) == (
        (0, 2), "0.0000",
    )  # fmt: skip
    assert on.gap("T8-2", course.owner) == "“入户访谈”没有大纲。"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("as_of", "counts"),
    [
        ("04-09", None),
        ("04-10", (1, 2)),  # written
        ("04-12", (2, 2)),  # the material is there
        ("06-30", (2, 2)),
        ("07-01", (1, 2)),  # taken back
        ("08-31", (1, 2)),
        ("09-01", None),  # retired
    ],
)
def test_a_course_counts_as_of_the_day(as_of: str, counts: tuple[int, int] | None) -> None:
    course = make.CourseFactory(developed_on=day("04-10"), retired_on=day("09-01"))
    make.MaterialFactory(course=course, added_on=day("04-12"), withdrawn_on=day("07-01"))
    assert Counting.on(day(as_of)).counts("T8-2", course.owner) == counts


@pytest.mark.django_db
def test_neither_last_years_nor_the_districts_course_is_the_streets_own() -> None:
    street = make.StreetFactory()
    make.MaterialFactory(
        course=make.CourseFactory(owner=street, developed_on=date(2023, 12, 31)),
        added_on=date(2023, 12, 31),
    )
    make.MaterialFactory(course=make.CourseFactory(owner=street.parent))
    assert Counting.on().counts("T8-2", street) is None


# Keeping --------------------------------------------------------------------------------------

FACTS = {
    "title": "入户访谈",
    "syllabus": "怎样开口\n怎样记录",
    "minutes": 90,
    "author_name": "周编写",
    "developed_on": date(2024, 4, 10),
}


def test_a_course_is_kept_by_its_own_unit(cast: Cast) -> None:
    by = cast.actor("a_advisor")
    course, is_new = services.add_course(owner=cast.a.unit, facts=FACTS, by=by)
    assert is_new
    assert services.add_course(owner=cast.a.unit, facts=FACTS, by=by) == (course, False)
    with pytest.raises(ValidationError, match="本单位已有同名的课程"):
        services.add_course(owner=cast.a.unit, facts=FACTS | {"minutes": 45}, by=by)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        services.add_course(
            owner=cast.a.unit, facts=FACTS | {"developed_on": date(2024, 9, 21)}, by=by
        )
    reviewer = cast.actor("reviewer")
    with pytest.raises(PermissionDenied, match="由开发它的单位"):
        services.change_course(course=course, version=1, facts=FACTS, by=reviewer)
    _, is_new = services.add_course(owner=cast.district, facts=FACTS, by=reviewer)
    assert is_new


def test_who_was_slower_overwrites_nothing(cast: Cast) -> None:
    course = make.CourseFactory(owner=cast.a.unit)
    by = cast.actor("a_advisor")
    assert services.change_course(course=course, version=1, facts=FACTS, by=by)
    assert not services.change_course(course=course, version=1, facts=FACTS, by=by)
    with pytest.raises(ChangedMeanwhile):
        services.change_course(course=course, version=1, facts=FACTS | {"minutes": 45}, by=by)


def test_a_course_is_retired_and_taken_up_again(cast: Cast) -> None:
    course, by = make.CourseFactory(owner=cast.a.unit), cast.actor("a_manager")
    services.retire_course(course=course, is_retired=True, by=by)
    services.retire_course(course=course, is_retired=True, by=by)
    course.refresh_from_db()
    assert (course.retired_on, course.version) == (DAY, 2)
    with pytest.raises(PermissionDenied, match="课程已停用"):
        services.add_material(course=course, upload=upload(pdf()), by=by)
    services.retire_course(course=course, is_retired=False, by=by)
    course.refresh_from_db()
    assert course.retired_on is None


def upload(content: bytes, name: str = "讲义.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# Materials ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "disposition", "content_type"),
    [
        (pdf(), "讲义.pdf", "attachment", "application/pdf"),
        (docx(), "讲义.docx", "attachment", "application/vnd.openxmlformats"),
        (photo(), "板书.jpg", "inline", "image/jpeg"),
        # What a file is, its first bytes tell.
        (pdf(), "讲义.exe", "attachment", "application/pdf"),
    ],
)
def test_a_material_is_read_by_everybody_who_sees_the_course(
    cast: Cast, sign_in, content: bytes, name: str, disposition: str, content_type: str
) -> None:
    course = make.CourseFactory(owner=cast.a.unit)
    url = f"/training/courses/{course.pk}/materials/"
    answer = sign_in("a_advisor").post(url, {"file": upload(content, name), "title": "第一讲"})
    assert answer.status_code == 302, answer.content.decode()
    material = Material.objects.get()
    assert (material.title, material.added_on, material.added_by) == ("第一讲", DAY, "a_advisor")
    found = sign_in("a_community").get(f"/training/materials/{material.pk}/")
    assert found.status_code == 200
    assert found["Content-Type"].startswith(content_type)
    assert found["Content-Disposition"].startswith(disposition)
    assert found["X-Content-Type-Options"] == "nosniff"
    assert sign_in("b_community").get(f"/training/materials/{material.pk}/").status_code == 404


def test_the_districts_materials_are_open_to_every_street(cast: Cast, sign_in) -> None:
    course = make.CourseFactory(owner=cast.district, title="区级通用课")
    by = cast.actor("reviewer")
    material, _ = services.add_material(course=course, upload=upload(pdf()), by=by)
    for name in ("a_community", "b_community", "a_manager"):
        assert "区级通用课" in text_of(sign_in(name), "/training/courses/")
        assert sign_in(name).get(f"/training/materials/{material.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04slides", "课件.pptx", "请在 PowerPoint 或 WPS 里另存为 PDF 再传"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "课件.ppt", "另存为 PDF 再传"),
        (b"<svg onload='alert(1)'>", "讲义.pdf", "这是网页或矢量图"),
        (pdf(b"<< /JavaScript (x) >>"), "讲义.pdf", "PDF 里带有脚本"),
        (b"", "讲义.pdf", "这个文件是空的（0字节）"),
    ],
)
def test_what_can_not_be_taken_comes_back_with_its_reason_and_the_title(
    cast: Cast, sign_in, content: bytes, name: str, words: str
) -> None:
    course = make.CourseFactory(owner=cast.a.unit)
    url = f"/training/courses/{course.pk}/materials/"
    answer = sign_in("a_advisor").post(url, {"file": upload(content, name), "title": "第一讲"})
    body = answer.content.decode()
    assert answer.status_code == 200
    assert words in body
    assert 'value="第一讲"' in body
    assert not Material.objects.exists()


def test_the_same_file_is_kept_once_and_named_by_itself(cast: Cast) -> None:
    course, by = make.CourseFactory(owner=cast.a.unit), cast.actor("a_advisor")
    material, is_new = services.add_material(course=course, upload=upload(pdf()), by=by)
    assert (is_new, material.title) == (True, "讲义")
    again = services.add_material(course=course, upload=upload(pdf(), "另一份.pdf"), by=by)
    assert again == (material, False)


def test_what_was_taken_back_is_read_by_nobody(cast: Cast, sign_in) -> None:
    course, by = make.CourseFactory(owner=cast.a.unit), cast.actor("a_advisor")
    material, _ = services.add_material(course=course, upload=upload(pdf()), by=by)
    client = sign_in("a_advisor")
    for _ in range(2):
        url = f"/training/materials/{material.pk}/withdraw/"
        assert client.post(url).status_code == 302
    assert client.get(f"/training/materials/{material.pk}/").status_code == 404
    material.refresh_from_db()
    assert material.withdrawn_on == DAY


# Pages ----------------------------------------------------------------------------------------


def test_a_course_shows_its_class_hours_and_where_it_was_taught(cast: Cast, sign_in) -> None:
    course = make.CourseFactory(owner=cast.a.unit, minutes=100, author_name="周编写")
    held = make.TrainingSessionFactory(host=cast.a.unit, course=course, topic="第一期")
    make.TrainingSessionFactory(host=cast.a.unit, course=course, topic="还没办", state="planned")
    make.TrainingSessionFactory(host=cast.b.unit, course=course, topic="别处办")
    body = text_of(sign_in("a_community"), f"/training/courses/{course.pk}/")
    # 100 ÷ 45 = 2.22
    assert "100 分钟，合 2.2 课时" in body
    assert held.topic in body
    assert "还没办" not in body
    assert "别处办" not in body
    assert "周编写" in body
    assert "周编写" not in text_of(sign_in("reviewer"), f"/training/courses/{course.pk}/")
    text_of(sign_in("b_manager"), f"/training/courses/{course.pk}/", status=404)


def test_a_course_is_registered_and_changed_in_the_browser(cast: Cast, sign_in) -> None:
    client = sign_in("a_advisor")
    sent = {**FACTS, "developed_on": "2024-04-10", "minutes": "90分钟", "version": "0"}
    wrong = client.post(f"/training/courses/add/{cast.a.unit.code}/", sent | {"syllabus": ""})
    assert "请填写课程大纲" in wrong.content.decode()
    client.post(f"/training/courses/add/{cast.a.unit.code}/", sent | {"minutes": "90"})
    course = Course.objects.get()
    assert (course.title, course.minutes) == ("入户访谈", 90)
    url = f"/training/courses/{course.pk}/change/"
    for minutes, version, status in (("60", "1", 302), ("45", "1", 409)):
        answer = client.post(url, sent | {"minutes": minutes, "version": version})
        assert answer.status_code == status
    assert "刚有人改过这门课程" in answer.content.decode()
    course.refresh_from_db()
    assert course.minutes == 60


def test_without_courses_the_page_tells_the_first_step(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), "/training/courses/")
    assert "还没有救助课程" in body
    assert f"/training/courses/add/{cast.a.unit.code}/" in body
    assert "登记课程" not in text_of(sign_in("a_community"), "/training/courses/")


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    course = make.CourseFactory(owner=cast.a.unit)

    def add() -> None:
        for _ in range(8):
            make.MaterialFactory(course=make.CourseFactory(owner=cast.a.unit))
            make.MaterialFactory(course=course)
            make.TrainingSessionFactory(host=cast.a.unit, course=course)

    client = sign_in("a_manager")
    for url in ("/training/courses/", f"/training/courses/{course.pk}/"):
        assert costs_the_same(client, url, add)
