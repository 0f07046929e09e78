"""How is one page of a long list read without working out for every row what only the shown rows need?"""

from typing import Any

from django.core.paginator import Page, Paginator


class KeysFirst(Paginator):
    """Finds the keys of a page by what the list is ordered by alone, and the rows' other columns for those keys.

    Both in one statement. Made for lists whose columns are worked out by subqueries.
    """

    def page(self, number: int | str) -> "Page[Any]":
        """Return the page, its rows as a queryset in the list's order.

        :raises InvalidPage: for a page that is not there.
        """
        page = super().page(number)
        rows: Any = self.object_list
        shown: Any = page.object_list
        page.object_list = rows.filter(pk__in=shown.values("pk"))
        return page
