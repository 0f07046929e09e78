"""How far away is a deadline, in the words that lists and mails share?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import TOKYO, WEEKDAYS
from privacyportal.calendars.arithmetic import business_days_between
from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.loading import display_hours
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import ClockState, Unit, ask_of, informational_codes, subject_of
from privacyportal.clocks.river import records_of
from privacyportal.notifications.registry import Item
from privacyportal.references.registry import url_for

SOON_DAYS = 3
# Tone and word of each kind; colour never speaks alone.
TONES = {"overdue": "late", "today": "due", "soon": "due", "later": "normal", "paused": "waiting", "closed": "done"}


@dataclass(frozen=True)
class Distance:
    """How far a limit is: `kind` (overdue, today, soon, later, paused, closed), and the words."""

    kind: str
    text: str

    @property
    def tone(self) -> str:
        """The colour's meaning: late, due, waiting, done or normal."""
        return TONES[self.kind]


def short_day(on: date) -> str:
    """A day in a mail's subject: 11/27（金）."""
    if get_language() == "ja":
        return f"{on.month}/{on.day}（{WEEKDAYS[on.weekday()]}）"
    return f"{on:%a} {on.day} {on:%b}"


def end_in_tokyo(due_at: datetime) -> tuple[date, str]:
    """The Tokyo day and time of a limit, whatever zone its calendar is in; midnight is 24:00 of the day that ends."""
    local = due_at.astimezone(TOKYO)
    if local.time() == time.min:
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), f"{local:%H:%M}"


def days_left(due_on: date, at: datetime, hours: OpenHours) -> int:
    """Business days from the day of `at` to the last day; negative afterwards."""
    return business_days_between(hours, at.astimezone(TOKYO).date(), due_on)


def distance(*, due_at: datetime, at: datetime, state: str = "running", hours: OpenHours | None = None) -> Distance:
    """How far a limit is at `at`, counted in the desk's business days."""
    if state == ClockState.PAUSED:
        return Distance("paused", _("paused"))
    if state != ClockState.RUNNING:
        return Distance("closed", str(ClockState(state).label))
    day, moment = end_in_tokyo(due_at)
    days = days_left(day, at, hours or display_hours("DESK"))
    if at > due_at:
        return Distance("overdue", overdue_text(-days))
    if at.astimezone(TOKYO).date() == day:
        return Distance("today", _("today %(time)s") % {"time": moment})
    text = ngettext("%(days)d business day left", "%(days)d business days left", days) % {"days": days}
    return Distance("soon" if days <= SOON_DAYS else "later", text)


def overdue_text(days: int) -> str:
    """So many business days past the limit."""
    if days <= 0:
        return _("overdue")
    return ngettext("overdue by %(days)d business day", "overdue by %(days)d business days", days) % {"days": days}


def bracket_to_know(*, due_on: date, at: datetime, hours: OpenHours | None = None) -> str:
    """What opens a mail's subject about a date that is no limit: the date and the distance."""
    days = days_left(due_on, at, hours or display_hours("DESK"))
    text = ngettext("%(day)s · in %(days)d business day", "%(day)s · in %(days)d business days", days)
    return text % {"day": short_day(due_on), "days": days}


def bracket(*, due_at: datetime, at: datetime, hours: OpenHours | None = None) -> str:
    """What opens a mail's subject: the limit as a date, still true when read late, and the distance."""
    day, moment = end_in_tokyo(due_at)
    days = days_left(day, at, hours or display_hours("DESK"))
    if at > due_at:
        if days >= 0:
            return _("Overdue")
        return ngettext("Overdue · %(days)d business day", "Overdue · %(days)d business days", -days) % {"days": -days}
    words = {"day": short_day(day), "time": moment, "days": days}
    if at.astimezone(TOKYO).date() == day:
        return _("Due today %(day)s %(time)s") % words
    return ngettext("Due %(day)s · in %(days)d business day", "Due %(day)s · in %(days)d business days", days) % words


def of_clock(clock: Clock, at: datetime, hours: OpenHours | None = None) -> Distance:
    """How far a clock's limit is; a date that is only to be known is reached, never late."""
    if clock.is_open and clock.duty in informational_codes() and at > clock.due_at:
        return Distance("closed", _("reached"))
    return distance(due_at=clock.due_at, at=at, state=clock.state, hours=hours)


def limit_text(due_at: datetime) -> str:
    """The limit as people write it: 2026年11月27日（金）17:00."""
    day, moment = end_in_tokyo(due_at)
    if get_language() == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）{moment}"
    return f"{day:%a} {day.day} {day:%b %Y} {moment}"


def table_limit(due_at: datetime) -> str:
    """The limit for a table's column: 2026-11-27 17:00, or 24:00 where the day ends at midnight."""
    day, moment = end_in_tokyo(due_at)
    return f"{day.isoformat()} {moment}"


def result_text(clock: Clock) -> str:
    """What a finished clock used and had left, or by how much it was late, in hours of open time; "" before that."""
    if clock.elapsed is None or clock.margin is None:
        return ""
    words = {"used": hours_text(clock.elapsed), "left": hours_text(abs(clock.margin))}
    return (_("%(used)s used, late by %(left)s") if clock.margin < 0 else _("%(used)s used, %(left)s left")) % words


def hours_text(minutes: int) -> str:
    """Minutes of open time as hours and minutes."""
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def titled(clocks: list[Clock]) -> list[tuple[Clock, str]]:
    """Return each clock with what may follow its number: no personal data. A clock without a record is left out."""
    records = records_of(clocks)
    return [
        (clock, subject_of(clock.reference.prefix).title(records[clock.reference_id]))
        for clock in clocks
        if clock.reference_id in records
    ]


def item_of(clock: Clock, title: str, *, at: datetime, hours: OpenHours) -> Item:
    """Return a running clock as one matter of a mail."""
    return Item(
        bracket=bracket(due_at=clock.due_at, at=at, hours=hours),
        ask=ask_of(clock.duty),
        record=f"{clock.reference.number} {title}".strip(),
        limit=limit_text(clock.due_at),
        url=url_for(clock.reference),
        tone=of_clock(clock, at, hours).tone,
    )


def badge(distance: Distance) -> SafeString:
    """A distance as a badge; the word says what the colour means."""
    return format_html('<span class="portal-badge portal-tone-{}">{}</span>', distance.tone, distance.text)


def rule_text(rule: ClockRule) -> str:
    """A rule in words: 10 business days."""
    return amount_text(rule.amount, Unit(rule.unit))


def amount_text(amount: int, unit: Unit) -> str:
    """So many of a unit: 1 business day, 10 business days."""
    match unit:
        case Unit.BUSINESS_MINUTES:
            text = ngettext("%(amount)d business minute", "%(amount)d business minutes", amount)
        case Unit.BUSINESS_DAYS:
            text = ngettext("%(amount)d business day", "%(amount)d business days", amount)
        case Unit.WEEKS:
            text = ngettext("%(amount)d week", "%(amount)d weeks", amount)
        case Unit.MONTHS:
            text = ngettext("%(amount)d month", "%(amount)d months", amount)
        case _:
            text = ngettext("%(amount)d calendar day", "%(amount)d calendar days", amount)
    return text % {"amount": amount}
