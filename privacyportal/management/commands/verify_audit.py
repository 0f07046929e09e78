"""Is the audit trail whole?"""

from django.core.management.base import CommandError

from privacyportal.audit import trail
from privacyportal.backoffice.commands import PortalCommand


class Command(PortalCommand):
    """Recompute every link of the audit trail; exit code 1 and the sequence number when it is broken."""

    help = "Recompute every link of the audit trail; exits with 1 and names the entry when it is broken."

    def handle(self, *args: object, **options: object) -> None:
        """Print how many entries were proved.

        :raises CommandError: when the chain is broken, with the first wrong sequence number.
        """
        verdict = trail.verify()
        if not verdict.is_whole:
            raise CommandError(f"broken at sequence {verdict.broken_at}", returncode=1)
        self.stdout.write(f"whole: {verdict.entries} entries")
