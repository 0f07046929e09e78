"""What can reading a text come to?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import TOKYO, long_day, long_instant, table_day, table_instant, tokyo_day

_SHOWN = 40
_NAMED = 4


class Towards(Enum):
    """Which way the field looks: what was received lies behind, a limit lies ahead."""

    PAST = "past"
    FUTURE = "future"
    EITHER = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """When and for what it was written: the moment of typing, None where nobody knows it (a file of old days).

    `serials` reads the day numbers of spreadsheets (46328), which only files hold.
    """

    at: datetime | None = None
    towards: Towards = Towards.EITHER
    serials: bool = False

    @property
    def today(self) -> date | None:
        """Return the Tokyo day of writing."""
        return tokyo_day(self.at) if self.at else None


@dataclass(frozen=True, slots=True)
class Read[T]:
    """What was read, and in words what had to be assumed for it; empty where nothing had."""

    value: T
    said: str = ""


@dataclass(frozen=True, slots=True)
class Doubt[T]:
    """The possible readings, the likeliest first, and the question in words, with how to write it."""

    readings: tuple[T, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Why it cannot be read, in words."""

    text: str


type Reading[T] = Read[T] | Doubt[T] | Unread


def short(text: str) -> str:
    """Return as much of what was written as a sentence holds."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def in_words(value: date) -> str:
    """Return a day or an instant as running text writes it."""
    return long_instant(value) if isinstance(value, datetime) else long_day(value)


def as_example(value: date) -> str:
    """Return a day or an instant in the form that is always understood."""
    return table_instant(value) if isinstance(value, datetime) else table_day(value)


def asked[T: date](text: str, readings: tuple[T, ...], why: str = "") -> Doubt[T]:
    """Return the doubt whether this or that day or instant is meant."""
    named = _(" or ").join(in_words(reading) for reading in readings[:_NAMED])
    words = {"text": short(text), "readings": named, "example": as_example(readings[0])}
    question = _("Is “%(text)s” %(readings)s? Write it like %(example)s.") % words
    return Doubt(readings, f"{why} {question}".strip())


def in_tokyo(day: date, hour: int, minute: int, second: int) -> datetime:
    """Return the instant of a Tokyo wall time."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=TOKYO)
