"""Checks an Excel ledger and tells what is wrong with it; writes nothing."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.clock import today
from ledgers.checking import CheckResult, check_workbook
from ledgers.directory import DatabaseDirectory
from ledgers.guard import UnreadableWorkbook
from ledgers.registry import all_ledgers
from ledgers.report import UNREADABLE, error_json, to_plain


class Command(BaseCommand):
    """Exit 0 when the file was read, also with errors in rows; 2 when nothing could be read."""

    # Reading a file needs no look at every page and admin: a third of the time.
    requires_system_checks = ()
    help = "检查一份 Excel 台账（顾问名册、站点台账、培训台账、困难对象名册、走访台账），不写入任何数据。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its kind, and how to print."""
        parser.add_argument("file", type=Path, help="台账文件（.xlsx）")
        parser.add_argument(
            "--kind", choices=[ledger.kind for ledger in all_ledgers()], help="不写则按表头判断"
        )
        parser.add_argument("--json", action="store_true", help="只输出 JSON")
        parser.add_argument("--values", action="store_true", help="JSON 里带上各行读到的值")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the file against today's units and advisors."""
        try:
            result = _check(options["file"], options["kind"])
        except UnreadableWorkbook as refused:
            if options["json"]:
                self.stdout.write(error_json(refused.code, refused.message))
            raise CommandError(refused.message, returncode=UNREADABLE) from refused
        if options["json"]:
            plain = to_plain(result, with_values=options["values"])
            self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=1))
        else:
            self._tell(result)

    def _tell(self, result: CheckResult) -> None:
        rejected = len(result.rejected_rows)
        self.stdout.write(
            f"{result.ledger.title}：{len(result.rows)}行，"
            f"{len(result.good_rows)}行可以入账，{rejected}行有误。"
        )
        for row in result.rows:
            for problem in row.problems:
                mark = "错误" if problem.is_error else "提醒"
                column = result.ledger.by_key.get(problem.column)
                where = f"{row.sheet}第{row.number}行" + (f" {column.label}" if column else "")
                self.stdout.write(f"[{mark}] {where}：{problem.message}（{problem.code}）")
        for name in result.hidden_sheets:
            self.stdout.write(f"[没有读] 隐藏的工作表“{name}”")
        for name in result.mapping.other_sheets:
            self.stdout.write(f"[没有读] 工作表“{name}”里没有认识的表头")
        for name, number in result.unread.items():
            self.stdout.write(f"[没有读] 工作表“{name}”第{number}行起，前面有200行空白")
        hidden = Counter(row.sheet for row in result.skipped if row.reason == "hidden")
        for name, count in hidden.items():
            self.stdout.write(f"[没有读] 工作表“{name}”有{count}行被隐藏")


def _check(path: Path, kind: str | None) -> CheckResult:
    day = today()
    directory = DatabaseDirectory(day)
    if not len(directory.units):
        raise UnreadableWorkbook(
            "no_units", "还没有街镇和居村。请先运行 manage.py load_district putuo。"
        )
    try:
        return check_workbook(path, directory=directory, today=day, kind=kind)
    except OSError as missing:
        raise UnreadableWorkbook("no_file", f"打不开文件{path}。请核对路径。") from missing
