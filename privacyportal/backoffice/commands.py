"""What must a command find before it can work, and how does it say in one line what is missing?"""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import translation
from django.utils.translation import gettext as _


class SpeakingCommand(BaseCommand):
    """A command that says what it did in the language that is asked for, by default the portal's."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the language."""
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--lang", choices=languages, default=settings.LANGUAGE_CODE, help="language of the text")

    def execute(self, *args: object, **options: object) -> str | None:
        """Run the command in that language."""
        with translation.override(str(options["lang"])):
            return super().execute(*args, **options)


class PortalCommand(BaseCommand):
    """A command that works on the portal's tables.

    A newcomer's embedded database is set up before the first of them; any other that does not answer, or is not of
    this release, ends the command with one line.
    """

    def execute(self, *args: object, **options: object) -> str | None:
        """Run the command on a database that is ready for it."""
        self.require_database()
        return super().execute(*args, **options)

    def require_database(self) -> None:
        """Make sure that the tables are there.

        :raises CommandError: when the database does not answer, or lacks tables of this release.
        """
        try:
            is_empty = not connection.introspection.table_names()
        except (OperationalError, InterfaceError) as error:
            raise CommandError(
                _("The database does not answer: %(error)s") % {"error": " ".join(str(error).split())}
            ) from error
        if is_empty and connection.vendor == "sqlite":
            self.stderr.write(_("Setting up the embedded database in %(place)s ...") % {"place": settings.VAR_DIR})
            call_command("migrate", verbosity=0, interactive=False)
            call_command("setup_portal", stdout=self.stderr)
        elif unapplied():
            raise CommandError(
                _("The database is not that of this release. Run: manage.py migrate, then: manage.py setup_portal")
            )


def unapplied() -> list[str]:
    """Return the migrations that this release has and the database has not."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def known_migrations() -> set[str]:
    """Return the migrations that this release has, as app and name with a point between."""
    return {f"{app}.{name}" for app, name in MigrationLoader(connection, ignore_no_migrations=True).disk_migrations}
