"""The database is restarted, fails over, is full of connections or holds a lock: 503 at once, well again in seconds."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.live import DATABASE, Mailroom, Portal, free_port, portal
from tests.servers import postgresql_binary, postgresql_home, serving
from tests.unavailable import unavailable

pytestmark = pytest.mark.live
CONNECTIONS = 12
AWAY, GOOD = "503 10 True", "200 - False"
# As every web process sets itself (wsgi.py), with waits that a test can wait for.
WEB = {
    "PORTAL_METRICS_TOKEN": "a-token-of-thirty-two-random-signs",
    "PORTAL_PROCESS": "web",
    "PORTAL_DB_LOCK_SECONDS": "1",
    "PORTAL_DB_CONNECTION_SECONDS": "2",
    "PORTAL_DB_STATEMENT_SECONDS": "8",
    "PORTAL_DB_POOL_SIZE": "4",
}


class Server:
    """A PostgreSQL that can be stopped and started again where it was."""

    def __init__(self, home: str) -> None:
        self.home, self.port, self._running = home, free_port(), ExitStack()
        self.start()

    def start(self) -> None:
        """Start it."""
        self.url = self._running.enter_context(serving(self.home, port=self.port, connections=CONNECTIONS))

    def stop(self) -> None:
        """End it, with every connection."""
        self._running.close()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let nothing of it run, while its machine still takes what is sent."""
        first = int((Path(self.home) / "data" / "postmaster.pid").read_text().split()[0])
        below = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        stopped = [first, *map(int, below)]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection]:
        """Somebody else at the same database."""
        with psycopg.connect(self.url) as connection:
            yield connection
            connection.rollback()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL with a migrated database."""
    if postgresql_binary("initdb") is None:
        unavailable("PostgreSQL is not installed")
    with postgresql_home() as home:
        made = Server(home)
        yield made
        made.stop()


@pytest.fixture(scope="module")
def web(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A web process at that database, with somebody signed in who has opened a form."""
    values = {**WEB, "PORTAL_DATABASE_URL": server.url}
    with portal(tmp_path_factory.mktemp("away"), Mailroom(), **values) as made:
        made.set_up()
        made.python("from tests.roof import visits\nvisits.begin()")
        yield made


def asked(web: Portal, *calls: str) -> list[str]:
    """What a web process answers, one after the other."""
    lines = "\n".join(f"print(visits.{call})" for call in calls)
    return web.python(f"from tests.roof import visits\n{lines}").splitlines()


def test_a_server_that_is_away_is_said_so_and_the_process_lives(server: Server, web: Portal) -> None:
    assert asked(web, "visit()") == [GOOD]
    server.stop()
    try:
        assert asked(web, "visit()", "send()", "visit('/livez')") == [AWAY, AWAY, GOOD]
        assert asked(web, "figures()") == ["200 portal_database_up 0.0 False"]
    finally:
        server.start()
    assert asked(web, "back_within(10)", "cases()", "figures()") == ["back", "0", "200 portal_database_up 1.0 True"]


def test_a_server_that_says_nothing_is_given_up_and_the_thread_is_free(server: Server, web: Portal) -> None:
    assert asked(web, "visit()") == [GOOD]
    with server.frozen():
        assert asked(web, "visit()", "send()", "visit('/livez')") == [AWAY, AWAY, GOOD]
    assert asked(web, "back_within(10)", "cases()") == ["back", "0"]


def test_connections_that_are_ended_are_replaced_before_anybody_meets_them(server: Server, web: Portal) -> None:
    assert asked(web, "visit()") == [GOOD]
    with server.connected() as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert asked(web, "visit()") == [GOOD]


def test_no_connection_left_is_said_so(server: Server, web: Portal) -> None:
    with server.connected() as first:
        first.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        first.commit()
        with ExitStack() as stack:
            for _one in range(CONNECTIONS - 1):
                stack.enter_context(server.connected())
            assert asked(web, "visit()", "visit('/livez')") == [AWAY, GOOD]
    assert asked(web, "back_within(10)") == ["back"]


def test_a_lock_held_for_minutes_is_waited_for_for_seconds_and_nothing_is_stored_by_half(
    server: Server, web: Portal
) -> None:
    with server.connected() as other:
        other.execute("LOCK TABLE cases_case IN ACCESS EXCLUSIVE MODE")
        assert asked(web, "visit()", "send()") == [AWAY, AWAY]
    # The same form, sent again as the page says: stored, and once.
    assert asked(web, "send()", "send()", "cases()") == ["302 - False", "302 - False", "1"]


def test_a_locked_sqlite_is_said_so(tmp_path: Path) -> None:
    with portal(tmp_path, Mailroom(), **WEB) as made:
        made.set_up()
        made.python("from tests.roof import visits\nvisits.begin()")
        other = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert asked(made, "send()", "visit('/livez')") == [AWAY, GOOD]
        other.execute("ROLLBACK")
        assert asked(made, "send()", "cases()") == ["302 - False", "1"]
