"""What does a look at one part of the portal say?"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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
    `links`: the records that are wanting or wait, each as (name in the text, address), where one list does not do.
    """

    code: str
    title: str
    text: str
    severity: Severity = Severity.GOOD
    url: str = ""
    links: Sequence[tuple[str, str]] = ()
    is_missing: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be done."""
        return self.severity is Severity.GOOD

    @property
    def tone(self) -> str:
        """Return the colour's meaning."""
        return TONES[self.severity]

    @property
    def linked(self) -> SafeString:
        """Return the text, in which each record that has one leads to its page."""
        pages = dict(self.links)
        longest_first = "|".join(re.escape(name) for name in sorted(pages, key=len, reverse=True))
        parts = re.split(f"({longest_first})", self.text) if pages else [self.text]
        return format_html_join("", "{}", ((_led(part, pages.get(part)),) for part in parts))


def _led(part: str, url: str | None) -> str:
    return part if url is None else format_html('<a href="{}">{}</a>', url, part)


type Look = Callable[[datetime], Iterator[Check]]


def graded(is_good: bool, otherwise: Severity = Severity.ERROR) -> Severity:
    """Return GOOD, or how bad it is when it is not."""
    return Severity.GOOD if is_good else otherwise
