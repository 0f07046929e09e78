"""Who lets the first people in? An administrator, made on the command line."""

import getpass
from argparse import ArgumentParser

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import ADMINISTRATOR
from privacyportal.accounts.services import create_user
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backoffice.refusals import Refused


class Command(PortalCommand):
    """Register an administrator."""

    help = "Register a user with the role of administrator; the password is asked for twice and checked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name to sign in with and who it is."""
        parser.add_argument("username")
        parser.add_argument("--email", required=True)
        parser.add_argument("--last-name", default="", help="family name")
        parser.add_argument("--first-name", default="", help="given name")

    def handle(
        self, *args: object, username: str, email: str, last_name: str, first_name: str, **options: object
    ) -> None:
        """Check, ask, register."""
        user = User(username=username, is_staff=True, email=email, last_name=last_name, first_name=first_name)
        if not Group.objects.filter(name=ADMINISTRATOR.code).exists():
            raise CommandError("The roles are not set up yet. Run: manage.py setup_portal")
        try:
            validate_email(user.email)
            user.clean_fields(exclude={"password"})
            user.validate_unique()
            password = self.ask()
            validate_password(password, user)
            create_user(
                username=user.username,
                email=email,
                last_name=last_name,
                first_name=first_name,
                password=password,
                roles=[ADMINISTRATOR.code],
                by=PORTAL,
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refused as refused:
            raise CommandError(refused.text) from refused
        self.stdout.write(f"Administrator {user.username} is registered.")
        if User.objects.filter(is_active=True, groups__name=ADMINISTRATOR.code).count() == 1:
            self.stdout.write("Register a second one too: rights are asked for by one person and agreed to by another.")

    def ask(self) -> str:
        """Return the password typed twice.

        :raises CommandError: when the two differ, or nobody is there to type them.
        """
        try:
            first = getpass.getpass("Password: ")
            again = getpass.getpass("Password (again): ")
        except (EOFError, KeyboardInterrupt) as error:
            raise CommandError("No password was typed. Nothing was registered.") from error
        if first != again:
            raise CommandError("The two passwords differ. Nothing was registered.")
        return first
