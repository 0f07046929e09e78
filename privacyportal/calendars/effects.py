"""What would a version change beyond the calendar? Asked of those who count on calendars, without knowing them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.calendars.models import CalendarVersion


@dataclass(frozen=True)
class Effect:
    """How many deadlines would move later or earlier, and how many promised dates stay although days around change."""

    later: int = 0
    earlier: int = 0
    fixed: int = 0

    def counts(self) -> dict[str, int]:
        """The numbers by name."""
        return asdict(self)

    @property
    def text(self) -> str:
        """The numbers in words."""
        return (
            _("%(later)d deadlines move later, %(earlier)d earlier; %(fixed)d promised or agreed dates stay")
            % self.counts()
        )


type Measure = Callable[[CalendarVersion], Effect]
type Show = Callable[[HttpRequest, CalendarVersion], Panel]

type Name = Callable[[Viewer, CalendarVersion], list[str]]


@dataclass(frozen=True)
class Watcher:
    """Something that counts on calendars: what a draft would change for it, in numbers, as a tab, and line by line."""

    measure: Measure
    show: Show
    name: Name


_watchers: list[Watcher] = []


def register(watcher: Watcher) -> None:
    """Let something that counts on calendars say what a draft would change."""
    _watchers.append(watcher)


def measure(version: CalendarVersion) -> Effect:
    """The effect of putting a draft in force, over everything that counts on it."""
    measured = [watcher.measure(version) for watcher in _watchers]
    return Effect(
        later=sum(effect.later for effect in measured),
        earlier=sum(effect.earlier for effect in measured),
        fixed=sum(effect.fixed for effect in measured),
    )


def panels(request: HttpRequest, version: CalendarVersion) -> list[Panel]:
    """The tabs that show the effect of a draft."""
    return [watcher.show(request, version) for watcher in _watchers]


def lines(viewer: Viewer, version: CalendarVersion) -> list[str]:
    """What a draft would move, each in one line, of what a person may see; the first of many."""
    return [line for watcher in _watchers for line in watcher.name(viewer, version)]
