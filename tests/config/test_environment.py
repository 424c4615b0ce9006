"""Each setting that is missing or malformed gives its sentence, and what to do."""

import base64
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.environment import Environment, read_environment

KEY = base64.b64encode(bytes(range(32))).decode()
SETTINGS = [
    "DATABASE_URL",
    "VAR_DIR",
    "HTTPS",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "BEHIND_PROXY",
    "SECRET_KEY",
    "DATA_KEYS",
    "INDEX_KEY",
    "DATA_CIPHER",
    "PORTAL_DAY",
    "KIT_PAGE",
    "DEBUG",
    "ENV_FILE",
]
SERVING = {
    "HTTPS": "true",
    "ALLOWED_HOSTS": "portal.example.gov.cn",
    "SECRET_KEY": "x" * 50,
    "DATA_KEYS": f"k2:{KEY},k1:{KEY}",
    "INDEX_KEY": KEY,
    "DATABASE_URL": "postgres://portal:secret@127.0.0.1:5432/portal",
}
Read = Callable[..., Environment]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads the settings given and no others; no database is started."""
    others = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    monkeypatch.setattr(
        environment.postgres, "database_url", lambda var_dir, start: f"postgres:///{var_dir.name}"
    )

    def with_settings(**settings: str) -> Environment:
        # django-environ writes what it finds in the file to the environment.
        own = others | settings
        monkeypatch.setattr(environment.os, "environ", own)
        monkeypatch.setattr(environment.environ.Env, "ENVIRON", own)
        return read_environment(tmp_path)

    return with_settings


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HTTPS", "ja", "HTTPS=ja 无法识别：请写 true 或 false。"),
        ("DEBUG", "2", "DEBUG=2 无法识别：请写 true 或 false。"),
        ("BEHIND_PROXY", "nginx", "BEHIND_PROXY=nginx 无法识别：请写 true 或 false。"),
        ("KIT_PAGE", "on!", "KIT_PAGE=on! 无法识别：请写 true 或 false。"),
        ("PORTAL_DAY", "2024-9-20", "PORTAL_DAY=2024-9-20 不是日期：请写成 2024-09-20。"),
        ("PORTAL_DAY", "tomorrow", "PORTAL_DAY=tomorrow 不是日期：请写成 2024-09-20。"),
        ("DATA_CIPHER", "DES", "DATA_CIPHER=DES 无法识别：可以写 AES-256-GCM、SM4-GCM。"),
        ("DATABASE_URL", "mysql://root@db/portal", "DATABASE_URL 须指向 PostgreSQL"),
        ("DATABASE_URL", "postgres://portal@db", "DATABASE_URL 须指向 PostgreSQL"),
        ("DATABASE_URL", "postgres://portal@db:port/portal", "DATABASE_URL 须指向 PostgreSQL"),
        ("DATABASE_URL", "portal", "DATABASE_URL 须指向 PostgreSQL"),
        ("DATA_KEYS", KEY, "DATA_KEYS 须写成 编号:密钥"),
        ("DATA_KEYS", f"a-long-name:{KEY}", "DATA_KEYS 须写成 编号:密钥"),
        ("DATA_KEYS", "k1:short", "DATA_KEYS 须是 32 字节的 base64：可用 openssl rand"),
        ("DATA_KEYS", f"k1:{KEY},k2", "DATA_KEYS 须写成 编号:密钥"),
        ("DATA_KEYS", f"k1:{KEY},k1:{KEY}", "DATA_KEYS 的编号 k1 写了两次"),
        ("INDEX_KEY", "not base64!", "INDEX_KEY 须是 32 字节的 base64"),
        ("INDEX_KEY", KEY[:-8], "INDEX_KEY 须是 32 字节的 base64"),
        ("CSRF_TRUSTED_ORIGINS", "portal.example", "请写成 https://portal.example。"),
        ("ALLOWED_HOSTS", "https://portal.example/", "不是域名：不写 https:// 和斜杠"),
    ],
)
def test_a_malformed_setting_says_how_to_write_it(
    read: Read, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read(**{name: value})
    assert sentence in str(told.value)
    assert str(told.value).endswith("。")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INDEX_KEY", "c2VjcmV0"),
        ("DATA_KEYS", "k1:c2VjcmV0"),
        ("DATABASE_URL", "mysql://root:c2VjcmV0@db/portal"),
    ],
)
def test_a_secret_that_is_malformed_is_not_shown(read: Read, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read(**{name: value})
    assert "c2VjcmV0" not in str(told.value)


@pytest.mark.parametrize("left_out", [name for name in SERVING if name != "HTTPS"])
def test_serving_others_asks_for_what_is_missing(read: Read, left_out: str) -> None:
    given = {name: value for name, value in SERVING.items() if name != left_out}
    if left_out == "DATABASE_URL":  # the embedded one will do
        assert read(**given).database_url
        return
    with pytest.raises(ImproperlyConfigured, match=f"必须给出这些设置：{left_out}。"):
        read(**given)


def test_all_that_is_missing_is_said_at_once(read: Read, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read(HTTPS="true")
    assert "SECRET_KEY、DATA_KEYS、INDEX_KEY、ALLOWED_HOSTS" in str(told.value)
    assert ".env.example" in str(told.value)
    assert not (tmp_path / "var").exists()


def test_serving_others_takes_what_is_given(read: Read, tmp_path: Path) -> None:
    env = read(**SERVING, PORTAL_DAY="2024-09-20", BEHIND_PROXY="yes", DATA_CIPHER="SM4-GCM")
    assert (env.https, env.behind_proxy, env.debug, env.kit_page) == (True, True, False, False)
    assert list(env.data_keys) == ["k2", "k1"]
    assert env.index_key == bytes(range(32))
    assert env.portal_day == date(2024, 9, 20)
    assert (env.database_url, env.database_is_given) == (SERVING["DATABASE_URL"], True)
    assert env.allowed_hosts == ["portal.example.gov.cn"]
    assert env.data_cipher == "SM4-GCM"
    assert not (tmp_path / "var/secrets.json").exists()


def test_debug_pages_are_refused_to_others(read: Read) -> None:
    with pytest.raises(ImproperlyConfigured, match="HTTPS=true 时不得打开 DEBUG"):
        read(**SERVING, DEBUG="true")


def test_a_trial_needs_nothing_and_keeps_its_secrets(read: Read, tmp_path: Path) -> None:
    first, second = read(), read()
    assert first == second
    assert not first.database_is_given
    assert first.portal_day is None
    assert set(first.allowed_hosts) == {"localhost", "127.0.0.1", "[::1]"}
    kept = tmp_path / "var/secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["secrets.json"]


def test_what_is_given_wins_over_what_was_kept(read: Read) -> None:
    kept = read()
    given = read(INDEX_KEY=KEY)
    assert given.index_key == bytes(range(32))
    assert given.secret_key == kept.secret_key


def test_the_env_file_is_read_and_the_environment_wins(read: Read, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORTAL_DAY=2024-01-01\nKIT_PAGE=true\n")
    env = read(PORTAL_DAY="2024-09-20")
    assert (env.portal_day, env.kit_page) == (date(2024, 9, 20), True)
    other = tmp_path / "other.env"
    other.write_text("PORTAL_DAY=2023-01-01\n")
    assert read(ENV_FILE=str(other)).portal_day == date(2023, 1, 1)


def test_a_file_of_settings_that_was_named_must_be_there(read: Read, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"no\.env 不存在"):
        read(ENV_FILE=str(tmp_path / "no.env"))
    assert not read(ENV_FILE="").https


def test_a_broken_secrets_file_says_which(read: Read, tmp_path: Path) -> None:
    kept = tmp_path / "var/secrets.json"
    kept.parent.mkdir()
    kept.write_text("{")
    with pytest.raises(ImproperlyConfigured, match=r"secrets\.json"):
        read()


def test_a_place_that_cannot_be_written_says_so(read: Read, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="请用 VAR_DIR 另选一个可写的目录"):
        read(VAR_DIR=str(tmp_path / "file/var"))


def test_processes_that_start_at_once_agree_on_the_secrets(tmp_path: Path) -> None:
    program = (
        "import json; from pathlib import Path; from config.environment import _write_once;"
        "from secrets import token_hex;"
        f"print(_write_once(Path({str(tmp_path)!r}) / 'var/secrets.json', {{'K': token_hex()}})['K'])"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=Path(environment.__file__).parent.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = {process.communicate()[0].strip() for process in running}
    kept = tmp_path / "var/secrets.json"
    assert answers == {json.loads(kept.read_text())["K"]}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.iterdir()) == [kept]
