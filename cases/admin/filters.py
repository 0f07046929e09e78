"""By what is the list of cases narrowed? Every figure of the dashboard opens one of these lists."""

from collections.abc import Callable, Iterator

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import figures
from cases.figures import View
from cases.querysets import CaseQuerySet
from privacyportal.backoffice import following
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.narrowing import Narrowing, Views

OWN_NUMBERS_SAY_IT = ("q", "status__exact")


# What does not narrow a list any further than its view does.
OF_A_VIEW = frozenset({"show", "p", "o", "view"})


def counted(request: HttpRequest) -> dict[str, int]:
    """Return how many cases stand behind each view of open work, asked once a page."""
    user = request.user
    return following.once(("cases.view_counts", user.pk), lambda: figures.view_counts(user, timezone.now()))


def count_of(request: HttpRequest) -> int | None:
    """Return how many rows the list has, where nothing but one of the counted views narrows it; else None."""
    if not set(request.GET) <= OF_A_VIEW:
        return None
    return counted(request).get(request.GET.get("show") or View.OPEN)


class ShownFilter(Views[CaseQuerySet]):
    """Which cases the list opens on: the open ones by next deadline; a search looks through all."""

    title = _("shown")
    parameter_name = "show"

    options = View.choices

    def value(self) -> str:
        """Return the chosen view."""
        searched = any(self.request.GET.get(name) for name in OWN_NUMBERS_SAY_IT)
        chosen = super().value()
        return chosen if chosen in View.values else View.ALL if searched else View.OPEN

    def titles(self) -> Iterator[tuple[str, Text]]:
        """Yield the views with how many cases stand behind each."""
        counts = counted(self.request)
        for lookup, title in self.lookup_choices:
            yield lookup, f"{title} {counts[lookup]}" if lookup in counts else title

    def narrowed(self, rows: CaseQuerySet, request: HttpRequest) -> CaseQuerySet:
        """Return the view's cases."""
        return figures.narrowed(rows, self.value(), request.user, timezone.now())


class MonthFilter(Narrowing[CaseQuerySet]):
    """A filter by a month, reached from the dashboard's charts."""

    narrow: Callable[[CaseQuerySet, str], CaseQuerySet]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the last twelve months."""
        return [(month, month) for month in reversed(figures.months(timezone.now()))]

    def narrowed(self, rows: CaseQuerySet, request: HttpRequest) -> CaseQuerySet:
        """Return the month's cases."""
        month = self.value()
        return type(self).narrow(rows, month) if month else rows


class ReceivedFilter(MonthFilter):
    """Received in a month."""

    title = _("received in")
    parameter_name = "received"
    narrow = staticmethod(figures.received_in)


class BacklogFilter(MonthFilter):
    """Open at the end of a month."""

    title = _("open at the end of")
    parameter_name = "backlog"
    narrow = staticmethod(figures.open_at_end_of)


class AttainmentFilter(Narrowing[CaseQuerySet]):
    """Whether the answer kept its deadline, by the month in which it was due."""

    title = _("answer due in")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return met and missed for the last twelve months."""
        words = (("met", _("met")), ("missed", _("missed")))
        return [
            (f"{result}-{month}", f"{month} {word}")
            for month in reversed(figures.months(timezone.now()))
            for result, word in words
        ]

    def narrowed(self, rows: CaseQuerySet, request: HttpRequest) -> CaseQuerySet:
        """Return the cases of that result and month."""
        result, _dash, month = (self.value() or "").partition("-")
        return figures.answer_result_in(rows, result, month) if month else rows
