"""manage.py import_ledger FILE --as USER [--kind K] [--json]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.actors import actor_for_username
from core.actor import Actor
from ledgers.batches import BatchRefused, check_again, enter_batch, receive
from ledgers.checking import CheckResult
from ledgers.comparing import compare
from ledgers.corrections import texts_of
from ledgers.enums import BatchState, Outcome
from ledgers.guard import UnreadableWorkbook
from ledgers.models import Batch
from ledgers.previews import counts_of
from ledgers.registry import all_ledgers
from ledgers.report import UNREADABLE, error_json, to_plain


class Command(BaseCommand):
    """Exit 0 when the file was read, also with rejected rows; 2 when nothing could be read."""

    help = "核对一份 Excel 台账，把没有错误的行一次入账，列出不能入账的行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, on whose behalf, and the form of the answer."""
        parser.add_argument("file", type=Path, help="台账文件（.xlsx）")
        parser.add_argument("--as", dest="username", required=True, help="数据管理员的账号")
        parser.add_argument(
            "--kind", choices=[ledger.kind for ledger in all_ledgers()], help="不写则按表头判断"
        )
        parser.add_argument("--json", action="store_true", help="只输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in the name of the account."""
        actor = actor_for_username(options["username"])
        if actor is None:
            sentence = f"没有账号{options['username']}，或它今天没有任职。"
            self._refuse("unknown_user", sentence, options)
        try:
            answer, result = _import(options["file"], actor, options["kind"])
        except UnreadableWorkbook as refused:
            self._refuse(refused.code, refused.message, options, UNREADABLE)
        except PermissionDenied as refused:
            self._refuse("not_allowed", str(refused), options)
        except BatchRefused as refused:
            self._refuse("batch_refused", str(refused), options)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self._tell(answer, result)

    def _refuse(
        self, code: str, message: str, options: dict[str, Any], returncode: int = 1
    ) -> NoReturn:
        """Say why nothing was done, with --json also as an object on standard output."""
        if options["json"]:
            self.stdout.write(error_json(code, message))
        raise CommandError(message, returncode=returncode)

    def _tell(self, answer: dict[str, Any], result: CheckResult) -> None:
        if answer["already_entered"]:
            self.stdout.write("这个文件已经入过账，没有重复入账。")
        numbers = "，".join(f"{outcome.label}{answer[outcome]}行" for outcome in Outcome)
        self.stdout.write(f"{result.ledger.title}：{numbers}。")
        for row in result.rejected_rows:
            reasons = "；".join(problem.message for problem in row.errors)
            self.stdout.write(f"  {row.sheet}第{row.number}行：{reasons}")


def _import(path: Path, by: Actor, kind: str | None) -> tuple[dict[str, Any], CheckResult]:
    """Enter a file that is not in the books yet; what was found, and how many rows came to what."""
    received = receive(file_name=path.name, content=_content(path), by=by, kind=kind)
    batch = received.batch
    if batch.state == BatchState.RECEIVED:
        raise BatchRefused("这个文件已经上传，正等着有人说明它的列。请在台账页面上继续。")
    was_entered = batch.state == BatchState.ENTERED
    result = received.result or check_again(batch, by=by)
    counts = _counts_now(batch, result) if was_entered else enter_batch(batch=batch, by=by).counts
    answer = {
        **to_plain(result),
        "batch": str(batch.pk),
        "already_entered": was_entered,
        **{outcome.value: counts[outcome] for outcome in Outcome},
    }
    return answer, result


def _counts_now(batch: Batch, result: CheckResult) -> dict[str, int]:
    """What the rows of a batch would come to if it were entered again."""
    corrected = texts_of(batch.corrections)
    return counts_of(compare(result, corrected), corrected)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > settings.LEDGER_MAX_BYTES:
            limit = settings.LEDGER_MAX_BYTES // 1024 // 1024
            raise UnreadableWorkbook("file_too_large", f"文件超过{limit} MB。请分成几份后再导入。")
        return path.read_bytes()
    except OSError as missing:
        raise UnreadableWorkbook("no_file", f"打不开文件{path}。请核对路径。") from missing
