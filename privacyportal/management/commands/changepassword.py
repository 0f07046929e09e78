"""Why does nobody set another's password here, not even on the server? Django's command of this name would."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _


class Command(BaseCommand):
    """Refuse: passwords are chosen by the person alone, behind a link or on their own page."""

    help = "Refused: nobody sets another's password. An administrator sends a link to choose one."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what Django's command takes."""
        parser.add_argument("username", nargs="?")
        parser.add_argument("--database")

    def handle(self, *args: object, **options: object) -> None:
        """Say what to do instead.

        :raises CommandError: always.
        """
        raise CommandError(
            _(
                "Nobody sets another's password. An administrator sends a link to choose one; where there is none, "
                "run: manage.py create_administrator"
            )
        )
