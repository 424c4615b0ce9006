"""Units and population at the data admin's desk."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from orgs.models import HukouPopulation, Unit
from tests import factories as make
from tests.cast import Cast

POPULATION = "/admin/orgs/hukoupopulation/"
HEAD = "街镇代码,街镇,户籍人口,截止日期,来源,示例\n"


def bring_in(client, text: str, encoding: str = "utf-8-sig") -> str:
    """Send a CSV file, confirm the preview where it can be, and return the last body."""
    file = SimpleUploadedFile("人口.csv", (HEAD + text).encode(encoding), "text/csv")
    page = client.post(f"{POPULATION}import/", {"import_file": file, "format": "0"})
    confirm = page.context.get("confirm_form")
    if confirm is None:
        return page.content.decode()
    return client.post(
        f"{POPULATION}process_import/", {name: confirm[name].value() for name in confirm.fields}
    ).content.decode()


def test_population_comes_in_from_a_file_and_replaces_the_same_day(cast: Cast, sign_in) -> None:
    client = sign_in("district_admin")
    for persons, encoding in ((91000, "utf-8-sig"), (92000, "gb18030")):
        bring_in(client, f"310107017,石泉路街道,{persons},2024-09-01,公安,否\n", encoding)
        row = HukouPopulation.objects.get(unit="310107017", as_of="2024-09-01")
        assert row.persons == persons
        assert row.source == "公安"
        assert not row.is_sample


def test_a_district_brings_in_its_own_figures_alone(cast: Cast, sign_in) -> None:
    Unit.objects.create(code="310106", name="静安区", level="district", kind="district")
    Unit.objects.create(
        code="310106012", name="江宁路街道", level="street", kind="subdistrict", parent_id="310106"
    )
    body = bring_in(sign_in("district_admin"), "310106012,江宁路街道,1,2024-09-01,编的,否\n")
    assert "不在您的范围内" in body
    assert not HukouPopulation.objects.filter(persons=1).exists()


def test_what_came_in_and_what_was_deleted_is_in_the_trail(cast: Cast, sign_in) -> None:
    client = sign_in("district_admin")
    bring_in(client, "310107017,石泉路街道,93000,2024-09-01,公安,否\n")
    line = Entry.objects.order_by("-id").first()
    assert (line.action, line.subject, line.username) == ("imported", "户籍人口", "district_admin")
    assert line.detail == {"new": 1, "update": 0}
    row, *others = HukouPopulation.objects.order_by("as_of", "pk")
    client.post(f"{POPULATION}{row.pk}/delete/", {"post": "yes"})
    line = Entry.objects.order_by("-id").first()
    assert (line.action, line.subject) == ("deleted", f"hukoupopulation:{row.pk}")
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in others]}
    client.post(POPULATION, chosen | {"post": "yes"})
    assert not HukouPopulation.objects.exists()
    told = Entry.objects.filter(action="deleted").values_list("subject", flat=True)
    assert {f"hukoupopulation:{one.pk}" for one in others} < set(told)


def test_it_is_taken_out_with_a_line_in_the_trail(cast: Cast, sign_in) -> None:
    answer = sign_in("district_admin").get(f"{POPULATION}export/")
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0] == HEAD.strip()
    assert "石泉路街道" in text
    line = Entry.objects.order_by("-id").first()
    assert (line.action, line.subject, line.detail) == ("exported", "户籍人口", {"rows": 2})


def test_a_street_keeps_no_denominators_of_its_own_score(cast: Cast, sign_in) -> None:
    client = sign_in("a_admin")
    for page in (POPULATION, f"{POPULATION}import/", f"{POPULATION}export/"):
        assert client.get(page).status_code == 403
    for page in ("add/", f"{cast.a.communities[0].pk}/change/"):
        assert client.post(f"/admin/orgs/unit/{page}", unit_form()).status_code == 403
    assert client.get("/units/").status_code == 200


def test_a_formula_goes_out_as_text_and_comes_back_as_it_was(cast: Cast, sign_in) -> None:
    HukouPopulation.objects.filter(unit=cast.a.unit).update(source="=1+1")
    client = sign_in("district_admin")
    text = client.get(f"{POPULATION}export/").content.decode("utf-8-sig")
    assert ",'=1+1," in text
    bring_in(client, text.partition("\n")[2])
    assert HukouPopulation.objects.get(unit=cast.a.unit).source == "=1+1"


@pytest.mark.ignore_template_errors  # the package's own page looks at an empty list
def test_a_file_in_no_known_encoding_changes_nothing(cast: Cast, sign_in) -> None:
    client = sign_in("district_admin")
    file = SimpleUploadedFile("x.csv", b"\xff\xfe\x00\xd8\x00", "text/csv")
    page = client.post(f"{POPULATION}import/", {"import_file": file, "format": "0"})
    assert page.status_code == 200
    assert HukouPopulation.objects.count() == 2


def unit_form(**changes: str) -> dict[str, str]:
    """What the form for a unit sends."""
    form = {
        "code": "310107017900",
        "name": "新里居委会",
        "short_name": "新里居委",
        "core_name": "新里",
        "level": "community",
        "kind": "residents_committee",
        "parent": "310107017",
    }
    for inline in ("aliases", "Unit_predecessors"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    return form | changes


def test_the_district_keeps_its_communities(cast: Cast, sign_in) -> None:
    answer = sign_in("district_admin").post("/admin/orgs/unit/add/", unit_form())
    assert answer.status_code == 302, answer.context["errors"]
    assert Unit.objects.get(pk="310107017900").parent == cast.a.unit


def test_a_unit_of_another_district_is_refused_and_undone(cast: Cast, sign_in) -> None:
    form = unit_form(code="310106015900", parent="")
    assert sign_in("district_admin").post("/admin/orgs/unit/add/", form).status_code == 403
    assert not Unit.objects.filter(pk="310106015900").exists()


def test_a_key_that_can_not_be_is_not_found(cast: Cast, sign_in) -> None:
    answer = sign_in("district_admin").get("/admin/orgs/unit/31%00/change/")
    assert answer.status_code == 404


def test_a_code_says_where_the_unit_lies(cast: Cast, sign_in) -> None:
    form = unit_form(code="310107999001")
    body = sign_in("district_admin").post("/admin/orgs/unit/add/", form).content.decode()
    assert "下级单位的代码须以上级的代码开头" in body


def test_a_code_is_never_changed(cast: Cast, sign_in) -> None:
    community = cast.a.communities[0]
    form = unit_form(code="310107017999", name="改名居委会")
    sign_in("district_admin").post(f"/admin/orgs/unit/{community.pk}/change/", form)
    community.refresh_from_db()
    assert community.name == "改名居委会"
    assert not Unit.objects.filter(pk="310107017999").exists()


def test_changes_are_kept_in_the_history(cast: Cast) -> None:
    population = make.HukouPopulationFactory(unit=cast.a.unit, as_of="2024-09-01")
    HukouPopulation.objects.filter(pk=population.pk).update(persons=1)
    events = apps.get_model("orgs.HukouPopulationEvent").objects.filter(pgh_obj=population.pk)
    assert [event.persons for event in events.order_by("pgh_id")] == [83358, 1]
