"""By what is the list of cases narrowed? Every figure of the dashboard opens one of these lists."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import figures
from cases.figures import View

OWN_NUMBERS_SAY_IT = ("q", "status__exact")


class ShownFilter(SimpleListFilter):
    """Which cases the list opens on: the open ones by next deadline; a search looks through all."""

    title = _("shown")
    parameter_name = "show"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the views."""
        return list(View.choices)

    def value(self) -> str:
        """Return the chosen view."""
        searched = any(self.request.GET.get(name) for name in OWN_NUMBERS_SAY_IT)
        chosen = super().value()
        return chosen if chosen in View.values else View.ALL if searched else View.OPEN

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Return the views with how many cases stand behind each, without Django's own "All"."""
        counts = figures.view_counts(self.request.user, timezone.now())
        for lookup, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: lookup}, remove=["p"])
            display = f"{title} {counts[lookup]}" if lookup in counts else title
            yield {"selected": self.value() == lookup, "query_string": query, "display": display}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the view's cases."""
        return figures.narrowed(queryset, self.value(), request.user, timezone.now())


class MonthFilter(SimpleListFilter):
    """A filter by a month, reached from the dashboard's charts."""

    narrow: Any = None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the last twelve months."""
        return [(month, month) for month in reversed(figures.months(timezone.now()))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the month's cases."""
        month = self.value()
        return type(self).narrow(queryset, month) if month else queryset


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


class AttainmentFilter(SimpleListFilter):
    """Whether the answer kept its deadline, by the month in which it was due."""

    title = _("answer due in")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return met and missed for the last twelve months."""
        words = (("met", _("met")), ("missed", _("missed")))
        return [
            (f"{result}-{month}", f"{month} {word}")
            for month in reversed(figures.months(timezone.now()))
            for result, word in words
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the cases of that result and month."""
        result, _dash, month = (self.value() or "").partition("-")
        return figures.answer_result_in(queryset, result, month) if month else queryset
