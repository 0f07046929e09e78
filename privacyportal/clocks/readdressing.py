"""Is a prepared reminder still addressed to whom it concerns? Asked again of what had to wait (E2).

Who is no longer meant, has left, or may no longer see the record gets nothing: the notice is pending again, and the
next dispatch finds who is meant now. Nobody is told twice, for a message is unique by its notice and person.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from privacyportal.accounts.models import User
from privacyportal.clocks.dispatching import DEADLINE, HANDED_OVER, TAKEN_BACK, Chunk, safely
from privacyportal.clocks.listing import records_of
from privacyportal.clocks.models import Notice
from privacyportal.clocks.people import Directory
from privacyportal.clocks.states import Outcome
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Hold, Status


@transaction.atomic
def readdress(*, at: datetime) -> int:
    """Take back what an earlier sweep prepared, may leave now, and is no longer for its recipient; return how many."""
    ready = Message.objects.filter(kind=DEADLINE, status=Status.HELD, release_at__lte=at, queued_at__lt=at)
    ready = ready.filter(hold__in=[Hold.HOUR, Hold.RELEASED]).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        ready = ready.select_for_update(skip_locked=True)
    messages = list(ready)
    notices = Notice.objects.select_related("clock__reference").in_bulk(map(notice_of, messages)) if messages else {}
    wrong = misaddressed(messages, notices, at=at)
    Message.objects.filter(pk__in=[message.pk for message in wrong]).update(
        status=Status.SUPPRESSED, reason=HANDED_OVER
    )
    look_again(map(notice_of, wrong))
    return len(wrong)


def misaddressed(messages: Sequence[Message], notices: dict[int, Notice], *, at: datetime) -> list[Message]:
    """Those whose recipient holds the role around the record no longer, or may no longer see it.

    Where that cannot be found out the message stays as it is.
    """
    if not messages:
        return []
    chunk = Chunk(at, Directory(at), records_of(notice.clock for notice in notices.values()))
    for notice in notices.values():
        safely(notice, chunk.expect, transaction.atomic)
    chunk.directory.look_up()
    meant = {key: safely(notice, chunk.people, transaction.atomic) for key, notice in notices.items()}
    return [message for message in messages if not _is_meant(message, meant[notice_of(message)])]


def _is_meant(message: Message, people: Sequence[User] | None) -> bool:
    return people is None or message.recipient_id in {person.pk for person in people}


def unsent(message: Message, reason: str) -> None:
    """Look for somebody else to tell where a reminder was not sent because of its recipient."""
    if reason in TAKEN_BACK:
        look_again([notice_of(message)])


def look_again(notices: Iterable[int]) -> None:
    """Let the next dispatch find the people for these notices anew."""
    Notice.objects.filter(pk__in=list(notices), outcome=Outcome.QUEUED).update(outcome=Outcome.PENDING)


def notice_of(message: Message) -> int:
    """The key of the notice that a reminder tells of."""
    key: int = message.facts["notice"]
    return key
