"""Which machines take part in a fault, and how are they started, killed and watched?"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.roof.bench.databases import Unavailable, free_port
from privacyportal.roof.bench.mailsink import MailSink, wait_for_port
from privacyportal.roof.serving.processes import Family, Program, Running

PATIENCE_SECONDS = 180
GRACE_SECONDS = 60
POLL_SECONDS = 0.1
PROCESSES = 2
CELERY = (sys.executable, "-m", "celery", "--app", "privacyportal")
WORKER = (
    *CELERY,
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

    def __init__(self, directory: Path) -> None:
        self.directory, self.port = directory, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers.

        :raises Unavailable: when it is not installed.
        """
        binary = shutil.which("redis-server")
        if binary is None:
            raise Unavailable("redis-server is not installed")
        command = [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.directory), "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        """Kill it."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def flush(self) -> None:
        """Let it forget everything while it runs."""
        command = ["redis-cli", "-p", str(self.port), "flushall"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Scene:
    """Broker, mail server, worker and scheduler of one fault, which lasts so many `seconds` where it lasts.

    `kills` counts the sending processes that were killed.
    """

    def __init__(self, directory: Path, environment: Mapping[str, str], seconds: int) -> None:
        self.directory, self.seconds = directory, seconds
        self.redis, self.sink = Redis(directory), MailSink(directory)
        smtp = {"PORTAL_SMTP_HOST": "127.0.0.1", "PORTAL_SMTP_PORT": str(self.sink.port)}
        # Only mail about steps is counted.
        others = {"PORTAL_BROKER_URL": self.redis.url, "PORTAL_WEEKLY_DIGESTS": "false"}
        values = {**environment, **smtp, **others}
        self.family = Family(log_dir=directory / "logs", environment=values, ended=directory / "ended.jsonl")
        self.started = self.kills = 0

    def __enter__(self) -> "Scene":
        self.family.__enter__()
        self.redis.start()
        self.sink.start()
        return self

    def __exit__(self, *_error: object) -> None:
        for member in self.family.running:
            os.killpg(member.process.pid, signal.SIGKILL)
        self.family.stop()
        self.sink.stop()
        self.redis.stop()

    def start_worker(self) -> Running:
        """Start a worker as in production: processes, two of them."""
        self.started += 1
        name = f"worker{self.started}"
        return self.family.start(Program(name, (*WORKER, "--hostname", f"{name}@%h")))

    def start_beat(self) -> Running:
        """Start a scheduler."""
        self.started += 1
        name = f"beat{self.started}"
        schedule = str(self.directory / name)
        return self.family.start(Program(name, (*CELERY, "beat", "--schedule", schedule, "--pidfile", "")))

    def kill(self, member: Running) -> None:
        """Kill a process and those that it forked, at once and without a word (SIGKILL)."""
        os.killpg(member.process.pid, signal.SIGKILL)
        member.process.wait()
        self.family.running.remove(member)
        self.kills += PROCESSES

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
        self.wait(lambda: self.sink.accepted().total() >= count, f"the first {count} mails")

    def wait_for_held(self) -> None:
        """Wait until a session waits because the mail server was told to hold it."""
        self.wait(self.sink.holds, "a session that the mail server holds")

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
