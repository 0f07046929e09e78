"""Go back to a backup."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.backoffice.commands import SpeakingCommand
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.restoring import restore
from privacyportal.clocks.river.sweeping import sweep


class Command(SpeakingCommand):
    """Put a backup in the place of what the portal holds; no mail leaves until a person releases it."""

    help = (
        "Put a backup in the place of what the portal holds. Web, worker and scheduler must have ended. Mail is held "
        "until a person releases it, for nobody knows what has left since the backup."
    )
    # The tables may not be there, or not be ours.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and what has to be said to replace data or to take another installation's."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="the data that are here may go")
        parser.add_argument("--foreign", default="", metavar="REASON", help="why another installation's backup comes")

    def handle(self, *args: object, file: Path, replace: bool, foreign: str, **options: object) -> None:
        """Restore, and print what is to be done next.

        :raises CommandError: when it is refused; nothing was changed then.
        """
        at = timezone.now()
        try:
            found = restore(file, replace=replace, foreign=foreign.strip(), at=at)
            # What had fallen due by now is told from what people enter from here on.
            sweep(at=at)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        except (OperationalError, InterfaceError) as error:
            words = {"error": " ".join(str(error).split())}
            raise CommandError(_("The database does not answer: %(error)s") % words) from error
        told = {"at": found.about.taken_at, "files": len(found.files)}
        self.stdout.write(_("Restored: the state of %(at)s, %(files)d files") % told)
        self.stdout.write(
            _(
                "Next: manage.py setup_portal, manage.py repeat_erasures FILE, then start web, worker and scheduler. "
                "No mail leaves until somebody releases it on the page “Restored portal”."
            )
        )
        if found.missing:
            names = ", ".join(found.missing)
            self.stdout.write(_("Not on the disk when it was taken: %(names)s") % {"names": names})
