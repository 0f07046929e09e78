"""Can the portal come back from this backup?"""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.backoffice.commands import PortalCommand, SpeakingCommand
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.verifying import verify


class Command(SpeakingCommand, PortalCommand):
    """Restore a backup into a database and a directory that then go, and compare."""

    help = (
        "Restore a backup into a scratch database and directory, compare rows, audit trail and the SHA-256 of every "
        "file with what was there when it was taken, and throw both away. Exits with 1 when anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and the language."""
        super().add_arguments(parser)
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
        told = {"at": about.taken_at, "version": about.version}
        self.stdout.write(_("Whole: taken at %(at)s by release %(version)s") % told)
        counts = {"tables": found.tables, "entries": found.entries, "files": len(files)}
        self.stdout.write(_("Compared: %(tables)d tables, %(entries)d entries of the trail, %(files)d files") % counts)
        if found.contents.missing:
            names = ", ".join(found.contents.missing)
            self.stdout.write(_("Not on the disk when it was taken: %(names)s") % {"names": names})
