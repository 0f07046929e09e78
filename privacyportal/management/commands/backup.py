"""Take a backup of everything, in one encrypted file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.backoffice.commands import PortalCommand, SpeakingCommand
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.taking import take

SHOWN = 5


class Command(SpeakingCommand, PortalCommand):
    """Write database and files, as they are at one moment, into one encrypted file."""

    help = (
        "Write the database and all files, with the SHA-256 of every part, into one file encrypted with "
        "PORTAL_BACKUP_KEY; people may work meanwhile. Prove it with verify_backup."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to, and the language."""
        super().add_arguments(parser)
        parser.add_argument("to", type=Path, metavar="TO", help="a file that does not exist yet, or a directory")

    def handle(self, *args: object, to: Path, **options: object) -> None:
        """Print what was taken.

        :raises CommandError: when nothing was; also, with the backup taken, when files that records name are missing.
        """
        try:
            taken = take(to, at=timezone.now())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        rows, size = sum(taken.about.rows.values()), taken.size / 1024**2
        self.stdout.write(
            _("Taken: %(rows)d rows, %(files)d files, %(size).1f MiB, SHA-256 %(digest)s")
            % {"rows": rows, "files": len(taken.files), "size": size, "digest": taken.sha256}
        )
        if taken.missing:
            raise CommandError(
                _("The backup was taken, but %(count)d files that records name are not on the disk: %(names)s")
                % {"count": len(taken.missing), "names": ", ".join(taken.missing[:SHOWN])}
            )
