"""Where do throw-away databases come from?"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

KINDS = ("sqlite", "postgresql")
PROGRAMS = Path("/usr/lib/postgresql")
PREFIX = "portal-bench-"
ACCOUNTS = ("postgres", "nobody")


class Unavailable(Exception):
    """This machine cannot make such a database."""


@contextmanager
def throw_away(kind: str) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Yield a data directory and the variables that point a portal at an empty database of a kind.

    :raises Unavailable: when the database's programs are not installed.
    """
    with TemporaryDirectory(prefix=PREFIX) as name:
        directory = Path(name)
        variables = {"PORTAL_VAR_DIR": name, "PORTAL_BROKER_URL": "memory://", "PORTAL_CACHE_URL": ""}
        if kind == "sqlite":
            yield directory, variables | {"PORTAL_DATABASE_URL": f"sqlite:///{directory / 'portal.sqlite3'}"}
        else:
            with postgresql() as url:
                yield directory, variables | {"PORTAL_DATABASE_URL": url}


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of a private PostgreSQL on a free port, stopped and erased at the end.

    :raises Unavailable: when its programs are not installed.
    """
    initdb, control = program("initdb"), program("pg_ctl")
    account = next(name for name in ACCOUNTS if _exists(name)) if os.geteuid() == 0 else None
    with TemporaryDirectory(prefix="portal-postgresql-") as name:
        home, port = Path(name), free_port()
        home.chmod(0o755)
        if account:
            shutil.chown(home, account)
        data = home / "data"

        def call(*command: str | Path) -> None:
            # PostgreSQL refuses to be run by root.
            subprocess.run(command, check=True, user=account, cwd=home, stdout=subprocess.DEVNULL)

        call(initdb, "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home}"
        try:
            call(control, "-D", data, "-l", home / "log", "-o", options, "-w", "start")
            yield f"postgresql://portal@127.0.0.1:{port}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                call(control, "-D", data, "-m", "immediate", "-w", "stop")


def program(name: str) -> Path:
    """Return where a program of PostgreSQL is: on PATH, or where Debian keeps it.

    :raises Unavailable: when it is nowhere.
    """
    on_path = shutil.which(name)
    found = [Path(on_path)] if on_path else sorted(PROGRAMS.glob(f"*/bin/{name}"), reverse=True)
    if not found:
        raise Unavailable(f"{name} of PostgreSQL is not installed")
    return found[0]


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _exists(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True
