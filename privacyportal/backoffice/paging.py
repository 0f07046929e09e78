"""How is one page of a long list read without working out for every row what only the shown rows need?"""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

# So many rows a person may page through of what a search found.
MOST = 250


class KeysFirst(Paginator):
    """Finds the keys of a page by what the list is ordered by alone, and the rows' other columns for those keys.

    Both in one statement. Made for lists whose columns are worked out by subqueries.
    """

    def page(self, number: int | str) -> "Page[Any]":
        """Return the page, its rows as a queryset in the list's order.

        :raises InvalidPage: for a page that is not there.
        """
        page = super().page(number)
        if isinstance(self.object_list, QuerySet) and isinstance(page.object_list, QuerySet):
            page.object_list = self.object_list.filter(pk__in=page.object_list.values("pk"))
        return page


class Bounded(Paginator):
    """Counts no further than a person pages: to count all that hold a common word costs more than to read the page."""

    is_bounded = False
    most = MOST

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, `most` where there are more; then `is_bounded` is set."""
        if not isinstance(self.object_list, QuerySet):
            return len(self.object_list)
        found = self.object_list.order_by().values("pk")[: self.most + 1].count()
        self.is_bounded = found > self.most
        return min(found, self.most)


class BoundedKeysFirst(Bounded, KeysFirst):
    """Both."""
