"""What has fallen due? One sweep by hand, with what it recorded."""

from argparse import ArgumentParser
from datetime import datetime

from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backoffice.dates import TOKYO, table_instant
from privacyportal.calendars.typed import NotUnderstood, parse_instant
from privacyportal.clocks.river.sweeping import recorded, sweep


class Command(PortalCommand):
    """Sweep once, now or as of a given moment."""

    help = "Record every step of a deadline that has fallen due, prepare its mail, and print what was recorded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment."""
        parser.add_argument("--at", metavar="INSTANT", help="ISO 8601; Tokyo time if no offset is given (default: now)")

    def handle(self, *args: object, at: str | None, **options: object) -> None:
        """Sweep and print one line per notice, then the counts."""
        run = sweep(at=instant(at) if at else timezone.now())
        for notice in recorded(run):
            columns = (
                table_instant(notice.fire_at),
                notice.clock.reference.number,
                notice.clock.duty,
                notice.level,
                notice.role,
                notice.outcome,
            )
            self.stdout.write("\t".join((*columns, notice.reason)).rstrip())
        self.stdout.write(
            f"{run.recorded} recorded, {run.superseded} superseded, {run.suppressed} suppressed, "
            f"{run.failed} failed, {run.queued} mails queued"
        )


def instant(text: str) -> datetime:
    """The aware instant that a text means.

    :raises CommandError: when it means none.
    """
    try:
        return parse_instant(text, TOKYO, timezone.now())
    except NotUnderstood as error:
        raise CommandError(str(error)) from error
