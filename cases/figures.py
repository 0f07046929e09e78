"""How many cases: open, late, due, waiting; coming in and left over; answered in time? Each with the list behind it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict
from urllib.parse import urlencode

from django.db import models
from django.db.models import Case as Choose
from django.db.models import Count, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Explanation, PromiseExtension
from cases.querysets import CaseQuerySet
from cases.states import ENDED, OPEN, WAITING, Status
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.dates import TOKYO, tokyo_day
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.refusals import Text
from privacyportal.clocks.models import Clock, annotate_next_due
from privacyportal.clocks.models.clocks import ClockQuerySet

MONTHS = 12
ANSWER = "cases.answer"
# The number of a month after the last one shown.
LATER = Value(99)


class View(models.TextChoices):
    """The ways to look at the list; the first is what it opens on."""

    OPEN = "open", _("open cases")
    MINE = "mine", _("my cases")
    LATE = "late", _("overdue")
    TODAY = "today", _("due today")
    WEEK = "week", _("due this week")
    APPROVAL = "approval", _("awaiting approval")
    WAITING = "waiting", _("waiting for others")
    LONG_WAIT = "long_wait", _("waiting too long")
    UNSUPPORTED = "unsupported", _("what it rests on has lapsed")
    UNASSIGNED = "unassigned", _("without a handler")
    ENDED = "ended", _("ended cases")
    ALL = "all", _("all cases")


COUNTED = (
    View.OPEN, View.MINE, View.LATE, View.TODAY, View.WEEK,
    View.APPROVAL, View.WAITING, View.LONG_WAIT, View.UNSUPPORTED, View.UNASSIGNED,
)  # fmt: skip
VIEW_TONES = {View.TODAY: "due", View.WEEK: "due", View.WAITING: "waiting"} | dict.fromkeys(
    (View.LATE, View.LONG_WAIT, View.UNSUPPORTED), "late"
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number: what it counts, how many, which list shows exactly these, and what its colour means."""

    code: str
    label: Text
    value: int
    url: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of the charts: `2026-11`, cases received, open at its end, answers due in it met and missed."""

    month: str
    received: Figure
    backlog: Figure
    met: Figure
    missed: Figure


class OfDesk(TypedDict):
    """One desk's row of open and late cases, as the database counts them."""

    desk: int
    desk__code: str
    desk__name: str
    desk__name_en: str
    open: int
    late: int


def condition(view: str, user: Viewer, at: datetime) -> Q:
    """Return which cases a view shows to a person at a moment; `week` ends on Sunday and leaves out what is late."""
    is_open = Q(status__in=OPEN)
    by_record = {
        View.OPEN: is_open,
        View.MINE: is_open & Q(handler=user.pk),
        View.APPROVAL: is_open & _undecided(),
        View.WAITING: Q(status__in=WAITING),
        View.UNASSIGNED: is_open & Q(handler=None),
        View.ENDED: Q(status__in=ENDED),
        View.ALL: Q(),
    }
    return by_record[View(view)] if view in by_record else is_open & _has(_due(view, at))


def _undecided() -> Q:
    """Return the cases in which something waits for a second person: an answer, a later day, an explanation."""
    later = PromiseExtension.objects.filter(decision=PromiseExtension.Decision.PENDING)
    drafts = Explanation.objects.filter(decision=Explanation.Decision.PENDING)
    asked = Q(pk__in=later.values("promise__case")) | Q(pk__in=drafts.values("referral__case"))
    return Q(status=Status.AWAITING_APPROVAL) | asked


def _due(view: str, at: datetime) -> ClockQuerySet:
    today = tokyo_day(at)
    if view == View.LATE:
        return Clock.objects.overdue(at)
    if view == View.LONG_WAIT:
        return Clock.objects.overdue(at).filter(duty="cases.long_wait")
    if view == View.UNSUPPORTED:
        return Clock.objects.begun("cases.support_lapse", at)
    sunday = today + timedelta(days=6 - today.weekday())
    return Clock.objects.due_on(today, today if view == View.TODAY else sunday).filter(due_at__gte=at)


def narrowed(rows: CaseQuerySet, view: str, user: Viewer, at: datetime) -> CaseQuerySet:
    """Return a view's cases."""
    return rows.filter(condition(view, user, at))


def view_counts(user: Viewer, at: datetime, *, of: Q | None = None) -> dict[str, int]:
    """Return how many visible cases stand behind each view of open work, in one query."""
    open_ones = Case.objects.visible_to(user).filter(of or Q(), status__in=OPEN)
    counts = {view.value: Count("pk", filter=condition(view, user, at)) for view in COUNTED}
    return open_ones.aggregate(**counts)


def overview(user: Viewer, at: datetime) -> list[Figure]:
    """Return the visible open work by view, each with its list; one query."""
    counts = view_counts(user, at)
    return [
        Figure(code=view, label=view.label, value=counts[view], url=url(show=view), tone=VIEW_TONES.get(view, ""))
        for view in COUNTED
    ]


def my_work(user: Viewer, at: datetime, *, limit: int = 10) -> list[Case]:
    """Return the person's open cases, nearest deadline first, with `next_due_at` and its like; two queries."""
    mine = Case.objects.visible_to(user).filter(condition(View.MINE, user, at))
    rows = annotate_next_due(mine.select_related("reference", "answering_desk", "handler"))
    return list(rows.order_by(models.F("next_due_at").asc(nulls_last=True), "received_at")[:limit])


def by_desk(user: Viewer, at: datetime) -> list[tuple[Figure, Figure]]:
    """Return for each desk of ours with open cases how many are open and how many late; one query."""
    late = condition(View.LATE, user, at)
    rows = (
        Case.objects.visible_to(user)
        .filter(condition(View.OPEN, user, at))
        .values("desk", "desk__code", "desk__name", "desk__name_en")
        .annotate(open=Count("pk"), late=Count("pk", filter=late))
        .order_by("-open", "desk__code")
    )
    return [_desk_figures(row) for row in rows]


def by_month(user: Viewer, at: datetime) -> list[Month]:
    """Return the last twelve months, oldest first: intake, backlog and clock attainment; two queries."""
    cases, answers = _received_and_open(user, at), _answers(user, at)
    return [
        Month(
            month=month,
            received=_figure(month, cases[month, "received"], show=View.ALL, received=month),
            backlog=_figure(month, cases[month, "open"], show=View.ALL, backlog=month),
            met=_figure(month, answers[month, "met"], show=View.ALL, answer=f"met-{month}"),
            missed=_figure(month, answers[month, "missed"], show=View.ALL, answer=f"missed-{month}"),
        )
        for month in months(at)
    ]


def months(at: datetime) -> list[str]:
    """Return the last twelve Tokyo months up to that of `at`, oldest first, as `2026-11`."""
    last = tokyo_day(at)
    counted = [last.year * 12 + last.month - 1 - back for back in range(MONTHS)]
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in reversed(counted)]


def received_in(rows: CaseQuerySet, month: str) -> CaseQuerySet:
    """Return the cases received in a Tokyo month; none for a text that is no month."""
    span = _span(month)
    return rows.filter(received_at__gte=span[0], received_at__lt=span[1]) if span else rows.none()


def open_at_end_of(rows: CaseQuerySet, month: str) -> CaseQuerySet:
    """Return the cases that were open when a Tokyo month ended; none for a text that is no month."""
    span = _span(month)
    return rows.filter(_open_at(span[1])) if span else rows.none()


def answer_result_in(rows: CaseQuerySet, result: str, month: str) -> CaseQuerySet:
    """Return the cases whose answer was due in a month and was met or missed; none for a text that is no month."""
    span = _span(month)
    if span is None:
        return rows.none()
    first, after = span[0].date(), span[1].date()
    clocks = Clock.objects.filter(duty=ANSWER, state=result, due_on__gte=first, due_on__lt=after)
    return rows.filter(_has(clocks))


def url(**query: object) -> str:
    """Return the address of the list that shows exactly these cases."""
    return f"{reverse('admin:cases_case_changelist')}?{urlencode(query)}"


def _has(clocks: ClockQuerySet) -> Q:
    return Q(reference__in=clocks.values("reference"))


def _figure(label: str, value: int, **query: str) -> Figure:
    return Figure(code=label, label=label, value=value, url=url(**query))


def _desk_figures(row: OfDesk) -> tuple[Figure, Figure]:
    name, key = str(Desk(name=row["desk__name"], name_en=row["desk__name_en"])), row["desk"]
    of_desk = {"desk__id__exact": key}
    open_ones = Figure(code=row["desk__code"], label=name, value=row["open"], url=url(show=View.OPEN, **of_desk))
    late = Figure(
        code=row["desk__code"], label=name, value=row["late"], url=url(show=View.LATE, **of_desk), tone="late"
    )
    return open_ones, late


def _received_and_open(user: Viewer, at: datetime) -> dict[tuple[str, str], int]:
    """Return per month the cases received in it and those open at its end, from one pass over those that matter."""
    first, ends = _spans(at)[0][1][0], [span[1] for _month, span in _spans(at)]
    began = Choose(When(received_at__lt=first, then=Value(-1)), *_before("received_at", ends), default=LATER)
    ended = Choose(When(ended_at=None, then=LATER), *_before("ended_at", ends), default=LATER)
    rows = (
        Case.objects.visible_to(user)
        .filter(Q(status__in=OPEN) | Q(closed_at__gte=first) | Q(withdrawn_at__gte=first))
        .annotate(ended_at=Coalesce("closed_at", "withdrawn_at"))
        .annotate(began=began, ended=ended)
        .values_list("began", "ended")
        .annotate(cases=Count("pk"))
        .order_by()
    )
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for began_in, ended_in, cases in rows:
        for number, (month, _span_of) in enumerate(_spans(at)):
            counts[month, "received"] += cases if began_in == number else 0
            counts[month, "open"] += cases if began_in <= number < ended_in else 0
    return counts


def _answers(user: Viewer, at: datetime) -> dict[tuple[str, str], int]:
    """Return per month in which answers were due how many were met and missed."""
    spans = _spans(at)
    due_in = Choose(*_before("due_on", [span[1].date() for _month, span in spans]), default=LATER)
    clocks = Clock.objects.filter(duty=ANSWER, state__in=["met", "missed"], due_on__gte=spans[0][1][0].date())
    rows = (
        clocks.filter(reference__in=Case.objects.visible_to(user).values("reference"))
        .annotate(due_in=due_in)
        .values_list("due_in", "state")
        .annotate(clocks=Count("pk"))
        .order_by()
    )
    names = [month for month, _span_of in spans]
    return defaultdict(int, {(names[number], state): n for number, state, n in rows if number < len(names)})


def _before(field: str, ends: Sequence[date]) -> list[When]:
    """Return the branches that number a moment by the first month that ends after it."""
    return [When(**{f"{field}__lt": end}, then=Value(number)) for number, end in enumerate(ends)]


def _spans(at: datetime) -> list[tuple[str, tuple[datetime, datetime]]]:
    return [(month, span) for month in months(at) if (span := _span(month))]


def _open_at(end: datetime) -> Q:
    not_ended = (Q(closed_at=None) | Q(closed_at__gte=end)) & (Q(withdrawn_at=None) | Q(withdrawn_at__gte=end))
    return Q(received_at__lt=end) & not_ended


def _span(month: str) -> tuple[datetime, datetime] | None:
    try:
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=TOKYO)
    except ValueError:
        return None
    year, number = divmod(first.year * 12 + first.month, 12)
    return first, first.replace(year=year, month=number + 1)
