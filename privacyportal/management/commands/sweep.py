"""What has fallen due? One sweep by hand, with what it recorded."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from privacyportal.backoffice.dates import table_instant
from privacyportal.clocks.sweeping import recorded, sweep


class Command(BaseCommand):
    """Sweep once, now or as of a given moment."""

    help = "Record every step of a deadline that has fallen due, prepare its mail, and print what was recorded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment."""
        parser.add_argument("--at", metavar="INSTANT", help="ISO 8601; Tokyo time if no offset is given (default: now)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and print one line per notice, then the counts."""
        run = sweep(at=instant(options["at"]) if options["at"] else timezone.now())
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
        parsed = parse_datetime(text)
    except ValueError:
        parsed = None
    if parsed is None:
        raise CommandError(f"{text!r} is not a moment such as 2026-11-27T17:00+09:00.")
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)
