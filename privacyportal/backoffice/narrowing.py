"""By what is a list narrowed, and which views of it are there to choose from?"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.querysets import VisibleQuerySet

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices


class Narrowing[R: VisibleQuerySet](SimpleListFilter):
    """A question that a list of rows `R` is asked: `options` are its answers, `narrowed` finds the rows of one."""

    parameter_name: str
    options: ClassVar[Iterable[tuple[str, Text]]] = ()

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, Text]]:
        """Return the answers to choose from."""
        return self.options

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> R:
        """Return the rows of the chosen answer; Django hands over those of the list, which are `R`."""
        return self.narrowed(cast("R", queryset), request)

    def narrowed(self, rows: R, request: HttpRequest) -> R:
        """Return those of the rows that the chosen answer (`value`) asks for."""
        raise NotImplementedError


class Views[R: VisibleQuerySet](Narrowing[R]):
    """The views of a list, one of which is always chosen: Django's own "All" is not among them."""

    def titles(self) -> Iterable[tuple[str, Text]]:
        """Return each view with what it is called now."""
        return self.lookup_choices

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        """Return the views to choose from."""
        for lookup, title in self.titles():
            query = changelist.get_query_string({self.parameter_name: lookup})
            yield {"selected": self.value() == lookup, "query_string": query, "display": title}
