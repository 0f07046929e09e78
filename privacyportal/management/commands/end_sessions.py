"""How does whoever runs the server end what is open in somebody's name, or in everybody's?"""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.accounts import services
from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand


class Command(PortalCommand):
    """End sessions, calendar subscriptions and links of the accounts named, or of all."""

    help = (
        "End all sessions, calendar subscriptions and links to choose a password of the accounts named, or of "
        "--everybody. Each is told by mail, and the trail keeps the reason. Who was signed in signs in anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose, and why."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="sign-in name")
        parser.add_argument("--everybody", action="store_true", help="all open accounts")
        parser.add_argument("--reason", required=True, help="why; it stands in the trail")

    def handle(self, *args: object, names: list[str], everybody: bool, reason: str, **options: object) -> None:
        """End them account by account, and print how many sessions that were.

        :raises CommandError: when nobody is named, both are, or there is no such account.
        """
        if everybody == bool(names):
            raise CommandError(_("Name accounts, or --everybody."))
        open_ones = User.objects.filter(is_active=True).order_by("pk")
        found = list(open_ones if everybody else open_ones.filter(username__in=names))
        if unknown := sorted(set(names) - {user.username for user in found}):
            raise CommandError(_("No open account: %(names)s") % {"names": ", ".join(unknown)})
        count = sum(services.end_sessions(user=user, reason=reason, by=PORTAL, at=timezone.now()) for user in found)
        self.stdout.write(f"accounts: {len(found)}, sessions ended: {count}")
