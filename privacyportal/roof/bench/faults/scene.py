"""Which machines take part in a fault, and how are they started, killed and watched?"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.roof.bench.databases import Unavailable, free_port
from privacyportal.roof.bench.faults.oracle import Pair, Span
from privacyportal.roof.bench.faults.postbox import LOCALHOST, Postbox
from privacyportal.roof.bench.mailsink import wait_for_port
from privacyportal.roof.serving.processes import Family, Program, Running

PATIENCE_SECONDS = 180
GRACE_SECONDS = 60
POLL_SECONDS = 0.1
PROCESSES = 2
CELERY = "celery"
# By its name: what it needs comes with the tools for development.
CLOCKED = "privacyportal.roof.bench.faults.clocked"
APP = ("--app", "privacyportal")
WORKER = (
    *APP,
    "worker",
    "--concurrency",
    str(PROCESSES),
    "--without-gossip",
    "--without-mingle",
    "--loglevel",
    "WARNING",
)
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE %s"
DROP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'portal'"


class Redis:
    """A broker without persistence on a port that stays the same: stopped, it has forgotten everything."""

    def __init__(self, directory: Path, family: Family) -> None:
        self.directory, self.family, self.port = directory, family, free_port()
        self.running: Running | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"redis://{LOCALHOST}:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers.

        :raises Unavailable: when it is not installed.
        """
        binary = shutil.which("redis-server")
        if binary is None:
            raise Unavailable("redis-server is not installed")
        command = (binary, "--port", str(self.port), "--bind", LOCALHOST, "--dir", str(self.directory), "--save", "")
        self.running = self.family.start(Program("redis", command))
        wait_for_port(self.port)

    def stop(self) -> None:
        """Kill it."""
        if self.running:
            self.family.kill(self.running)
            self.running = None

    def flush(self) -> None:
        """Let it forget everything while it runs."""
        command = ["redis-cli", "-p", str(self.port), "flushall"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Pace:
    """How fast everything goes: what the portal is told (environment), and how many seconds a fault lasts.

    `patience` are the seconds for which one looks whether something comes twice, `byte` those between two bytes of a
    server that takes its time.
    """

    environment: Mapping[str, str]
    seconds: int
    patience: int
    byte: float


class Scene:
    """Broker, mail server, worker and scheduler of one fault.

    `worker` is the module that is run as the worker. `kills` counts the sending processes that were killed; in `quiet`
    stand the spans in which no mail may leave, in `doubtful` what may have become unknown without a kill.
    """

    def __init__(self, directory: Path, pace: Pace, *, worker: str = CELERY, is_secure: bool = False) -> None:
        self.directory, self.pace, self.worker = directory, pace, worker
        self.family = Family(log_dir=directory / "logs", environment={}, ended=directory / "ended.jsonl", tell=str)
        self.redis = Redis(directory, self.family)
        self.postbox = Postbox(directory, self.family, is_secure=is_secure)
        self.family.environment |= {**pace.environment, **self._environment()}
        self.offset = directory / "offset"
        self.started = self.kills = 0
        self.quiet: list[Span] = []
        self.doubtful: set[Pair] = set()

    def _environment(self) -> Mapping[str, str]:
        smtp = {"PORTAL_SMTP_HOST": LOCALHOST, "PORTAL_SMTP_PORT": str(self.postbox.port)}
        if self.postbox.certificate:
            smtp |= {"PORTAL_SMTP_STARTTLS": "true", "SSL_CERT_FILE": str(self.postbox.certificate)}
            smtp |= {"PORTAL_SMTP_USER": "portal", "PORTAL_SMTP_PASSWORD": secrets.token_hex()}
        # Only mail about steps is counted.
        others = {"PORTAL_BROKER_URL": self.redis.url, "PORTAL_WEEKLY_DIGESTS": "false"}
        return smtp | others | {"PORTAL_BACKUP_KEY": secrets.token_hex()}

    def __enter__(self) -> "Scene":
        self.family.__enter__()
        self.redis.start()
        self.postbox.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end_all()

    def end_all(self) -> None:
        """Kill everybody."""
        for member in self.family.running:
            with suppress(ProcessLookupError):
                os.killpg(member.process.pid, signal.SIGKILL)
        self.family.stop()

    def start_worker(self, *, is_clocked: bool = False) -> Running:
        """Start a worker as in production: processes, two of them; with a clock of its own if `is_clocked`."""
        name = self._next("worker")
        return self._start(name, self.worker, (*WORKER, "--hostname", f"{name}@%h"), is_clocked=is_clocked)

    def start_beat(self, *, is_clocked: bool = False) -> Running:
        """Start a scheduler."""
        name = self._next("beat")
        command = (*APP, "beat", "--schedule", str(self.directory / name), "--pidfile", "")
        return self._start(name, CELERY, command, is_clocked=is_clocked)

    def _next(self, kind: str) -> str:
        self.started += 1
        return f"{kind}{self.started}"

    def _start(self, name: str, module: str, arguments: Sequence[str], *, is_clocked: bool) -> Running:
        before = (CLOCKED, str(self.offset)) if is_clocked else ()
        return self.family.start(Program(name, (sys.executable, "-m", *before, module, *arguments)))

    def set_clock(self, seconds: int) -> None:
        """Let the clocks of those that have their own differ by so many seconds from this machine's."""
        written = self.offset.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self.offset)

    def manage(self, *arguments: str) -> None:
        """Run a command of the portal.

        :raises RuntimeError: when it fails, with what it said.
        """
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.family.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{arguments[0]}: {done.stdout}{done.stderr}")

    def kill(self, member: Running) -> None:
        """Kill a process and those that it forked, at once and without a word (SIGKILL)."""
        self.family.kill(member)
        self.kills += PROCESSES

    def end(self, member: Running) -> None:
        """Ask a process to end, and wait until it has."""
        member.process.terminate()
        self.wait(lambda: member.process.poll() is not None, f"the end of {member.program.name}", GRACE_SECONDS)
        self.family.running.remove(member)

    def wait_for_end(self, member: Running) -> None:
        """Wait until a worker has ended by itself.

        :raises TimeoutError: when it does not within the time that operations are told to give it.
        :raises RuntimeError: when it left mails leased.
        """
        self.wait(lambda: member.process.poll() is not None, "the end of a worker", GRACE_SECONDS)
        self.family.running.remove(member)
        leased = Message.objects.filter(status=Status.WAITING, lease_until__isnull=False).count()
        if leased:
            raise RuntimeError(f"The worker ended and left {leased} mails leased")

    def wait_for_mails(self, count: int) -> None:
        """Wait until the mail server has accepted so many mails."""
        self.wait(lambda: self.postbox.accepted() >= count, f"the first {count} mails")

    def wait_for_held(self) -> None:
        """Wait until a session waits because the mail server was told to hold it."""
        self.wait(self.postbox.holds, "a session that the mail server holds")

    def wait(self, condition: Callable[[], bool], what: str, seconds: int = PATIENCE_SECONDS) -> None:
        """Wait for something.

        :raises TimeoutError: when it does not happen within so many seconds.
        """
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError(f"{what} did not happen within {seconds} seconds")
            time.sleep(POLL_SECONDS)

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Let nobody else write to a table until the end of the block; who only takes its rows in hand passes."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield

    def wait_for_blocked(self, statement: str) -> None:
        """Wait until a process waits for a lock with a statement like this."""

        def is_blocked() -> bool:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(BLOCKED, [statement])
                return bool(cursor.fetchone()[0])

        self.wait(is_blocked, f"a wait at {statement}")

    def drop_connections(self) -> None:
        """Cut every other connection to the database."""
        with connection.cursor() as cursor:
            cursor.execute(DROP)
