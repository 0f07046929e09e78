"""Can the portal come back from this backup?"""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.verifying import verify


class Command(PortalCommand):
    """Restore a backup into a database and a directory that then go, and compare."""

    help = (
        "Restore a backup into a scratch database and directory, compare rows, audit trail and the SHA-256 of every "
        "file with what was there when it was taken, and throw both away. Exits with 1 when anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        """Print what was compared.

        :raises CommandError: when anything differs.
        """
        try:
            found = verify(file, at=timezone.now())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        about, files = found.contents.about, found.contents.files
        self.stdout.write(f"whole: taken {about.taken_at} by {about.version}")
        self.stdout.write(f"compared: {found.tables} tables, {found.entries} entries of the trail, {len(files)} files")
        if found.contents.missing:
            self.stdout.write(f"not on the disk when it was taken: {', '.join(found.contents.missing)}")
