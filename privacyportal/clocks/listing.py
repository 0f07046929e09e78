"""How do many open clocks read in one list: which records are they about, how far is each limit?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from privacyportal.calendars.hours import OpenHours
from privacyportal.clocks.display import bracket, limit_text, of_clock
from privacyportal.clocks.models import Clock
from privacyportal.clocks.refreshing import loaded
from privacyportal.clocks.registry import ask_of, subject_of
from privacyportal.notifications.registry import Item
from privacyportal.references.registry import url_for


def records_of(clocks: Iterable[Clock]) -> dict[int, Any]:
    """Return the records of clocks by the key of their reference, with the people around them; a query a kind."""
    references = {clock.reference_id: clock.reference for clock in clocks}
    return {record.reference_id: record for _subject, records in loaded(references.values()) for record in records}


def titled(clocks: list[Clock]) -> list[tuple[Clock, str]]:
    """Return each clock with what may follow its number: no personal data. A clock without a record is left out."""
    records = records_of(clocks)
    return [
        (clock, subject_of(clock.reference.prefix).title(records[clock.reference_id]))
        for clock in clocks
        if clock.reference_id in records
    ]


def item_of(clock: Clock, title: str, *, at: datetime, hours: OpenHours) -> Item:
    """Return a running clock as one matter of a mail."""
    return Item(
        bracket=bracket(due_at=clock.due_at, at=at, hours=hours),
        ask=ask_of(clock.duty),
        record=f"{clock.reference.number} {title}".strip(),
        limit=limit_text(clock.due_at),
        url=url_for(clock.reference),
        tone=of_clock(clock, at, hours).tone,
    )
