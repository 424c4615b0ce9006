"""`manage.py db`: the embedded database, by hand."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.postgres import PostgresError, Server


class Command(BaseCommand):
    """Starts, stops, describes or empties the embedded PostgreSQL server of VAR_DIR."""

    help = "内置数据库：start 启动，stop 停止，status 查看，reset 清空"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the action, and for `reset` the word that it is meant."""
        parser.add_argument("action", choices=["start", "stop", "status", "reset"])
        parser.add_argument("--yes", action="store_true", help="确认清空全部数据（用于 reset）")

    def handle(self, *, action: str, yes: bool, **options: Any) -> None:
        """Do it, and say in one line how things stand."""
        if settings.DATABASE_IS_GIVEN:
            raise CommandError("已设置 DATABASE_URL，门户使用该数据库，内置数据库未启用。")
        server = Server(Path(settings.VAR_DIR))
        try:
            self.stdout.write(self._do(server, action, yes))
        except PostgresError as error:
            raise CommandError(str(error)) from error

    def _do(self, server: Server, action: str, yes: bool) -> str:
        if action == "start":
            server.start()
        elif action == "stop":
            return "内置数据库已停止。" if server.stop() else "内置数据库未在运行。"
        elif action == "reset":
            if not yes:
                raise CommandError("reset 会删除全部数据；确定要清空，请加 --yes。")
            server.reset()
            return "内置数据库已清空；请运行 migrate 重新建表。"
        running = "运行中" if server.is_running() else "未运行"
        return f"内置数据库{running}，数据目录 {server.data_dir}"
