"""What tests of batches share: workbooks of the cast's streets, a whole Putuo, and looks behind."""

from pathlib import Path
from typing import Any

from django.db import connection

from accounts.actors import actor_of
from advisors.models import Advisor, Assignment, StarRating
from core.actor import Actor
from core.permissions import Role
from ledgers.batches import enter_batch, receive
from ledgers.models import Batch
from orgs.loading import DISTRICTS, load_units
from orgs.models import Unit
from stations.models import ServicePoint, Station
from tests import factories as make
from tests.ledgers.books import book
from training.models import Attendance, TrainingSession

FIXTURES = Path(__file__).parent / "fixtures"
ROSTER, SITES, TRAINING = "顾问名册-全区-2024", "站点台账-2024", "培训台账-2024"
SAMPLES = (ROSTER, SITES, TRAINING)
FACTS = (Advisor, Assignment, StarRating, Station, ServicePoint, TrainingSession, Attendance)

ROSTER_HEADER = ("街镇", "居村", "姓名", "联系电话", "人员性质", "上岗日期", "星级", "学历")
# Of street A of the cast.
GOOD = {
    "街镇": "石泉路街道",
    "居村": "石里1居委会",
    "姓名": "丁小一",
    "联系电话": "13911110001",
    "人员性质": "社区工作者",
    "上岗日期": "2024-03-05",
    "星级": "三星",
    "学历": "本科",
}
SITE_HEADER = (
    "街镇", "居村", "站点名称", "类型", "地址", "场所", "面积", "电话", "开放时间", "负责人", "启用日期",
    "关闭日期", "状态",
)  # fmt: skip
POINT = {
    "街镇": "石泉路街道",
    "居村": "石里2居委会",
    "站点名称": "石泉路街道石里2居委社区救助顾问服务点",
    "类型": "点",
    "地址": "石泉路2号",
    "电话": "52800002",
    "开放时间": "周一至周五9:00-17:00",
    "负责人": "丁小一",
    "启用日期": "2024-05-06",
}
STATION = {
    "街镇": "石泉路街道",
    "站点名称": "普陀区石泉路街道社区救助顾问服务站",
    "类型": "站",
    "地址": "试验路1号",
    "场所": "受理中心",
    "面积": "40",
    "电话": "66158630",
    "开放时间": "周一至周五9:00-17:00",
    "负责人": "胡站长",
    "启用日期": "2024-04-04",
}
TRAINING_HEADER = (
    "街镇", "培训日期", "培训主题", "培训类型", "授课人", "地点", "时长", "参训人数", "参训人员", "考核结果",
)  # fmt: skip
SESSION = {
    "街镇": "石泉路街道",
    "培训日期": "2024-06-03",
    "培训主题": "低保政策",
    "培训类型": "日常督训",
    "授课人": "李老师",
    "地点": "三楼会议室",
    "时长": "90分钟",
    "参训人员": "石街明、石居芳",
}


def roster(*changes: dict[str, Any], title: str = "顾问名册（2024年度）") -> bytes:
    """A roster with one row for each mapping, which says what differs from a good row."""
    return _ledger("名册", title, ROSTER_HEADER, GOOD, changes)


def sites(*rows: dict[str, Any]) -> bytes:
    """A ledger of stations and points from whole rows."""
    return _ledger("站点", "站点台账（2024年度）", SITE_HEADER, {}, rows)


def training(*changes: dict[str, Any]) -> bytes:
    """A training ledger, as `roster`."""
    return _ledger("培训", "培训台账（2024年度）", TRAINING_HEADER, SESSION, changes)


def _ledger(
    sheet: str,
    title: str,
    header: tuple[str, ...],
    good: dict[str, Any],
    changes: tuple[dict[str, Any], ...],
) -> bytes:
    rows = [[{**good, **change}.get(label) for label in header] for change in changes]
    return book((sheet, [[title], header, *rows]))


def entered(content: bytes, by: Actor, name: str = "台账.xlsx") -> Batch:
    """A workbook, received and entered."""
    return enter_batch(batch=receive(file_name=name, content=content, by=by).batch, by=by)


def load_putuo() -> Actor:
    """Putuo's real units, and the district's data admin."""
    load_units(DISTRICTS["putuo"])
    user = make.UserFactory(username="dataadmin", name="赵管理")
    district = Unit.objects.get(level=Unit.Level.DISTRICT)
    return actor_of(make.MembershipFactory(user=user, unit=district, role=Role.DATA_ADMIN.value))


def sample(name: str) -> bytes:
    """A sample workbook."""
    return (FIXTURES / f"{name}.xlsx").read_bytes()


def facts() -> dict[str, list[dict[str, Any]]]:
    """All that the ledgers write, row by row."""
    return {
        model.__name__: [
            # Undoing is a change too, so the count of changes goes on.
            {
                key: bytes(v) if isinstance(v, memoryview) else v
                for key, v in row.items()
                if key != "version"
            }
            for row in model.objects.order_by("pk").values()
        ]
        for model in FACTS
    }


def dump(*tables: str) -> str:
    """Tables as PostgreSQL writes them out, bytes as hex."""
    texts = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)
