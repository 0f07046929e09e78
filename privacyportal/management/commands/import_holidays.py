"""Draft a calendar version from the Cabinet Office's file: `manage.py import_holidays FILE --calendar CODE`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL, Actor, Staff
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backoffice.refusals import PortalError
from privacyportal.calendars.cabinet import HolidayFile, read_path
from privacyportal.calendars.differences import Differences, against_file, against_library
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.calendars.services import draft_from_file
from privacyportal.calendars.services.holidays import is_news
from privacyportal.calendars.states import VersionStatus
from privacyportal.imports import reports
from privacyportal.imports.command import add_opening, opening


class Command(PortalCommand):
    """Bring national holidays into a draft; a second person puts it in force."""

    help = "Draft a version of a calendar with the national holidays of a file, and list what it changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file and a calendar."""
        parser.add_argument("file", type=Path, help="the Cabinet Office's CSV, or a table of days and names")
        add_opening(parser)
        parser.add_argument("--calendar", required=True, metavar="CODE", help="for example DESK")
        parser.add_argument("--dry-run", action="store_true", help="list the differences, store nothing")
        parser.add_argument("--by", help="user name of the person who drafts (default: the portal itself)")

    def handle(
        self,
        *args: object,
        file: Path,
        calendar: str,
        dry_run: bool,
        by: str | None,
        sheet: str,
        hidden_rows: str,
        password_file: Path | None,
        **options: object,
    ) -> None:
        """Print what was assumed of the file, one line per difference, then what was drafted.

        :raises CommandError: when the file is refused or there is no such calendar or person.
        """
        found = BusinessCalendar.objects.filter(code__iexact=calendar.strip()).first()
        if found is None:
            raise CommandError(_("There is no calendar %(code)s.") % {"code": calendar})
        drafter = person(by)
        try:
            said = opening(file, sheet=sheet, hidden_rows=hidden_rows, password_file=password_file)
            days = read_path(file, said, is_whole=True)
            for line in reports.lines(days.remarks):
                self.stdout.write(line)
            self._report(changed(found, days), days)
            if not is_news(found, days):
                self.stdout.write(_("The version in force already says what the file says: there is nothing to do."))
            elif dry_run:
                self.stdout.write(_("Dry run: nothing was stored."))
            else:
                at = timezone.now()
                version = draft_from_file(calendar=found, file=days, file_name=file.name, by=drafter, at=at)
                self.stdout.write(_("Draft %(version)s waits for a second person.") % {"version": version})
        except PortalError as error:
            raise CommandError(error.text) from error

    def _report(self, found: Differences, file: HolidayFile) -> None:
        for sign, days in (("+", found.added), ("-", found.removed)):
            for on, name in days.items():
                self.stdout.write(f"{sign} {on} {name}")
        for on, (old, new) in found.renamed.items():
            self.stdout.write(f"* {on} {old} → {new}")
        library = against_library(file.days)
        for text, days in ((_("only in the file"), library.added), (_("only in the library"), library.removed)):
            for on, name in days.items():
                self.stdout.write(f"! {on} {name}: {text}")
        self.stdout.write(
            _("%(added)d added, %(removed)d removed, %(renamed)d renamed")
            % {"added": len(found.added), "removed": len(found.removed), "renamed": len(found.renamed)}
        )


def changed(calendar: BusinessCalendar, file: HolidayFile) -> Differences:
    """What a file would change in the version in force; without one, everything is new."""
    in_force = calendar.versions.filter(status=VersionStatus.PUBLISHED).first()
    return against_file(in_force, file) if in_force else Differences(dict(file.days), {}, {})


def person(username: str | None) -> Actor:
    """The user of that name; the portal where none is named.

    :raises CommandError: when there is none.
    """
    if username is None:
        return PORTAL
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(_("There is no user %(username)s.") % {"username": username})
    return Staff(found)
