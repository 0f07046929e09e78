"""What does a look at one part of the portal say?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TONES = {"good": "done", "warning": "due", "error": "late"}


class Severity(StrEnum):
    """How bad it is: in order, somebody should look, or something does not work."""

    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that has to be in order: a code for programs, how it is in words, and where it is put right.

    `is_missing`: there has never been one, though nothing is wrong yet; a new portal lists it among what is to be done.
    """

    code: str
    title: str
    text: str
    severity: Severity = Severity.GOOD
    url: str = ""
    is_missing: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be done."""
        return self.severity is Severity.GOOD

    @property
    def tone(self) -> str:
        """Return the colour's meaning."""
        return TONES[self.severity]


type Look = Callable[[datetime], Iterator[Check]]


def graded(is_good: bool, otherwise: Severity = Severity.ERROR) -> Severity:
    """Return GOOD, or how bad it is when it is not."""
    return Severity.GOOD if is_good else otherwise
