"""Which clocks, notices and rules?"""

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.clocks.registry import informational_codes
from privacyportal.clocks.states import OPEN, ClockState, Outcome
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.references.models import Reference
from privacyportal.references.registry import visible_references

NOTICE_KEY = "clocks.notice:"
LEAST_GOOD_FIRST = (
    Status.FAILED,
    Status.UNKNOWN,
    Status.HELD,
    Status.WAITING,
    Status.SENDING,
    Status.SENT,
    Status.SUPPRESSED,
)


class ClockQuerySet(VisibleQuerySet):
    """Clocks by reader, record and moment."""

    def visible_to(self, user: Any) -> Self:
        """Clocks of the records that the person may see."""
        seen = Reference.objects.filter(visible_references(user))
        return self.filter(reference__in=seen.values("pk"))

    def of(self, reference: Reference) -> Self:
        """All clocks of one record."""
        return self.filter(reference=reference)

    def open(self) -> Self:
        """Running or paused."""
        return self.filter(state__in=OPEN)

    def binding(self) -> Self:
        """Without dates that are only to be known."""
        return self.exclude(duty__in=informational_codes())

    def overdue(self, at: datetime) -> Self:
        """Running past their limit; a limit met to the minute is met."""
        return self.binding().filter(state=ClockState.RUNNING, due_at__lt=at)

    def due_until(self, instant: datetime) -> Self:
        """Running, with a limit up to and including `instant`; overdue ones too."""
        return self.binding().filter(state=ClockState.RUNNING, due_at__lte=instant)

    def due_on(self, first: date, last: date) -> Self:
        """Running, with the last day in this span."""
        return self.binding().filter(state=ClockState.RUNNING, due_on__range=(first, last))

    def next_of(self, reference: Reference) -> Any:
        """The nearest open limit of a record, or None."""
        return self.of(reference).open().binding().order_by("due_at", "pk").first()

    def running_of(self, reference: Reference) -> Any:
        """The nearest limit of a record that counts down now, or None."""
        return self.of(reference).filter(state=ClockState.RUNNING).binding().order_by("due_at", "pk").first()


class LevelQuerySet(VisibleQuerySet):
    """Levels by reader and by whether they have been dealt with."""

    def visible_to(self, user: Any) -> Self:
        """Steps of deadlines of the records that the person may see."""
        seen = Reference.objects.filter(visible_references(user))
        return self.filter(clock__reference__in=seen.values("pk"))

    def to_come(self) -> Self:
        """Not yet recorded, of clocks that run, in their present generation."""
        running = self.filter(clock__state=ClockState.RUNNING, clock__generation=F("generation"))
        return running.filter(recorded_at=None, fire_at__isnull=False)

    def fallen_due(self, at: datetime) -> Self:
        """Their moment has passed and nothing is recorded of them: never a window of time (E5)."""
        return self.filter(recorded_at__isnull=True, fire_at__lte=at)


class NoticeQuerySet(VisibleQuerySet):
    """Notices by reader and outcome."""

    def visible_to(self, user: Any) -> Self:
        """Notices about the records that the person may see."""
        seen = Reference.objects.filter(visible_references(user))
        return self.filter(clock__reference__in=seen.values("pk"))

    def of_level(self, level: Any) -> Self:
        """The record that a step fell due; one at most."""
        return self.filter(clock=level.clock_id, generation=level.generation, level=level.code, role=level.role)

    def with_mail(self) -> Self:
        """With `mail_status`: the state of its mail, or of the collective one around it; the least good of several."""
        messages: Any = Message.objects.filter(key=Concat(Value(NOTICE_KEY), Cast(OuterRef("pk"), CharField())))
        state = Case(When(status=Status.COLLECTED, then=F("collective__status")), default=F("status"))
        worst = Case(*(When(state=status, then=Value(place)) for place, status in enumerate(LEAST_GOOD_FIRST)))
        ranked = messages.annotate(state=state).annotate(worst=worst).order_by("worst", "pk")
        return self.annotate(mail_status=Subquery(ranked.values("state")[:1]))

    def pending(self) -> Self:
        """Recorded by a sweep, not yet made into mail."""
        return self.filter(outcome=Outcome.PENDING)


class RuleQuerySet(VisibleQuerySet):
    """Rules by day."""

    def in_force(self, on: date) -> Self:
        """Valid on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


def annotate_next_due[Q: QuerySet[Any]](queryset: Q, reference: str = "reference") -> Q:
    """Add the nearest open limit of each record: next_due_at, next_due_on, next_due_duty, next_due_state.

    `reference` names the record's relation to its reference. Works in one statement for any number of rows.
    """
    clocks = apps.get_model("clocks.Clock").objects
    nearest = (
        clocks.filter(reference=OuterRef(f"{reference}_id"), state__in=OPEN)
        .exclude(duty__in=informational_codes())
        .order_by("due_at", "pk")
    )
    columns = {"next_due_at": "due_at", "next_due_on": "due_on", "next_due_duty": "duty", "next_due_state": "state"}
    return queryset.annotate(**{name: Subquery(nearest.values(column)[:1]) for name, column in columns.items()})
