"""The moments at which the outbox is emptied in tests, and how it stands afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta

from privacyportal.notifications.models import Message
from tests.factories.notifications import QUEUED_AT


def at(minutes: float = 0) -> Callable[[], datetime]:
    """The time some minutes after the messages were queued."""
    return lambda: QUEUED_AT + timedelta(minutes=minutes)


def states() -> set[tuple[str, int]]:
    """The status and number of attempts that messages have."""
    return set(Message.objects.values_list("status", "attempts"))
