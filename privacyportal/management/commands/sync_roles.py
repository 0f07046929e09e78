"""Do the groups hold the rights that the table of roles gives them?"""

from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.accounts import services
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand


class Command(PortalCommand):
    """Write the table of roles into groups; safe to repeat."""

    help = "Write the table of roles into groups; safe to repeat. A right taken out of the table is withdrawn."

    def handle(self, *args: object, **options: object) -> None:
        """Print each role and how many rights it holds.

        :raises CommandError: when the table names a right that does not exist.
        """
        try:
            held = services.sync_roles(by=PORTAL, at=timezone.now())
        except LookupError as error:
            raise CommandError(str(error)) from error
        for role, count in held.items():
            self.stdout.write(f"{role}\t{count}")
