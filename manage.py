#!/usr/bin/env python
"""The portal's command line."""

import os
import sys


def main() -> None:
    """Run a management command, or say in one sentence what is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("这里没有安装 Django：请先运行 make setup，再用 .venv/bin/python。")
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    from core.postgres import PostgresError

    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except (ImproperlyConfigured, PostgresError) as error:
        sys.exit(str(error))
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", None) != UNDEFINED_TABLE:
            raise
        sys.exit("数据库里还没有门户的表，或表不是最新的：请先运行 manage.py migrate。")
    except OperationalError as error:
        # What the server itself refuses has a code; without one it was not reached.
        if getattr(error.__cause__, "pgcode", None):
            raise
        sys.exit("连不上数据库：请核对 DATABASE_URL，并确认 PostgreSQL 正在运行、账号能登录。")
    except BrokenPipeError:
        # Whoever read the output has enough of it; nothing more must be written at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


UNDEFINED_TABLE = "42P01"

if __name__ == "__main__":
    main()
