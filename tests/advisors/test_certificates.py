"""A certificate says whom, what, by whom and when, and a name goes in as it stands."""

from datetime import date

from advisors.certificates import certificate
from tests.stations.papers import overlapping, pages_of, pieces_on, size_of, words_on

AWKWARD = '#王$x$ @y \\"芳" *粗*'


def test_it_says_whom_what_by_whom_and_when() -> None:
    pdf = certificate(
        title="培训结业证明",
        name="王芳",
        lines=["完成2024年度培训12课时。", "特此证明。"],
        issuer="石泉路街道办事处",
        day=date(2024, 9, 5),
        number="017-2024-00031",
    )
    (page,) = pages_of(pdf)
    words = words_on(page)
    for told in (
        "培训结业证明",
        "王芳同志：",
        "完成2024年度培训12课时。",
        "特此证明。",
        "石泉路街道办事处",
        "2024年9月5日",
        "编号：017-2024-00031",
    ):
        assert told in words
    # A4, landscape.
    assert size_of(page) == (297, 210)


def test_without_a_number_none_is_printed() -> None:
    pdf = certificate(
        title="聘书", name="王芳", lines=["聘为"], issuer="某街道", day=date(2024, 9, 5), number=""
    )
    assert "编号" not in words_on(pages_of(pdf)[0])


def test_long_words_shrink_and_never_overlap() -> None:
    pdf = certificate(
        title="社区救助顾问岗位聘任证书（续聘）",
        name="欧阳阿依古丽·买买提",
        lines=["办结个案并组织会商，" * 30, "特发此证。"],
        issuer="上海市普陀区民政局、上海市普陀区长征镇人民政府、上海市普陀区社会救助事务中心",
        day=date(2024, 12, 31),
        number="102-2024-00001",
    )
    (page,) = pages_of(pdf)
    pieces = pieces_on(page)
    assert overlapping(pieces) == []
    # All within the inner frame, 13 mm from the edge.
    assert all(one.left >= 13 and one.right <= 284 for one in pieces)


def test_a_name_is_never_read_as_markup() -> None:
    pdf = certificate(
        title="聘书",
        name=AWKWARD,
        lines=[AWKWARD],
        issuer=AWKWARD,
        day=date(2024, 9, 5),
        number=AWKWARD,
    )
    (page,) = pages_of(pdf)
    assert words_on(page).count("".join(AWKWARD.split())) == 4


def test_the_same_facts_give_the_same_file() -> None:
    facts = {"title": "聘书", "name": "王芳", "lines": ["聘为"], "issuer": "某街道", "number": "1"}
    one, other = (certificate(day=date(2024, 9, 5), **facts) for _ in range(2))
    assert one == other
