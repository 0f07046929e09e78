"""How does the portal reach its database, and how long does whoever asks wait for it?

A page waits for seconds: for a connection, for what somebody else holds, for one statement. Then it says so (503), and
its thread is free. Workers and commands wait as long as it takes: what they do may take minutes.
"""

from pathlib import Path

import psycopg
from environs import Env
from psycopg.abc import RV, PQGen
from psycopg.rows import TupleRow

env = Env()

CONNECTION_SECONDS = env.int("PORTAL_DB_CONNECTION_SECONDS", 5)
LOCK_SECONDS = env.int("PORTAL_DB_LOCK_SECONDS", 20)
STATEMENT_SECONDS = env.int("PORTAL_DB_STATEMENT_SECONDS", 60)
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": LOCK_SECONDS,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
POOL: dict[str, object] = {
    "min_size": 1,
    "max_size": env.int("PORTAL_DB_POOL_SIZE", 8),
    "timeout": CONNECTION_SECONDS,
    # A pool that tries ever more rarely would find the server minutes after it is back; this one tries on demand.
    "reconnect_timeout": 2,
}
POSTGRESQL_OPTIONS: dict[str, object] = {
    "pool": POOL,
    "connect_timeout": CONNECTION_SECONDS,
    # A server that vanished without a word (failover) is missed within seconds.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    # Statements may stay with the server; only those do that ask for it (`notifications.leasing`).
    "prepare_threshold": 1,
}
# To compile what many alternatives read takes half a second; to read a page of it takes a fiftieth of that.
UNCOMPILED = "-c jit=off"
LIMITS_OF_A_PAGE = {
    "lock_timeout": LOCK_SECONDS,
    "statement_timeout": STATEMENT_SECONDS,
    "idle_in_transaction_session_timeout": STATEMENT_SECONDS,
}
# A server that is frozen (its disk hangs, it was stopped) keeps none of its own limits, and its machine still answers.
SILENCE_SECONDS = STATEMENT_SECONDS + CONNECTION_SECONDS
INTERVAL_SECONDS = 0.1


class PageConnection(psycopg.Connection[TupleRow]):
    """A connection of whoever waits at a screen: a server that says nothing at all is given up."""

    def wait(self, gen: PQGen[RV], interval: float = INTERVAL_SECONDS, timeout: float | None = None) -> RV:
        """Wait for an answer for SILENCE_SECONDS at most.

        :raises psycopg.OperationalError: when none came; the connection is closed then.
        """
        try:
            return super().wait(gen, interval, SILENCE_SECONDS if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"The server said nothing for {SILENCE_SECONDS} seconds.") from error


def database(var_dir: Path, *, for_pages: bool) -> dict[str, object]:
    """Return this installation's database: the embedded one in the data directory unless the environment names one.

    `for_pages` says that this process answers people at screens.
    """
    found: dict[str, object] = dict(env.dj_db_url("PORTAL_DATABASE_URL", f"sqlite:///{var_dir / 'portal.sqlite3'}"))
    said = found.get("OPTIONS")
    # What the address says itself (`sslmode`, `sslrootcert`) stands.
    asked = said if isinstance(said, dict) else {}
    is_embedded = str(found["ENGINE"]).endswith("sqlite3")
    options = {**(SQLITE_OPTIONS if is_embedded else POSTGRESQL_OPTIONS), **asked}
    if not is_embedded:
        options["options"] = f"{UNCOMPILED} {asked.get('options', '')}".strip()
    if for_pages and not is_embedded:
        options["pool"] = {**POOL, "connection_class": PageConnection}
        limits = " ".join(f"-c {name}={seconds}s" for name, seconds in LIMITS_OF_A_PAGE.items())
        options["options"] = f"{options['options']} {limits}"
    # Each connection is asked whether it still stands before it is used: after a restart nobody meets a dead one.
    return {**found, "OPTIONS": options, "CONN_HEALTH_CHECKS": True}
