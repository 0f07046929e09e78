"""Is what was erased erased again after a backup was restored?"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.erasure import services


class Command(PortalCommand):
    """Erase again what a restored backup has brought back; exit code 1 when a line fits nothing that is stored."""

    help = "Erase again, from the file kept beside the backups, what a restored backup has brought back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, by default that of this installation."""
        parser.add_argument("file", nargs="?", type=Path, default=settings.PORTAL_ERASURES_FILE)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        """Print how many were erased again.

        :raises CommandError: when there is no such file, or lines fit nothing that is stored.
        """
        if not file.exists():
            raise CommandError(f"{file} does not exist", returncode=1)
        people = {user.username: user for user in User.objects.all()}
        lines = file.read_text(encoding="utf-8").splitlines()
        done = services.repeat(lines=lines, people=people, by=PORTAL, at=timezone.now())
        self.stdout.write(f"erased again: {done.again}, erased already: {done.standing}")
        if done.other:
            raise CommandError(f"lines that fit nothing stored: {', '.join(map(str, done.other))}", returncode=1)
