"""What do tests need that start real servers and processes? Free ports, private directories, and an end for each."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import databases

DATABASE = "portal.sqlite3"
ROOT = Path(__file__).resolve().parent.parent
POSTGRESQL_DIRECTORIES = [Path("/usr/lib/postgresql")]


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


def wait_for(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Return as soon as the condition holds.

    :raises AssertionError: when it does not within that time.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {seconds} seconds"
        time.sleep(0.1)


@dataclass
class Portal:
    """A portal of its own: directory, database, environment, processes."""

    directory: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What `manage.py` prints with these arguments.

        :raises AssertionError: with its error output when it fails.
        """
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, input=stdin.encode(), capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def doctor(self) -> list[str]:
        """The codes of the errors that `manage.py doctor` finds, none when all is well."""
        command = [sys.executable, str(ROOT / "manage.py"), "doctor", "--errors-only"]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, check=False, timeout=60)
        found = [line.split("\t")[0] for line in done.stdout.decode().splitlines()]
        assert done.returncode == bool(found), done.stderr.decode()
        return found

    def python(self, code: str) -> str:
        """What a piece of Python prints inside this portal, with Django set up."""
        return self.manage("shell", "--no-imports", stdin=code)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a Python module in a process group of its own, its output in the directory."""
        log = (self.directory / f"{len(self.processes)}.log").open("wb")
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
        for process in self.processes:
            end_group(process)


def end_group(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
    """End a process and its children; kill them if they do not go within ten seconds."""
    if process.poll() is None:
        os.killpg(process.pid, how)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


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
    """A portal with an empty, migrated database, whose processes end with the block."""
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
    if "PORTAL_DATABASE_URL" in environment:
        made.manage("migrate", "-v", "0")
    else:
        shutil.copy(migrated_file(), directory / DATABASE)
    try:
        yield made
    finally:
        made.stop()


def postgresql_binary(name: str) -> str | None:
    """The path of a PostgreSQL program, on PATH or where Debian keeps it; None when there is none."""
    found = [str(path) for root in POSTGRESQL_DIRECTORIES for path in sorted(root.glob(f"*/bin/{name}"), reverse=True)]
    return shutil.which(name) or (found[0] if found else None)


def redis_binary() -> str | None:
    """The path of redis-server; None when there is none."""
    return shutil.which("redis-server")


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A private PostgreSQL on a free port; yields the URL of its database."""
    initdb, server = postgresql_binary("initdb"), postgresql_binary("postgres")
    assert initdb is not None
    assert server is not None
    owner, port = server_account(), free_port()
    # Not pytest's directory: the account that the server runs as cannot reach it.
    with TemporaryDirectory(prefix="portal-postgresql-") as home:
        shutil.chown(home, owner or os.geteuid())
        data = f"{home}/data"
        initialize = [initdb, "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(initialize, check=True, capture_output=True, user=owner, cwd=home)
        options = ["-D", data, "-p", str(port), "-k", home, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([server, *options], start_new_session=True, user=owner, cwd=home, **quiet)
        try:
            wait_for(lambda: listens(port), seconds=30, what="PostgreSQL's start")
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
        wait_for(lambda: listens(port), seconds=15, what="Redis's start")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        end_group(process)


def listens(port: int) -> bool:
    """Whether somebody accepts connections on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def servers(directory: Path) -> Iterator[Mapping[str, str]]:
    """PostgreSQL and Redis as environment values for a portal."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql_server())
        broker = stack.enter_context(redis_server(directory))
        yield {"PORTAL_DATABASE_URL": database, "PORTAL_BROKER_URL": broker}
