"""Until when does a limit run, and why? `manage.py due START --business-days 10`; the ledger follows the answer."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import PortalError
from privacyportal.calendars.adhoc import typed_hours
from privacyportal.calendars.budgets import Budget, Unit, most
from privacyportal.calendars.cabinet import read_path
from privacyportal.calendars.errors import NoCalendar, NoOpenTime
from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.ledger import Account, Line, account
from privacyportal.calendars.loading import open_hours
from privacyportal.calendars.states import Layer
from privacyportal.calendars.typed import (
    NotUnderstood,
    parse_amount,
    parse_instant,
    parse_minutes,
    parse_month_days,
    parse_pause,
    parse_percent,
    parse_slots,
    parse_weekdays,
    parse_zone,
)
from privacyportal.calendars.wording import line_slot, line_text, weekday

DESK = "DESK"
UNITS = {unit.value: unit for unit in Unit}
# They describe a calendar that is typed, so they need its hours.
WITH_SLOTS = ("timezone", "weekdays", "holidays", "closed")
WRONG = 2


class Command(BaseCommand):
    """Compute one limit on one of the portal's calendars, or on one that is typed."""

    help = "Print until when a limit runs, and below it each day or slot that was counted or skipped."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a start, one amount and a calendar."""
        # A wrong option is told in one line, like any other wrong input.
        setattr(parser, "print_usage", lambda file=None: None)  # noqa: B010 - the method is replaced on purpose
        parser.add_argument("start", metavar="START", help="ISO 8601 date or moment; without offset: calendar's zone")
        parser.add_argument("--business-minutes", metavar="N")
        parser.add_argument("--business-days", metavar="N")
        parser.add_argument("--days", metavar="N", help="calendar days")
        parser.add_argument("--weeks", metavar="N")
        parser.add_argument("--months", metavar="N")
        parser.add_argument("--percent", metavar="P", help="with --of: when P percent of that time are used")
        parser.add_argument("--of", metavar="14h", help="business time: 14h, 14h30m, 840m")
        parser.add_argument("--pause", metavar="START/END", action="append", default=[], help="may be repeated")
        parser.add_argument("--day-one", action="store_true", help="the day of the start is the first day")
        parser.add_argument("--roll", action="store_true", help="a closed last day moves to the next open day")
        parser.add_argument("--calendar", metavar="NAME", help=f"a calendar of the portal (default: {DESK})")
        parser.add_argument("--slots", metavar="HH:MM-HH:MM,…", help="instead of --calendar: the hours of a day")
        parser.add_argument("--weekdays", metavar="DAYS", help="with --slots: days of the week (default: Mon-Fri)")
        parser.add_argument("--timezone", metavar="ZONE", help="with --slots: its time zone (default: Asia/Tokyo)")
        parser.add_argument(
            "--holidays",
            metavar="FILE",
            help="with --slots: a file in the Cabinet Office's form, or none (default: Japan's holidays)",
        )
        parser.add_argument("--closed", metavar="MM-DD,…", help="with --slots: days of every year, also 12-29..01-03")

    def handle(self, *args: object, start: str, pause: list[str], day_one: bool, roll: bool, **options: object) -> None:
        """Print the limit, then the ledger.

        :raises CommandError: with one line that says what is wrong.
        """
        given = {name: value for name, value in options.items() if isinstance(value, str)}
        try:
            hours = typed(given) if "slots" in given else named(given)
            begins = parse_instant(start, hours.zone, timezone.now())
            budget = budget_of(given, hours, day_one=day_one, roll=roll)
            pauses = [parse_pause(text, hours.zone) for text in pause]
            found = account(hours, begins, budget, pauses, merged=False)
        except (NotUnderstood, PortalError) as error:
            raise CommandError(str(error), returncode=WRONG) from error
        except NoOpenTime as error:
            raise CommandError(_("This calendar does not open for over two years."), returncode=WRONG) from error
        except OverflowError as error:
            raise CommandError(_("The limit lies beyond the year 9999."), returncode=WRONG) from error
        self.stdout.write("\n".join(told(found, begins, budget, hours)))


def typed(given: Mapping[str, str]) -> OpenHours:
    """The calendar that the options describe.

    :raises NotUnderstood: when an option means nothing.
    :raises BadFile: when the holidays cannot be read.
    """
    if "calendar" in given:
        raise NotUnderstood(_("Give either --calendar or --slots."))
    file, closed = given.get("holidays"), given.get("closed")
    named_days = None
    if file is not None:
        named_days = {} if file.strip().lower() == "none" else read_path(Path(file)).days
    return typed_hours(
        slots=parse_slots(given["slots"]),
        weekdays=parse_weekdays(given.get("weekdays", "Mon-Fri")),
        zone=parse_zone(given.get("timezone", "Asia/Tokyo")),
        named=named_days,
        every_year=parse_month_days(closed) if closed else (),
        closure=str(Layer.FIRM.label),
    )


def named(given: Mapping[str, str]) -> OpenHours:
    """The hours in force of one of the portal's calendars, by its name in any case.

    :raises NotUnderstood: when there is none, or options belong to --slots.
    """
    stray = [f"--{name}" for name in WITH_SLOTS if name in given]
    if stray:
        raise NotUnderstood(
            _("%(options)s describe a typed calendar and need --slots.") % {"options": ", ".join(stray)}
        )
    code = (given.get("calendar") or DESK).strip().upper()
    try:
        return open_hours(code)
    except DatabaseError as error:
        raise NotUnderstood(_("The portal's calendars cannot be read: is its database set up?")) from error
    except NoCalendar as error:
        raise NotUnderstood(_("No calendar %(code)s is in force in this portal.") % {"code": code}) from error


def budget_of(given: Mapping[str, str], hours: OpenHours, *, day_one: bool, roll: bool) -> Budget:
    """The one amount that was given.

    :raises NotUnderstood: for none, for several, or one that is no amount.
    """
    amounts = [name for name in (*UNITS, "percent") if name in given]
    if len(amounts) != 1:
        raise NotUnderstood(
            _("Give one of --business-minutes, --business-days, --days, --weeks, --months, or --percent with --of.")
        )
    if ("percent" in given) != ("of" in given):
        raise NotUnderstood(_("--percent and --of belong together."))
    unit = UNITS.get(amounts[0], Unit.BUSINESS_MINUTES)
    if day_one and unit == Unit.BUSINESS_MINUTES:
        raise NotUnderstood(_("--day-one belongs to days, weeks and months."))
    if "percent" in given:
        whole = parse_amount(str(parse_minutes(given["of"])), most(unit, hours))
        return Budget(int(whole * parse_percent(given["percent"]) / 100), unit)
    amount = parse_amount(given[amounts[0]], most(unit, hours))
    return Budget(amount, unit, day_one=day_one, roll=roll)


def told(found: Account, start: datetime, budget: Budget, hours: OpenHours) -> Iterator[str]:
    """The answer, the ledger's lines, and what they rest on."""
    is_instant = budget.unit == Unit.BUSINESS_MINUTES
    yield found.due.at.astimezone(hours.zone).isoformat() if is_instant else found.due.on.isoformat()
    for line in found.lines:
        yield "\t".join(columns(line, hours))
    yield _("Start %(start)s, calendar %(calendar)s, %(zone)s") % {
        "start": start.astimezone(hours.zone).isoformat(),
        "calendar": f"{hours.name} {hours.version or ''}".strip(),
        "zone": hours.zone.key,
    }
    if hours.known_until and found.due.on > hours.known_until:
        yield _("Holidays are known until %(day)s only: later days count as the week says.") % {
            "day": hours.known_until
        }


def columns(line: Line, hours: OpenHours) -> tuple[str, ...]:
    """Day, weekday, hours, what it counted, the sum so far, and why."""
    slot = line_slot(line, hours.zone)
    return (line.on.isoformat(), weekday(line.on), slot or "-", str(line.amount), str(line.total), line_text(line))
