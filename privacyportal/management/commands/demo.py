"""How does a newcomer see the portal at work? One command: data, web, worker, scheduler, mail server."""

import fcntl
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacyportal.audit.actors import PORTAL
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.roof import endings, installation
from privacyportal.roof.demo import accounts, building
from privacyportal.roof.serving import portal
from privacyportal.roof.serving.mailserver import MailServer
from privacyportal.roof.serving.processes import Family, ProcessEnded

PORT, LAST_PORT = 8000, 65535
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    """Build the demonstration data once and serve the portal."""

    help = "Build the demonstration data if there is none yet and start the portal on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port, or that nothing is to be served."""
        parser.add_argument("--port", type=port_number, default=PORT, help=f"port of {portal.HOST} (default: {PORT})")
        parser.add_argument("--no-serve", action="store_true", help="build the data and stop")

    def handle(self, *args: object, port: int, no_serve: bool, verbosity: int, **options: object) -> None:
        """Build, then serve until told to stop."""
        with only_one(settings.VAR_DIR / "demo.lock"):
            if not no_serve:
                self.require_free(port)
            self.build(verbosity)
            if no_serve:
                self.show_accounts()
            else:
                self.serve(port)

    def require_free(self, port: int) -> None:
        """Stop early when the port is taken.

        :raises CommandError: with what to do.
        """
        try:
            portal.require_free(port)
        except portal.PortTaken as taken:
            another = f"manage.py demo --port {port + 1}"
            raise CommandError(f"{taken} Stop what uses it, or take another: {another}") from taken

    def build(self, verbosity: int) -> None:
        """Migrate and make the data, once.

        :raises CommandError: when the database holds data that is not the demonstration's.
        """
        call_command("migrate", verbosity=0, interactive=False)
        if building.is_built():
            installation.install(by=PORTAL, at=timezone.now())
            self.stdout.write("The demonstration data is there already and stays as it is.")
            return
        try:
            building.require_empty()
        except building.NotEmpty as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Building the demonstration data (about a minute) ...")
        self.stdout.flush()
        counts = building.build(at=timezone.now(), tell=self.stdout.write if verbosity > 1 else lambda line: None)
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))

    def show_accounts(self) -> None:
        """Print one line per account: role, user name, password."""
        self.stdout.write("\nAccounts (role, user name, password):")
        for account in accounts.printed():
            self.stdout.write(f"  {account.role:<20} {account.username:<10} {account.password:<22} {account.name}")
        self.stdout.write("")

    def serve(self, port: int) -> None:
        """Run everything until a signal comes or a process keeps ending.

        :raises CommandError: when one does, after all others were stopped.
        """
        stop = Event()
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_: stop.set())
        mailbox = Path(settings.PORTAL_MAILBOX_DIR or settings.VAR_DIR / "mailbox")
        (settings.VAR_DIR / "beat").mkdir(exist_ok=True)
        try:
            with MailServer(mailbox, wanted=settings.EMAIL_PORT) as mail, TemporaryDirectory(prefix="portal-") as home:
                place = Path(home)
                values = portal.environment(port=port, smtp_port=mail.port, mailbox=mailbox, home=place)
                with self.family(values) as family:
                    self.run(family, port, place, stop)
        except (ProcessEnded, TimeoutError) as error:
            raise CommandError(f"{error}\nEverything was stopped.") from error
        self.stdout.write("Stopped.")

    def family(self, environment: Mapping[str, str]) -> Family:
        """Return the processes to be, whose ends doctor reads."""
        ended = settings.VAR_DIR / endings.NAME
        log_dir = settings.VAR_DIR / "log"
        return Family(log_dir=log_dir, environment=environment, ended=ended, tell=self.tell)

    def tell(self, line: str) -> None:
        """Say something at once, also where the output is a file."""
        self.stdout.write(line)
        self.stdout.flush()

    def run(self, family: Family, port: int, home: Path, stop: Event) -> None:
        """Start the processes, say where they are, watch them."""
        self.stdout.write("Starting web, worker and scheduler ...")
        self.stdout.flush()
        for program in portal.programs(port=port, var_dir=settings.VAR_DIR, home=home):
            family.start(program)
        if not portal.wait_until_ready(family, port=port, stop=stop):
            return
        # The scheduler's first turn comes a minute later: nobody is to be met by an alarm that nothing is watched.
        sweep(at=timezone.now())
        self.show_accounts()
        self.stdout.write(f"The portal is ready: http://{portal.HOST}:{port}/")
        self.stdout.write(f"Mail stays on this machine, in {settings.VAR_DIR / 'mailbox'}. Ctrl-C stops everything.")
        self.stdout.flush()
        family.watch(stop)


def port_number(text: str) -> int:
    """The port that a text names.

    :raises ArgumentTypeError: when it names none.
    """
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise ArgumentTypeError(f"{text!r} is not a port from 1 to {LAST_PORT}")
    return int(text)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one demonstration run per data directory.

    :raises CommandError: when one is running.
    """
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"A demonstration is already running with the data in {path.parent}.") from None
        yield
