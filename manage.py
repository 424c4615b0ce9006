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

    from core.postgres import PostgresError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, PostgresError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
