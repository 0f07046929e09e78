"""Is something wrong? One line per finding, for cron and other programs that watch."""

import logging
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation

from privacyportal.roof.pages.health import looking
from privacyportal.roof.pages.health.check import Check, Severity

FINDINGS, CANNOT_LOOK = 1, 2


class Command(BaseCommand):
    """Look at everything once and say what is wrong, without the help of worker, scheduler or broker."""

    help = (
        "Look at watch, mail, broker, worker, scheduler, database, files and set-up; print code, severity and text of "
        "each finding, separated by tabs. Exits with 0 when all is well, 1 with findings, 2 when it could not look."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the language and what to leave out."""
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--lang", choices=languages, default=settings.LANGUAGE_CODE, help="language of the text")
        parser.add_argument("--errors-only", action="store_true", help="leave out what only somebody should look at")
        parser.add_argument("--all", action="store_true", dest="with_good", help="also print what is in order")

    def handle(self, *args: object, lang: str, errors_only: bool, with_good: bool, **options: object) -> None:
        """Look, print, and exit with what was found.

        :raises SystemExit: with 1 or 2.
        """
        # The findings say it; the pool's own complaints would be a second mail from cron.
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
        with translation.override(lang):
            try:
                checks = list(looking.looks(timezone.now()))
            except (OperationalError, InterfaceError) as error:
                self.stdout.write(f"database.away\terror\t{one_line(str(error))}")
                raise SystemExit(CANNOT_LOOK) from None
            found = [check for check in checks if not check.is_good]
            if errors_only:
                found = [check for check in found if check.severity is Severity.ERROR]
            for check in checks if with_good else found:
                self.stdout.write(line(check))
        if found:
            raise SystemExit(FINDINGS)


def line(check: Check) -> str:
    """Return a check as one line: code, severity, title and text."""
    return f"{check.code}\t{check.severity}\t{check.title}: {one_line(check.text)}"


def one_line(text: str) -> str:
    """Return a text without line breaks and tabs."""
    return " ".join(text.split())
