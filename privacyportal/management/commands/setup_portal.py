"""What must be run after every `migrate`? This, which is safe to repeat."""

from django.utils import timezone

from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.roof.installation import install


class Command(PortalCommand):
    """Set the portal up."""

    help = (
        "Write the table of roles into groups and enter what the portal brings along: calendars, deadline rules, "
        "purposes, the checklist, countries, desks and the routing table. Safe to repeat; what staff changed stays."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Install and say what was looked after."""
        done = install(by=PORTAL, at=timezone.now())
        self.stdout.write(f"Set up: {', '.join(done)}.")
