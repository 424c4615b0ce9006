"""manage.py demo [--port 8000] [--no-serve]"""

import errno
import os
import socket
import sys
from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.demo import DemoAccount, create_demo_accounts
from core.permissions import ROLE_LABELS, Role
from orgs.models import Unit
from portal.samples.casework import do_casework
from portal.samples.ledgers import enter_samples, refuse_foreign_database
from portal.samples.team import build_the_team
from portal.samples.together import work_together
from portal.samples.trainings import hold_trainings
from portal.samples.year import live_the_year

ADDRESS = "127.0.0.1"


class Command(BaseCommand):
    """Build a demo portal of Putuo and serve it; a second start keeps what is there."""

    help = "Migrate, load Putuo with sample ledgers and six accounts, and serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to serve."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="build only")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line of progress for each step."""
        if not options["no_serve"]:
            refuse_taken_port(options["port"])
        refuse_foreign_database()
        self.stdout.write("建表…")
        call_command("migrate", verbosity=0)
        if not Unit.objects.exists():
            self.stdout.write("装入普陀区的单位、户籍人口和 2024 年标准…")
            call_command("load_district", "putuo", verbosity=0, stdout=self.stdout)
        accounts = create_demo_accounts()
        steps = (
            enter_samples,
            live_the_year,
            build_the_team,
            hold_trainings,
            do_casework,
            work_together,
        )
        for line in chain.from_iterable(step() for step in steps):
            self.stdout.write(line)
        self.tell(accounts, options["port"])
        if not options["no_serve"]:
            serve(options["port"])

    def tell(self, accounts: list[DemoAccount], port: int) -> None:
        """The accounts and the address."""
        self.stdout.write("\n演示账号（密码都是 " + accounts[0].password + "）：")
        for account in accounts:
            self.stdout.write(f"  {account.username:<10} {ROLE_LABELS[Role(account.role)]}")
        self.stdout.write(f"\n打开 http://{ADDRESS}:{port}/ 登录；按 Ctrl+C 停止。")


def refuse_taken_port(port: int) -> None:
    """Say so before anything else is done, where another program has the port, or nobody can."""
    if not 0 < port < 65536:
        raise CommandError(f"没有端口 {port}：请写 1 到 65535 之间的数，例如 make demo PORT=8000。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise CommandError(
                    f"端口 {port} 被占用或不可用：请换一个，例如 make demo PORT={port + 1}。"
                ) from error
            raise


def serve(port: int) -> None:
    """Hand the process over to gunicorn."""
    connection.close()
    sys.stdout.flush()
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{ADDRESS}:{port}",
        "--workers", "2", "--threads", "4", "--log-level", "warning",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell
