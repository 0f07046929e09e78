"""Why is there no account outside the roles to be made here? Django's command of this name would take any password."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _


class Command(BaseCommand):
    """Refuse: accounts have roles of the table, and their coming stands in the trail."""

    help = "Refused: an account outside the roles, with a password that nobody judged. Use create_administrator."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what Django's command takes."""
        for name in ("--username", "--email", "--database"):
            parser.add_argument(name)
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")

    def handle(self, *args: object, **options: object) -> None:
        """Say what to do instead.

        :raises CommandError: always.
        """
        raise CommandError(_("No account stands outside the roles. Run: manage.py create_administrator"))
