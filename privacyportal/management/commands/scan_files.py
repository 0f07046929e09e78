"""Has the virus scanner looked at every file that is kept?"""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.attachments.models import Scan
from privacyportal.attachments.services import scanning
from privacyportal.backoffice.commands import PortalCommand

LEFT, NO_SCANNER = 1, 2


class Command(PortalCommand):
    """Have the scanner look at files kept before there was one, or, with newer signatures, at all again."""

    help = (
        "Have the virus scanner look at every file that it has not seen, now. May be ended at any moment: workers go "
        "on. Exits with 1 when files are left without a verdict, with 2 when no scanner is set (PORTAL_CLAMAV)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to ask again about what was found clean."""
        parser.add_argument("--all", action="store_true", dest="whole", help="also files in which nothing was found")

    def handle(self, *args: object, whole: bool, **options: object) -> None:
        """Print how many files were asked about, how many verdicts there are and how many wait.

        :raises CommandError: with 1 when the scanner gave no verdict on some, with 2 when there is none.
        """
        if not settings.PORTAL_CLAMAV:
            raise CommandError("no virus scanner is set (PORTAL_CLAMAV)", returncode=NO_SCANNER)
        asked = scanning.ask_again(at=timezone.now(), whole=whole)
        judged = 0
        while given := scanning.scan_due(now=timezone.now):
            judged += given
        rows = Scan.objects.filter(attachment__erasure=None)
        left = rows.exclude(next_at=None).count()
        held = rows.filter(status=Scan.Status.QUARANTINED).count()
        self.stdout.write(f"to be scanned: {asked}, verdicts: {judged}, left: {left}, in quarantine: {held}")
        if left:
            why = rows.exclude(trouble="").values_list("trouble", flat=True).order_by("pk").first()
            raise CommandError(f"{left} files are left without a verdict: {why or 'asked later'}", returncode=LEFT)
