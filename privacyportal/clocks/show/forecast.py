"""Who will be mailed on a day, about what and why; and what is held back?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db.models import Count
from django.db.models.functions import TruncDate

from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import TOKYO, tokyo_day
from privacyportal.backoffice.querysets import Viewer
from privacyportal.clocks.models import Level, Notice
from privacyportal.clocks.plan import Outcome, subject_of
from privacyportal.clocks.river import DEADLINE, Directory, records_of
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Hold, Status

MOST = 300
COMING, HELD, BRAKED, WAITING = "coming", "held", "braked", "waiting"
STATES = {Outcome.HELD: HELD, Outcome.BRAKED: BRAKED}


@dataclass(frozen=True)
class Entry:
    """One reminder about one record: its step, when it may leave, whether it is coming, held, braked or waiting."""

    level: Level
    leaves_at: datetime
    state: str


@dataclass
class Forecast:
    """The reminders of a day by person, those that nobody would get, and how many more there are than are shown."""

    people: dict[User, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    nobody: list[Entry] = field(default_factory=list)
    left_out: int = 0

    @property
    def entries(self) -> list[Entry]:
        """All reminders, also those that nobody would get."""
        return [*chain.from_iterable(self.people.values()), *self.nobody]

    @property
    def by_person(self) -> list[tuple[User, list[Entry]]]:
        """Each person with their reminders, whoever has most first."""
        return sorted(self.people.items(), key=lambda row: (-len(row[1]), str(row[0])))


def forecast(viewer: Viewer, day: date, *, now: datetime) -> Forecast:
    """What would be mailed on a Tokyo day as things stand, of the records that the viewer may see."""
    today = tokyo_day(now)
    start, end = midnight(day), midnight(day + timedelta(days=1))
    coming = Level.objects.visible_to(viewer).to_come().filter(fire_at__lt=end)
    if day > today:
        coming = coming.filter(fire_at__gte=start)
    coming = coming.select_related("clock__reference").order_by("clock__due_at", "pk")
    levels = _last_of_each_moment(coming[: MOST + 1])
    found = Forecast(left_out=max(coming.count() - MOST, 0))
    _place(found, [(level, COMING) for level in levels[:MOST]], at=max(start, now))
    if day == today:
        _place(found, _held(viewer), at=now)
    _add_waiting(found, viewer, end if day == today else start, end, is_today=day == today)
    return found


def days_ahead(viewer: Viewer, *, now: datetime, number: int) -> list[tuple[date, int]]:
    """The coming days with how many steps fall due on each; overdue ones count for today."""
    today = tokyo_day(now)
    levels = Level.objects.visible_to(viewer).to_come().filter(fire_at__lt=midnight(today + timedelta(days=number)))
    rows = levels.annotate(day=TruncDate("fire_at", tzinfo=TOKYO)).values("day").annotate(number=Count("pk"))
    counts: dict[date, int] = defaultdict(int)
    for row in rows.order_by("day"):
        counts[max(row["day"], today)] += row["number"]
    return [(day, counts[day]) for day in (today + timedelta(days=n) for n in range(number))]


def midnight(day: date) -> datetime:
    """The instant at which a Tokyo day begins."""
    return datetime.combine(day, time.min, TOKYO)


def _last_of_each_moment(levels: Iterable[Level]) -> list[Level]:
    """Of several steps of one clock at the same moment only the last is mailed, to everybody whom it tells."""
    together: dict[tuple[int, datetime | None], list[Level]] = defaultdict(list)
    for level in levels:
        together[level.clock_id, level.fire_at].append(level)
    mailed = []
    for steps in together.values():
        last = max(steps, key=lambda level: level.order)
        mailed += [level for level in steps if level.order == last.order or level.code == last.code]
    return mailed


def _held(viewer: Viewer) -> list[tuple[Level, str]]:
    """Steps that fell due and are held back, by a person or by the brake."""
    notices = Notice.objects.visible_to(viewer).filter(outcome__in=STATES)
    keys = {
        (row.clock_id, row.generation, row.level, row.role): STATES[Outcome(row.outcome)]
        for row in notices.order_by("fire_at")[:MOST]
    }
    levels = Level.objects.filter(clock__in={key[0] for key in keys}).select_related("clock__reference")
    named = ((level, (level.clock_id, level.generation, level.code, level.role)) for level in levels)
    return [(level, keys[key]) for level, key in named if key in keys]


def _place(found: Forecast, levels: list[tuple[Level, str]], *, at: datetime) -> None:
    """Find the people for each step as of a moment."""
    directory, objects = Directory(at), records_of(level.clock for level, _state in levels)
    for level, _state in levels:
        if level.clock.reference_id in objects:
            subject = subject_of(level.clock.reference.prefix)
            directory.expect(subject, objects[level.clock.reference_id], level.role)
    directory.look_up()
    for level, state in levels:
        moment = max(level.fire_at or at, at)
        record = objects.get(level.clock.reference_id)
        people = directory.find(subject_of(level.clock.reference.prefix), record, level.role) if record else []
        shown = HELD if level.held_at else state
        if not people:
            found.nobody.append(Entry(level, moment, shown))
        for person in people:
            if not directory.declines(person, level.code):
                leaves_at = directory.release_at(person, level.code, at=moment, at_once=level.at_once)
                found.people[person].append(Entry(level, leaves_at, shown))


def _add_waiting(found: Forecast, viewer: Viewer, start: datetime, end: datetime, *, is_today: bool) -> None:
    """Mails that are prepared and wait for their reader's hours."""
    rows = Message.objects.visible_to(viewer).filter(kind=DEADLINE, status=Status.HELD, release_at__lt=end)
    if not is_today:
        rows = rows.filter(release_at__gte=start)
    messages = list(rows.select_related("recipient", "reference").order_by("release_at", "pk")[:MOST])
    notices = Notice.objects.in_bulk([message.facts["notice"] for message in messages])
    levels = {
        (level.clock_id, level.generation, level.code, level.role): level
        for level in Level.objects.filter(clock__in={n.clock_id for n in notices.values()}).select_related(
            "clock__reference"
        )
    }
    for message in messages:
        notice = notices[message.facts["notice"]]
        level = levels.get((notice.clock_id, notice.generation, notice.level, notice.role))
        if level is not None:
            state = BRAKED if message.hold == Hold.BRAKE else WAITING
            found.people[message.recipient].append(Entry(level, message.release_at or end, state))
