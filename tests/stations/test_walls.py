"""The texts of the wall displays: written by the street, proposed by the portal, never lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import drafts
from audit.models import Entry
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from stations.enums import WallTopic
from stations.models import WallText
from stations.walls.texts import Typed, keep_texts, paragraphs_of, too_long
from stations.walls.wordings import GAP, proposal_for
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.stations.browsing import drawn, filled, send


@pytest.fixture
def manager(cast: Cast, sign_in) -> Client:
    return sign_in("a_manager")


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/stations/walls/{cast.a.unit.code}/"


def kept(cast: Cast) -> dict[str, str]:
    return dict(WallText.objects.filter(street=cast.a.unit).values_list("topic", "text"))


# Reading -------------------------------------------------------------------------------------


def test_lines_are_read_as_headings_steps_and_paragraphs() -> None:
    text = (
        "一、受理\n1. 接待登记：问清困难\n12、不中断\n3.5 平方米的窗口\n五心：纯粹心\n二、"
        + "长" * 30
    )
    assert [tuple(one.values()) for one in paragraphs_of(text)] == [
        ("heading", "", "", "一、受理"),
        ("step", "1", "接待登记：", "问清困难"),
        ("step", "12", "", "不中断"),
        ("text", "", "", "3.5 平方米的窗口"),
        ("text", "", "五心：", "纯粹心"),
        ("text", "", "", "二、" + "长" * 30),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("字" * 400, ""),
        ("字 \n" * 20, ""),
        ("字" * 401, "有 401 字"),
        ("字\n" * 21, "有 21 行"),
    ],
    ids=["most characters", "most lines", "a character more", "a line more"],
)
def test_what_fits_on_the_sheet(text: str, words: str) -> None:
    assert too_long(text).startswith(words)
    assert bool(too_long(text)) == bool(words)


# Writing -------------------------------------------------------------------------------------


def test_the_four_texts_are_saved_together(cast: Cast, manager, url: str) -> None:
    response = send(manager, url, workflow="1. 接待\r\n\r\n 2. 受理 ", philosophy="人民至上")
    assert response.status_code == 302
    assert kept(cast) == {"workflow": "1. 接待\n2. 受理", "philosophy": "人民至上"}
    assert {one.updated_on for one in WallText.objects.all()} == {DAY}
    lines = Entry.objects.filter(subject__startswith="walltext:")
    assert [(line.action, line.detail["items"]) for line in lines.order_by("id")] == [
        ("created", "工作流程"),
        ("created", "服务理念"),
    ]


def test_what_was_not_touched_keeps_its_day(cast: Cast, manager, url: str) -> None:
    make.WallTextFactory(street=cast.a.unit, topic="philosophy")
    send(manager, url, workflow="1. 接待")
    assert WallText.objects.get(topic="philosophy").updated_on.isoformat() == "2024-05-06"
    assert WallText.objects.get(topic="workflow").updated_on == DAY


def test_a_second_press_writes_nothing_more(cast: Cast, manager, url: str) -> None:
    fields = filled(manager, url, workflow="1. 接待")
    manager.post(url, fields)
    again = manager.post(url, fields, follow=True)
    assert "没有改动，和登记的一样" in again.content.decode()
    assert WallText.objects.get().version == 1


def test_an_emptied_text_is_taken_away(cast: Cast, manager, url: str) -> None:
    make.WallTextFactory(street=cast.a.unit, topic="philosophy")
    send(manager, url, philosophy=" ")
    assert kept(cast) == {}
    assert Entry.objects.order_by("-id").first().action == "deleted"


def test_a_text_too_long_is_refused_and_not_lost(cast: Cast, manager, url: str) -> None:
    response = send(manager, url, workflow="字" * 401, philosophy="人民至上")
    body = response.content.decode()
    assert "有 401 字，A3 展板最多 400 字" in body
    assert "字" * 401 in body
    assert "人民至上" in body
    assert kept(cast) == {}


def test_an_empty_form_changes_nothing(cast: Cast, manager, url: str) -> None:
    make.WallTextFactory(street=cast.a.unit, topic="philosophy")
    response = manager.post(url)
    assert response.status_code == 200
    assert "页面不完整" in response.content.decode()
    assert kept(cast) == {"philosophy": "人民至上"}


def test_a_draft_comes_back_with_the_version_it_was_typed_over(
    cast: Cast, manager, sign_in, url: str
) -> None:
    fields = filled(manager, url, workflow="1. 没有写完")
    values = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    drafts.keep(cast.users["a_manager"].pk, url, drafts.text_of(values))
    send(sign_in("a_admin"), url, workflow="1. 别人写的")
    restored = manager.get(f"{url}?draft=restore")
    assert "1. 没有写完</textarea>" in restored.content.decode()
    assert manager.post(url, drawn(restored)).status_code == 409


# Two people ----------------------------------------------------------------------------------


def test_two_people_see_both_texts_and_lose_nothing(cast: Cast, manager, sign_in, url: str) -> None:
    make.WallTextFactory(street=cast.a.unit, topic="philosophy", text="原来的理念")
    make.WallTextFactory(street=cast.a.unit, topic="features", text="原来的特色")
    mine = filled(manager, url, philosophy="我的理念")
    send(sign_in("a_admin"), url, philosophy="别人的理念", features="别人的特色")
    clash = manager.post(url, mine)
    assert clash.status_code == 409
    body = clash.content.decode()
    assert "还没有保存" in body
    assert "我的理念" in body
    assert "别人的理念" in body
    form = drawn(clash) | {"philosophy": "我的理念", "features": "别人的特色"}
    assert "别人的特色</textarea>" in body
    assert kept(cast)["philosophy"] == "别人的理念"
    # Looked at and sent again, mine stands; what I never touched stays the other's.
    assert manager.post(url, form).status_code == 302
    assert kept(cast) == {"philosophy": "我的理念", "features": "别人的特色"}


def test_a_text_written_beside_another_does_not_clash(
    cast: Cast, manager, sign_in, url: str
) -> None:
    mine = filled(manager, url, philosophy="我的理念")
    send(sign_in("a_admin"), url, workflow="1. 接待")
    # The page had no 工作流程; saving it does not take the other's away.
    assert manager.post(url, mine).status_code == 302
    assert kept(cast) == {"workflow": "1. 接待", "philosophy": "我的理念"}


def test_the_writer_checks_the_version_itself(cast: Cast) -> None:
    by = cast.actor("a_manager")
    keep_texts(street=cast.a.unit, texts={"workflow": Typed("一", 0)}, by=by)
    with pytest.raises(ChangedMeanwhile):
        keep_texts(street=cast.a.unit, texts={"workflow": Typed("二", 0)}, by=by)
    assert keep_texts(street=cast.a.unit, texts={"workflow": Typed("二", 1)}, by=by) == ["workflow"]


@pytest.mark.parametrize("who", ["reviewer", "a_advisor", "a_community", "b_manager"])
def test_only_the_street_itself_writes(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        keep_texts(street=cast.a.unit, texts={"workflow": Typed("一", 0)}, by=cast.actor(who))
    assert kept(cast) == {}


# Proposals -----------------------------------------------------------------------------------


def test_a_proposal_is_put_into_the_form_and_not_kept(cast: Cast, manager, url: str) -> None:
    response = send(manager, url, take="philosophy", workflow="我写的流程")
    body = response.content.decode()
    assert "找得到、看得着、帮得到、靠得住</textarea>" in body
    assert "还没有保存" in body
    assert "我写的流程" in body
    assert kept(cast) == {}


def test_a_proposal_is_kept_only_when_the_street_confirms_it(cast: Cast, manager, url: str) -> None:
    text = proposal_for(WallTopic.PHILOSOPHY, cast.a.unit)
    unconfirmed = send(manager, url, philosophy=text)
    assert "还是平台给的建议文字" in unconfirmed.content.decode()
    assert kept(cast) == {}
    send(manager, url, philosophy=text, philosophy_confirmed="on")
    assert kept(cast) == {"philosophy": text}
    # Confirmed once, it is not asked about again.
    assert send(manager, url, workflow="1. 接待").status_code == 302


def test_a_gap_left_open_is_named(cast: Cast, manager, url: str) -> None:
    text = proposal_for(WallTopic.WORKFLOW, cast.a.unit)
    body = send(manager, url, workflow=text, workflow_confirmed="on").content.decode()
    assert "还有没填的地方：〔谁〕、〔几〕、〔本街镇的资源单位〕、〔多久〕" in body
    assert kept(cast) == {}


def test_a_proposal_is_put_below_what_was_typed(cast: Cast, manager, url: str) -> None:
    body = send(manager, url, take="philosophy", philosophy="我的话").content.decode()
    assert "我的话\n人民至上" in body


def test_five_hearts_and_four_questions_are_changshou_roads() -> None:
    changshou = Unit(core_name="长寿路")
    ganquan = Unit(core_name="甘泉路")
    other = Unit(core_name="石泉路")
    text = proposal_for(WallTopic.MECHANISMS, changshou)
    assert "五心：纯粹心、进取心、敬畏心、不懈心、牵挂心" in text
    assert not GAP.search(text)
    assert "会商" in proposal_for(WallTopic.MECHANISMS, ganquan)
    assert "五心" not in proposal_for(WallTopic.MECHANISMS, other)


@pytest.mark.parametrize("street", ["长寿路", "甘泉路", "石泉路"])
@pytest.mark.parametrize("topic", list(WallTopic))
def test_every_proposal_fits_on_its_sheet(topic: WallTopic, street: str) -> None:
    assert not too_long(proposal_for(topic, Unit(core_name=street)))


def test_the_page_quotes_the_annex(manager, url: str) -> None:
    body = text_of(manager, url)
    assert "要将工作流程、制度机制、服务理念、服务特色等内容上墙" in body
    assert body.count('name="take"') == 4
