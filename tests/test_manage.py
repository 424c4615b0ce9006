"""manage.py says in one sentence what is missing, and shows no trace-back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT: Path = settings.BASE_DIR


def manage(*arguments: str, database: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, "HTTPS": "false"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def url_of(name: str) -> str:
    """A database of the tests' own server, which may listen at a socket in a folder."""
    config = connection.settings_dict
    account = ":".join(filter(None, (config["USER"], config["PASSWORD"])))
    if config["HOST"].startswith("/"):
        return f"postgres://{account}@:{config['PORT']}/{config['HOST']}/{name}"
    return f"postgres://{account}@{config['HOST']}:{config['PORT'] or 5432}/{name}"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("postgres", "请先运行 manage.py migrate。"), ("not_there", "连不上数据库")],
)
def test_a_database_that_is_not_ready(db: None, name: str, sentence: str) -> None:
    with manage("score", database=url_of(name)) as run:
        _, said = run.communicate()
    assert (run.returncode, said.count("\n")) == (1, 1), said
    assert sentence in said


def test_whoever_reads_no_further_is_not_told_so(db: None) -> None:
    with manage("help", "--commands", database=url_of("postgres")) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == ""
    assert run.returncode == 1
