"""What do the floors above add to every list: other pages, filters, something below it?"""

from collections.abc import Sequence

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.urls import URLPattern
from unfold.admin import ModelAdmin


class ListAddition:
    """One addition to every list; `template` is shown below it, with what `context` returns."""

    template: str = ""

    def urls(self, screen: ModelAdmin) -> list[URLPattern]:
        """Return further pages of a list."""
        return []

    def context(self, screen: ModelAdmin, request: HttpRequest) -> dict[str, object]:
        """Return what the template shows."""
        return {}

    def filters(self, screen: ModelAdmin, request: HttpRequest) -> Sequence[type[SimpleListFilter]]:
        """Return further filters of a list."""
        return ()


_additions: list[ListAddition] = []


def add(addition: ListAddition) -> None:
    """Add something to every list from now on; an app does so in its `list_additions.py`."""
    _additions.append(addition)


def every() -> Sequence[ListAddition]:
    """Return what was added, in the order of the apps."""
    return tuple(_additions)


def context(screen: ModelAdmin, request: HttpRequest) -> dict[str, object]:
    """Return what all additions show below a list."""
    shown: dict[str, object] = {"list_additions": [addition.template for addition in _additions if addition.template]}
    for addition in _additions:
        shown |= addition.context(screen, request)
    return shown
