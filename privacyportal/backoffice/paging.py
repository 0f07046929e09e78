"""How is one page of a long list read without working out for every row what only the shown rows need?"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


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
