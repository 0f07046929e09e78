"""Who is told by mail of what is done to many records at once? The app of the mails says in which ways it can."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from privacyportal.backoffice.labels import Text


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One way: its code, its name, and within what (called with the moment) the deeds are done."""

    code: str
    label: Text
    within: Callable[[datetime], AbstractContextManager[None]]


_ways: dict[str, Notice] = {}


def add(*ways: Notice) -> None:
    """Offer ways from now on; the first of all is what a form opens with."""
    _ways.update({way.code: way for way in ways})


def every() -> list[Notice]:
    """Return the ways, in the order in which they were added."""
    return list(_ways.values())


def named(code: str) -> Notice:
    """Return one way.

    :raises KeyError: when nobody added it.
    """
    return _ways[code]
