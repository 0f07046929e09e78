"""At which moment is a message decided upon, has it waited longer than it should, and may it leave at that hour?"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from privacyportal.calendars.arithmetic import next_open
from privacyportal.calendars.errors import NoCalendar
from privacyportal.calendars.loading import open_hours

if TYPE_CHECKING:
    from privacyportal.notifications.models import Message

DESK = "DESK"
MOMENT = "_moment"
# What leaves later than this after it was let go is decided upon anew: to whom, at which hour, with what else.
WAITED = timedelta(minutes=2)


def decide_at(message: "Message", at: datetime) -> None:
    """Note the moment for which a message is looked up, decided upon and written."""
    message.__dict__[MOMENT] = at


def moment_of(message: "Message") -> datetime:
    """The moment for which a message is decided upon; never before it was queued (a sweep run by hand for later)."""
    noted: datetime = message.__dict__.get(MOMENT) or timezone.now()
    return max(noted, message.queued_at)


def has_waited(message: "Message") -> bool:
    """Whether it leaves later than it should: the mail server was away, the worker, or its turn did not come."""
    ready_at = max(message.queued_at, message.release_at or message.queued_at)
    return message.next_attempt_at is not None or moment_of(message) - ready_at > WAITED


def in_desk_hours(message: "Message") -> datetime | None:
    """The next moment at which the desk is open: a weekly mail that waited past closing time leaves in the morning."""
    try:
        return next_open(open_hours(DESK), moment_of(message))
    except NoCalendar:
        return None
