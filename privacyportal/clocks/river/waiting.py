"""What of reminders that waited for the mail server is overtaken, and when may the others leave?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from privacyportal.calendars.errors import NoCalendar
from privacyportal.clocks.models import Notice
from privacyportal.clocks.plan import Reason
from privacyportal.clocks.river.dispatching import DEADLINE, notice_of
from privacyportal.clocks.river.people import Directory
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Hold, Status

OVERTAKEN = f"clocks.{Reason.LATER_STEP}"
# Its reader has it, or will have it without anybody's doing.
TOLD = (Status.HELD, Status.WAITING, Status.SENDING, Status.SENT, Status.COLLECTED)


def overtaken(messages: Sequence[Message], notices: Mapping[int, Notice]) -> set[int]:
    """Return the keys of those whose reader is told of a later step of the same deadline: nobody hears twice of one.

    :param notices: the notices that the messages tell of, by their keys
    """
    if not messages:
        return set()
    about = {message.reference_id for message in messages}
    rows = Message.objects.filter(kind=DEADLINE, reference__in=about, status__in=TOLD).exclude(
        status=Status.HELD, hold=Hold.BRAKE
    )
    theirs = [row for row in rows if row.recipient_id in {message.recipient_id for message in messages}]
    known = {**Notice.objects.in_bulk({notice_of(row) for row in theirs} - notices.keys()), **notices}
    newest: dict[tuple[int | None, int, int], tuple[datetime, int]] = {}
    for row in sorted(theirs, key=lambda row: _place(known[notice_of(row)])):
        newest[_told(row, known[notice_of(row)])] = _place(known[notice_of(row)])
    return {
        message.pk
        for message in messages
        if (told := newest.get(_told(message, notice := notices[notice_of(message)]))) and _place(notice) < told
    }


def _place(notice: Notice) -> tuple[datetime, int]:
    return notice.fire_at, notice.pk


def _told(message: Message, notice: Notice) -> tuple[int | None, int, int]:
    """Who is told of which deadline, as it stood."""
    return message.recipient_id, notice.clock_id, notice.generation


def hours_of(messages: Sequence[Message], *, at: datetime) -> dict[int, datetime]:
    """When each may leave: within its reader's hours, as if it fell due now; nothing where hours are unknown."""
    directory, found = Directory(at), {}
    for message in messages:
        if message.recipient is None or message.at_once:
            continue
        try:
            level = str(message.facts["level"])
            found[message.pk] = directory.release_at(message.recipient, level, at=at, at_once=False)
        except NoCalendar:
            continue
    return found
