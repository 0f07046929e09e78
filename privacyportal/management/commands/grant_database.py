"""How does the portal get a database role that cannot take its protection away?"""

import os
from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from privacyportal.audit import least
from privacyportal.backoffice.commands import PortalCommand


class Command(PortalCommand):
    """Give the role that pages and workers use what they need, and no more."""

    help = (
        "PostgreSQL, as the role that owns the tables, after each migrate: let another role read and write rows, but "
        "neither change the trail nor drop what protects it. The role is made by the database's administrator, or here "
        "with --password-from, where the owner may make roles."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the role, and where its password stands."""
        parser.add_argument("role", help="role in PORTAL_DATABASE_URL of web, worker and scheduler")
        parser.add_argument(
            "--password-from", metavar="VARIABLE", help="make the role, and let it in with the password of a variable"
        )

    def handle(self, *args: object, role: str, password_from: str | None = None, **options: object) -> None:
        """Grant, all or nothing.

        :raises CommandError: on another database, without the password, and when PostgreSQL refuses.
        """
        if connection.vendor != "postgresql":
            raise CommandError(_("Only PostgreSQL has roles."))
        password = os.environ.get(password_from, "") if password_from else ""
        if password_from and not password:
            raise CommandError(_("%(variable)s is not set.") % {"variable": password_from})
        try:
            with transaction.atomic():
                if password:
                    least.let_in(role, password)
                least.grant(role)
        except DatabaseError as error:
            raise CommandError(" ".join(str(error).split())) from error
        self.stdout.write(f"{role}: {', '.join(least.trail_tables())} only grow")
