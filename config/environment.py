"""Reads the portal's settings from the environment and .env; .env.example lists them all.

Without HTTPS the portal is a trial on one machine: secrets that are not set are made once and
kept in VAR_DIR, and the embedded database is used. With HTTPS=true it serves others: then
every secret must be given, and what is missing is said in one sentence.
"""

import base64
import binascii
import json
import os
import secrets
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from core import postgres


@dataclass(frozen=True)
class Environment:
    """The settings that may differ between machines, clean and typed."""

    var_dir: Path
    debug: bool
    https: bool
    behind_proxy: bool
    testing: bool
    secret_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database_url: str
    database_is_given: bool
    data_keys: dict[str, bytes]
    data_cipher: str
    index_key: bytes
    portal_day: date | None
    kit_page: bool


def read_environment(base_dir: Path) -> Environment:
    """Read and check every setting; raise ImproperlyConfigured with what to do."""
    env = environ.Env()
    named = os.environ.get("ENV_FILE", "")
    env_file = Path(named or base_dir / ".env")
    if env_file.is_file():
        env.read_env(env_file)
    elif named:
        raise ImproperlyConfigured(f"ENV_FILE 指定的设置文件 {named} 不存在：请核对路径。")
    https = _flag(env, "HTTPS")
    var_dir = Path(env.str("VAR_DIR", default=str(base_dir / "var"))).expanduser().resolve()
    given = _given_secrets(env) if https else _given_secrets(env) | _kept_secrets(env, var_dir)
    missing = [name for name in ("SECRET_KEY", "DATA_KEYS", "INDEX_KEY") if not given.get(name)]
    hosts = _hosts(env) or ([] if https else ["localhost", "127.0.0.1", "[::1]"])
    if https and not hosts:
        missing.append("ALLOWED_HOSTS")
    if missing:
        raise ImproperlyConfigured(
            f"HTTPS=true 时必须给出这些设置：{'、'.join(missing)}。"
            "请写进 .env；.env.example 说明了每项是什么、怎么生成。"
        )
    debug = _flag(env, "DEBUG")
    if https and debug:
        raise ImproperlyConfigured("HTTPS=true 时不得打开 DEBUG：调试页会显示个人信息和密钥。")
    database_url = env.str("DATABASE_URL", default="")
    return Environment(
        var_dir=var_dir,
        debug=debug,
        https=https,
        behind_proxy=_flag(env, "BEHIND_PROXY"),
        testing="pytest" in sys.modules,
        secret_key=given["SECRET_KEY"],
        allowed_hosts=hosts,
        trusted_origins=_origins(env),
        database_url=_checked_url(database_url) or _embedded_url(var_dir),
        database_is_given=bool(database_url),
        data_keys=_data_keys(given["DATA_KEYS"]),
        data_cipher=_one_of(env, "DATA_CIPHER", ("AES-256-GCM", "SM4-GCM")),
        index_key=_key_bytes("INDEX_KEY", given["INDEX_KEY"]),
        portal_day=_day(env, "PORTAL_DAY"),
        kit_page=_flag(env, "KIT_PAGE"),
    )


def _flag(env: environ.Env, name: str) -> bool:
    value = env.str(name, default="false").strip().lower()
    if value not in {"true", "false", "1", "0", "yes", "no", ""}:
        raise ImproperlyConfigured(f"{name}={value} 无法识别：请写 true 或 false。")
    return value in {"true", "1", "yes"}


def _one_of(env: environ.Env, name: str, allowed: tuple[str, ...]) -> str:
    value = str(env.str(name, default=allowed[0]))
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value} 无法识别：可以写 {'、'.join(allowed)}。")
    return value


def _day(env: environ.Env, name: str) -> date | None:
    value = env.str(name, default="")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value} 不是日期：请写成 2024-09-20。") from None


def _hosts(env: environ.Env) -> list[str]:
    hosts: list[str] = env.list("ALLOWED_HOSTS", default=[])
    if wrong := [host for host in hosts if "/" in host]:
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS 里的 {wrong[0]} 不是域名：不写 https:// 和斜杠，如 portal.example.gov.cn。"
        )
    return hosts


def _origins(env: environ.Env) -> list[str]:
    origins: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
    if wrong := [one for one in origins if not one.startswith(("https://", "http://"))]:
        raise ImproperlyConfigured(
            f"CSRF_TRUSTED_ORIGINS 里的 {wrong[0]} 不完整：请写成 https://{wrong[0]}。"
        )
    return origins


def _checked_url(url: str) -> str:
    """Empty stays empty; the password in a wrong one is not shown."""
    try:
        parts = urlsplit(url)
        is_named = parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/") != ""
        is_whole = is_named and parts.port != 0
    except ValueError:  # a port that is no number
        is_whole = False
    if url and not is_whole:
        raise ImproperlyConfigured(
            "DATABASE_URL 须指向 PostgreSQL，写成 postgres://用户:密码@主机:5432/库名 的样子。"
        )
    return url


def _embedded_url(var_dir: Path) -> str:
    """The embedded database, started unless the command is about that very server."""
    return postgres.database_url(var_dir, start=sys.argv[1:2] != ["db"])


def _given_secrets(env: environ.Env) -> dict[str, str]:
    names = ("SECRET_KEY", "DATA_KEYS", "INDEX_KEY")
    return {name: env.str(name) for name in names if env.str(name, default="")}


def _kept_secrets(env: environ.Env, var_dir: Path) -> dict[str, str]:
    """Secrets of a trial portal, made at the first start; what is given wins over them."""
    path = var_dir / "secrets.json"
    try:
        kept: dict[str, str] = json.loads(path.read_text())
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(
            f"密钥文件 {path} 损坏，读不出来：请从备份恢复；没有加密数据要保留的，可以删除它。"
        ) from error
    except (FileNotFoundError, NotADirectoryError):
        kept = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATA_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        kept = _write_once(path, kept)
    return kept | _given_secrets(env)


def _write_once(path: Path, content: dict[str, str]) -> dict[str, str]:
    """Write a private file; where another process was first, read what it wrote."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"目录 {path.parent} 不能使用（{error.strerror}），请用 VAR_DIR 另选一个可写的目录。"
        ) from error
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        written: dict[str, str] = json.loads(path.read_text())
        return written
    finally:
        draft.unlink()
    return content


def _data_keys(text: str) -> dict[str, bytes]:
    """`id:base64,id:base64`, newest first."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        name, found, encoded = part.strip().partition(":")
        if not found or not 1 <= len(name) <= 8:
            raise ImproperlyConfigured(
                "DATA_KEYS 须写成 编号:密钥,编号:密钥，每个密钥是 32 字节的 base64，新的在前。"
            )
        if name in keys:
            raise ImproperlyConfigured(f"DATA_KEYS 的编号 {name} 写了两次：每个密钥的编号须不同。")
        keys[name] = _key_bytes("DATA_KEYS", encoded)
    return keys


def _key_bytes(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(
            f"{name} 须是 32 字节的 base64：可用 openssl rand -base64 32 生成。"
        )
    return key
