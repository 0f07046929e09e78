"""Which day does a page show, and which days a list? Boxes of addresses, read like every other box for a day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib.admin import FieldListFilter
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import TOKYO, long_day, table_day, tokyo_day
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.written.readings import Towards

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.contrib.admin.filters import _ListFilterChoices

FROM, UNTIL, EMPTY = "from", "until", "isnull"


class DayQuestion(forms.Form):
    """The box of a page that shows one day; what cannot be read stays in it, with the question."""

    def __init__(
        self,
        asked: Mapping[str, str],
        name: str,
        *,
        usual: date,
        towards: Towards,
        span: tuple[date, date] | None = None,
    ) -> None:
        self.name, self.span = name, span
        said = asked.get(name, "")
        super().__init__({name: said if said.strip() else table_day(usual)})
        self.fields[name] = DayField(label=_("Date"), towards=towards)

    @property
    def box(self) -> forms.BoundField:
        """Return the box."""
        return self[self.name]

    @property
    def day(self) -> date | None:
        """Return the day asked for; None where it is not clear which."""
        return self.cleaned_data[self.name] if self.is_valid() else None

    def clean(self) -> dict[str, object]:
        """Refuse a day that the page cannot show."""
        found = super().clean() or self.cleaned_data
        day = found.get(self.name)
        if day is not None and self.span is not None and not self.span[0] <= day <= self.span[1]:
            words = {"first": long_day(self.span[0]), "last": long_day(self.span[1])}
            self.add_error(self.name, _("This page shows days from %(first)s to %(last)s.") % words)
        return found


class DayRange(forms.Form):
    """From which to which day, both with their days; either may be left out."""

    def __init__(self, asked: Mapping[str, str], path: str) -> None:
        super().__init__(dict(asked), prefix=path, auto_id="filter_%s")
        self.fields[FROM] = DayField(label=_("from (day)"), required=False)
        self.fields[UNTIL] = DayField(label=_("until (last day)"), required=False)

    def add_prefix(self, field_name: str) -> str:
        """Return the name of a box in an address."""
        return f"{self.prefix}__{field_name}"

    @property
    def days(self) -> tuple[date | None, date | None] | None:
        """Return the first and the last day; None where it is not clear which are meant."""
        return (self.cleaned_data[FROM], self.cleaned_data[UNTIL]) if self.is_valid() else None

    def clean(self) -> dict[str, object]:
        """Refuse a range that ends before it begins."""
        found = super().clean() or self.cleaned_data
        first, last = found.get(FROM), found.get(UNTIL)
        if first and last and last < first:
            self.add_error(UNTIL, _("This day lies before the first one."))
        return found


class DaysFilter(FieldListFilter):
    """The rows of some days; of days that are not clear there are none, and the box asks."""

    template = "backoffice/days_filter.html"

    def __init__(
        self,
        field: models.DateField,
        request: HttpRequest,
        params: dict[str, list[str]],
        model: type[models.Model],
        model_admin: "ModelAdmin[models.Model]",
        field_path: str,
    ) -> None:
        self.names = parameters(field, field_path)
        said = {name: params[name][-1] for name in self.names if name in params}
        self.form = DayRange(said, field_path)
        self.empty = said.get(f"{field_path}__{EMPTY}", "")
        self.others: list[tuple[str, str]] = []
        super().__init__(field, request, params, model, model_admin, field_path)

    def expected_parameters(self) -> list[str | None]:
        """Return what the filter is asked by."""
        return [*self.names]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[models.Model]) -> models.QuerySet[models.Model]:
        """Return the rows of the days."""
        if self.form.days is None:
            return queryset.none()
        are_instants = isinstance(self.field, models.DateTimeField)
        return queryset.filter(between(self.field_path, *self.form.days, are_instants=are_instants), self._is_empty())

    def _is_empty(self) -> Q:
        return Q(**{f"{self.field_path}__{EMPTY}": self.empty == "True"}) if self.empty else Q()

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        """Yield the usual answers, and the days that were typed; note what else is asked of the list."""
        self.others = [(name, value) for name, value in changelist.params.items() if name not in self.names]
        asked = {name: value for name, value in changelist.params.items() if name in self.names and value}
        links = [(title, self._asking(answer)) for title, answer in self._usual(tokyo_day(timezone.now()))]
        if asked and asked not in [answer for _title, answer in links]:
            links.append((self._said(), asked))
        for title, answer in links:
            query = changelist.get_query_string(answer, remove=[name for name in self.names if name not in answer])
            yield {"selected": asked == answer, "query_string": query, "display": title}

    def _asking(self, answer: Mapping[str, str]) -> dict[str, str]:
        return {f"{self.field_path}__{name}": value for name, value in answer.items()}

    def _usual(self, today: date) -> Iterator[tuple[str, dict[str, str]]]:
        month = (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        ranges = (
            (_("Today"), today, today),
            (_("Past 7 days"), today - timedelta(days=7), today),
            (_("This month"), today.replace(day=1), month),
            (_("This year"), today.replace(month=1, day=1), today.replace(month=12, day=31)),
        )
        yield _("All days"), {}
        yield from ((title, {FROM: table_day(first), UNTIL: table_day(last)}) for title, first, last in ranges)
        if self.field.null:
            yield from ((_("No date"), {EMPTY: "True"}), (_("Has date"), {EMPTY: "False"}))

    def _said(self) -> str:
        if self.form.days is None:
            return _("not clear which days")
        first, last = (long_day(day) for day in self.form.days)
        return f"{first} – {last}".strip()


def parameters(field: models.DateField, path: str) -> tuple[str, ...]:
    """Return by which names of an address the days of a field are asked."""
    return (f"{path}__{FROM}", f"{path}__{UNTIL}", *((f"{path}__{EMPTY}",) if field.null else ()))


def between(path: str, first: date | None, last: date | None, *, are_instants: bool) -> Q:
    """Return the condition for the days from the first to the last one; days are Tokyo's."""
    found = Q()
    if first is not None:
        found &= Q(**{f"{path}__gte": datetime.combine(first, time.min, TOKYO) if are_instants else first})
    if last is not None:
        end = last + timedelta(days=1)
        found &= Q(**{f"{path}__lt": datetime.combine(end, time.min, TOKYO) if are_instants else end})
    return found


FieldListFilter.register(lambda field: isinstance(field, models.DateField), DaysFilter, take_priority=True)
