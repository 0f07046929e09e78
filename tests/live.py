"""What do tests need that start real servers and processes? Free ports, private directories, and an end for each."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import databases

DATABASE = "portal.sqlite3"
HANG_GUARD = 900  # seconds: far beyond what the slowest machine needs; only what hangs is ended
ROOT = Path(__file__).resolve().parent.parent
SET_UP = """
from datetime import timedelta
from django.utils import timezone
from privacyportal.audit.actors import PORTAL
from privacyportal.roof.installation import install
install(by=PORTAL, at=timezone.now() - timedelta(days={days}))
"""
LOOK = """
from django.core.management import call_command
try:
    call_command("doctor", "--errors-only")
except SystemExit:
    pass
"""


class Mailroom:
    """A real mail server in a thread; keeps what it accepts and answers as the test tells it to.

    `answers` maps an address, or `DATA`, to the line to answer with instead of accepting.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.connections = 0
        self.answers: dict[str, str] = {}
        self.host, self.port = "127.0.0.1", 0
        self.withholds_answers = False
        self.withheld = 0

    async def handle_EHLO(  # noqa: N802  The server's own names for its hooks.
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connections."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse a recipient."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep or refuse a mail; the answer waits while answers are withheld."""
        self.withheld += self.withholds_answers
        while self.withholds_answers:
            await asyncio.sleep(0.05)
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.raw.append(bytes(envelope.content or b""))
        self.mails.append(message_from_bytes(self.raw[-1], _class=EmailMessage, policy=policy.default))
        return "250 OK"

    def text(self, number: int = 0) -> str:
        """The plain text of a delivered mail."""
        return self._body(number, "plain")

    def html(self, number: int = 0) -> str:
        """The HTML of a delivered mail."""
        return self._body(number, "html")

    def _body(self, number: int, kind: str) -> str:
        body = self.mails[number].get_body((kind,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@contextmanager
def mail_server() -> Iterator[Mailroom]:
    """A mail server on a free port until the end of the block."""
    room = Mailroom()
    controller = Controller(room, hostname=room.host, port=free_port())
    controller.start()
    room.port = controller.port
    try:
        yield room
    finally:
        controller.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], *, what: str) -> None:
    """Return as soon as the condition holds, however slow the machine is.

    :raises AssertionError: when it hangs.
    """
    end = time.monotonic() + HANG_GUARD
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.1)


@dataclass
class Portal:
    """A portal of its own: directory, database, environment, processes."""

    directory: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    console: subprocess.Popen[str] | None = None

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints with these arguments.

        :raises AssertionError: with its error output when it fails.
        """
        done = self._run(*arguments)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def doctor(self) -> list[str]:
        """The codes of the errors that `manage.py doctor` finds, none when all is well."""
        done = self._run("doctor", "--errors-only")
        found = [line.split("\t")[0] for line in done.stdout.decode().splitlines()]
        assert done.returncode == bool(found), done.stderr.decode()
        return found

    def findings(self) -> list[str]:
        """The same codes, asked in the console's process: for whoever asks again and again until something is found."""
        return [line.split("\t")[0] for line in self.python(LOOK).splitlines()]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, check=False, timeout=HANG_GUARD
        )

    def python(self, code: str) -> str:
        """What a piece of Python prints inside this portal; one process answers all of them.

        :raises AssertionError: with its traceback when it fails.
        """
        if self.console is None:
            command = [sys.executable, "-m", "tests.console"]
            self.console = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self.console.stdin is not None
        assert self.console.stdout is not None
        self.console.stdin.write(json.dumps(code) + "\n")
        self.console.stdin.flush()
        answer = json.loads(self.console.stdout.readline() or '{"failed": "the process ended"}')
        assert "printed" in answer, answer["failed"]
        return str(answer["printed"])

    def set_up(self, *, days_ago: int = 0) -> None:
        """Bring along what every installation begins with, as `manage.py setup_portal` did so many days ago."""
        self.python(SET_UP.format(days=days_ago))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a Python module in a process group of its own, its output in the directory."""
        log = (self.directory / f"{len(self.processes)}.log").open("ab")  # nginx opens it anew
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=self.environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a Celery worker."""
        return self.start(
            "celery", "-A", "privacyportal", "worker", "-P", "threads", "-c", "2",
            "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING",
        )  # fmt: skip

    def start_beat(self, name: str = "beat") -> subprocess.Popen[bytes]:
        """Start Celery beat; a second one by mistake needs a name of its own."""
        schedule = str(self.directory / name)
        return self.start("celery", "-A", "privacyportal", "beat", "-s", schedule, "--pidfile=", "-l", "WARNING")

    def logs(self) -> str:
        """What all processes wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.directory.glob("*.log")))

    def stop(self) -> None:
        """End every process that was started here."""
        if self.console is not None:
            self.console.communicate(timeout=HANG_GUARD)
        for process in self.processes:
            end_group(process)


def end_group(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
    """End a process and its children; kill them if they do not go within a minute."""
    if process.poll() is None:
        os.killpg(process.pid, how)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)


def migrated_file() -> Path:
    """The file of an empty, migrated embedded database, made once for each state of the migrations."""
    return databases.migrated_file(migrate)


def migrate(path: Path) -> None:
    """Make an empty, migrated embedded database."""
    with TemporaryDirectory(prefix="portal-migrated-") as home:
        made = Portal(Path(home), {**without_settings(), "PORTAL_VAR_DIR": home})
        made.manage("migrate", "-v", "0")
        shutil.copy(Path(home) / DATABASE, path)


def without_settings() -> dict[str, str]:
    """This process's environment without anything that is meant for a portal of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}


@contextmanager
def portal(directory: Path, room: Mailroom, **environment: str) -> Iterator[Portal]:
    """A portal with an empty, migrated database, whose processes end with the block.

    A database of its own on a server, by `PORTAL_DATABASE_URL`, is one that `tests.servers` has migrated.
    """
    values = {
        **without_settings(),
        "PORTAL_VAR_DIR": str(directory),
        "PORTAL_SMTP_HOST": room.host,
        "PORTAL_SMTP_PORT": str(room.port),
        "PORTAL_SWEEP_SECONDS": "1",
        "PORTAL_WEEKLY_DIGESTS": "false",
        "DJANGO_SETTINGS_MODULE": "privacyportal.settings",
        **environment,
    }
    made = Portal(directory, values)
    if "PORTAL_DATABASE_URL" not in environment:
        shutil.copy(migrated_file(), directory / DATABASE)
    try:
        yield made
    finally:
        made.stop()


def listens(port: int) -> bool:
    """Whether somebody accepts connections on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(10)
        return probe.connect_ex(("127.0.0.1", port)) == 0
