"""What do tests need that want PostgreSQL or Redis? Private servers on free ports, with an end for each."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import databases
from tests.live import Portal, end_group, free_port, listens, wait_for, without_settings

POSTGRESQL_DIRECTORIES = [Path("/usr/lib/postgresql")]


def postgresql_binary(name: str) -> str | None:
    """The path of a PostgreSQL program, on PATH or where Debian keeps it; None when there is none."""
    found = [str(path) for root in POSTGRESQL_DIRECTORIES for path in sorted(root.glob(f"*/bin/{name}"), reverse=True)]
    return shutil.which(name) or (found[0] if found else None)


def redis_binary() -> str | None:
    """The path of redis-server; None when there is none."""
    return shutil.which("redis-server")


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A private PostgreSQL on a free port with a migrated, empty database; yields its URL."""
    with postgresql_home() as home, serving(home) as url:
        yield url


@contextmanager
def postgresql_home() -> Iterator[str]:
    """A directory with the data of a migrated, empty database, for a server that a test starts and stops itself."""
    binary = postgresql_binary("initdb")
    assert binary is not None
    kept = databases.migrated_cluster(Path(binary).resolve().parent.parent.name, build_cluster)
    # Not pytest's directory: the account that the server runs as cannot reach it.
    with TemporaryDirectory(prefix="portal-postgresql-") as home:
        shutil.copytree(kept, f"{home}/data")
        give(Path(home))
        yield home


def build_cluster(target: Path) -> None:
    """Make the data directory of a PostgreSQL whose database is migrated and empty."""
    initdb, owner = postgresql_binary("initdb"), server_account()
    assert initdb is not None
    with TemporaryDirectory(prefix="portal-postgresql-") as home, TemporaryDirectory(prefix="portal-migrated-") as var:
        give(Path(home))
        initialize = [initdb, "-D", f"{home}/data", "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(initialize, check=True, capture_output=True, user=owner, cwd=home)
        with serving(home) as url:
            values = {"PORTAL_VAR_DIR": var, "PORTAL_DATABASE_URL": url}
            Portal(Path(var), {**without_settings(), **values}).manage("migrate", "-v", "0")
        shutil.copytree(f"{home}/data", target)


def give(home: Path) -> None:
    """Let the account that the server runs as own a directory and all in it."""
    for path in (home, *home.rglob("*")):
        shutil.chown(path, server_account() or os.geteuid())


@contextmanager
def serving(home: str, *, port: int = 0, connections: int = 100) -> Iterator[str]:
    """Run the server on its data directory; yields the URL of its database."""
    server, owner, port = postgresql_binary("postgres"), server_account(), port or free_port()
    assert server is not None
    options = ["-D", f"{home}/data", "-p", str(port), "-k", home, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    options += ["-c", f"max_connections={connections}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([server, *options], start_new_session=True, user=owner, cwd=home, **quiet)
    try:
        wait_for(lambda: listens(port), what="PostgreSQL's start")
        yield f"postgresql://portal@127.0.0.1:{port}/postgres"
    finally:
        end_group(process, signal.SIGINT)


def server_account() -> str | None:
    """Whom PostgreSQL may run as: it refuses root."""
    return "nobody" if os.geteuid() == 0 else None


@contextmanager
def redis_server(directory: Path) -> Iterator[str]:
    """A private Redis on a free port; yields its URL."""
    binary, port = redis_binary(), free_port()
    assert binary is not None
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(directory), "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(lambda: listens(port), what="Redis's start")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        end_group(process)


@contextmanager
def servers(directory: Path) -> Iterator[Mapping[str, str]]:
    """PostgreSQL and Redis as environment values for a portal."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql_server())
        broker = stack.enter_context(redis_server(directory))
        yield {"PORTAL_DATABASE_URL": database, "PORTAL_BROKER_URL": broker}
