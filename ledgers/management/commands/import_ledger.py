"""manage.py import_ledger FILE --as USER [--kind K] [--json]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.actors import actor_for_username
from ledgers.batches import BatchRefused, check_for, enter_batch, receive
from ledgers.enums import BatchState
from ledgers.guard import UnreadableWorkbook
from ledgers.report import UNREADABLE, error_json, to_plain


class Command(BaseCommand):
    """Check a workbook, enter its good rows, report the rejected ones."""

    help = "Enter a ledger's good rows in one transaction; exit 2 when it can't be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, on whose behalf, and the form of the answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, help="account of a data admin")
        parser.add_argument("--kind", help="the ledger's kind, when its headers don't tell")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in the name of the account."""
        actor = actor_for_username(options["username"])
        if actor is None:
            raise CommandError(f"没有账号 {options['username']}，或它今天没有任职。")
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"打不开 {options['file']}：{error.strerror}。") from error
        try:
            received = receive(
                file_name=options["file"].name, content=content, by=actor, kind=options["kind"]
            )
            batch = received.batch
            result = check_for(content, by=actor, kind=options["kind"])
            if batch.state == BatchState.CHECKED:
                batch = enter_batch(batch=batch, by=actor)
        except UnreadableWorkbook as refused:
            if options["json"]:
                self.stdout.write(error_json(refused))
            raise CommandError(refused.message, returncode=UNREADABLE) from refused
        except (PermissionDenied, BatchRefused) as error:
            raise CommandError(str(error)) from error
        answer = {
            **to_plain(result),
            "batch": str(batch.pk),
            "already_entered": received.was_there,
            **batch.counts,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        counts = batch.counts
        if received.was_there:
            self.stdout.write("这个文件已经导入过，没有重复入账。")
        self.stdout.write(
            f"{result.ledger.title}：新增 {counts['new']} 行，有变化 {counts['changed']} 行，"
            f"相同 {counts['same']} 行，不能入账 {counts['rejected']} 行。"
        )
        for row in result.rejected_rows:
            reasons = "；".join(problem.message for problem in row.errors)
            self.stdout.write(f"  {row.sheet} 第{row.number}行：{reasons}")
