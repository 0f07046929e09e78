"""In whose hands is a message, and what became of it? Every move is a conditional update, committed at once."""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q

from privacyportal.backups.models import is_held
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import TRANSITIONS, Reason, Status
from privacyportal.notifications.wire import Mail

LEASE = timedelta(seconds=settings.PORTAL_MAIL_LEASE_SECONDS)
BATCH = 100
PAUSES = (0.2, 0.4, 0.8, 1.6)
# One statement, one commit: that the mail before was accepted, and that the next one's text may go. So a killed process
# leaves one mail at most of which nobody knows (docs/decisions). The keys stand by themselves as well: else PostgreSQL
# may look for the two among all that wait.
NEXT = "id = %(next)s AND status = 'waiting' AND lease_token = %(token)s"
LAST = "id = %(last)s AND status IN ('sending', 'unknown') AND lease_token = %(last_token)s"
HAND_OVER = f"""
UPDATE notifications_message SET
    status = CASE status WHEN 'waiting' THEN 'sending' ELSE 'sent' END,
    lease_until = CASE status WHEN 'waiting' THEN %(until)s ELSE lease_until END,
    message_id = CASE status WHEN 'waiting' THEN %(message_id)s ELSE message_id END,
    to_name = CASE status WHEN 'waiting' THEN %(to_name)s ELSE to_name END,
    to_address = CASE status WHEN 'waiting' THEN %(to_address)s ELSE to_address END,
    subject = CASE status WHEN 'waiting' THEN %(subject)s ELSE subject END,
    body = CASE status WHEN 'waiting' THEN %(body)s ELSE body END,
    sent_at = CASE status WHEN 'waiting' THEN sent_at ELSE %(at)s END,
    reason = CASE status WHEN 'waiting' THEN reason ELSE '' END,
    error = CASE status WHEN 'waiting' THEN error ELSE '' END,
    attempts = CASE status WHEN 'waiting' THEN attempts ELSE attempts + 1 END
WHERE id IN (%(next)s, %(last)s) AND (({NEXT}) OR ({LAST}))
RETURNING id
"""  # noqa: S608  Made of this module's constants.

type Value = str | int | datetime | uuid.UUID | None


class LostLease(Exception):
    """Another process has taken the message over."""


def lease(*, at: datetime, size: int = BATCH) -> list[Message]:
    """Take up to `size` ready messages into this process's hands until `at` + LEASE.

    Those tried least often come first, and of them those never put off: whoever is slow to take mail, or refuses it,
    is served after all others. Of a restored portal nothing leaves before a person has released it.
    """
    if is_held():
        return []
    token = uuid.uuid4()
    ready = Message.objects.ready(at).order_by("attempts", F("next_attempt_at").asc(nulls_first=True), "id")
    if connection.features.has_select_for_update_skip_locked:
        ready = ready.select_for_update(skip_locked=True)
    with transaction.atomic():
        keys = list(ready.values_list("pk", flat=True)[:size])
        Message.objects.ready(at).filter(pk__in=keys).update(lease_until=at + LEASE, lease_token=token)
    if not keys:
        return []
    leased = Message.objects.filter(pk__in=keys, lease_token=token, status=Status.WAITING).select_related("reference")
    return list(leased.order_by("attempts", F("next_attempt_at").asc(nulls_first=True), "id"))


def settle_abandoned(*, at: datetime) -> int:
    """Mark as unknown what a dead process was handing over; return how many."""
    return Message.objects.abandoned(at).update(status=Status.UNKNOWN, reason=Reason.SENDER_DIED)


def hand_back(messages: Iterable[Message]) -> None:
    """Let go of messages that this process does not get to."""
    keys = {message.pk: message.lease_token for message in messages}
    mine = Message.objects.filter(pk__in=keys, lease_token__in=set(keys.values()), status=Status.WAITING)
    mine.update(lease_until=None, lease_token=None)


def put_off(message: Message, until: datetime) -> None:
    """Let all that waits for the same addressee, and is in no other process's hands, wait until a moment."""
    waiting = Message.objects.filter(addressee=message.addressee, status=Status.WAITING)
    free = Q(lease_token=None) | Q(lease_token=message.lease_token)
    sooner = Q(next_attempt_at=None) | Q(next_attempt_at__lt=until)
    waiting.filter(free, sooner).update(next_attempt_at=until, lease_until=None, lease_token=None)


def end(message: Message, move: str, **values: object) -> str:
    """Move a message that is still in this process's hands.

    :raises LostLease: when another process has it.
    """
    before, after = TRANSITIONS[move]
    mine = Message.objects.filter(pk=message.pk, lease_token=message.lease_token, status__in=before)
    if not mine.update(status=after, **values):
        raise LostLease(message.key)
    message.status = after
    return str(after)


def hand_over(message: Message, email: Mail, last: Message | None, *, at: datetime) -> set[int]:
    """Commit that a mail's text may go now, and with it that the one before was accepted; return the keys moved.

    What is not among them is in another process's hands.
    """
    name, mailbox = email.recipient
    values: dict[str, Value] = {
        "next": message.pk,
        "token": _token(message),
        "last": last.pk if last else None,
        "last_token": _token(last) if last else None,
        "until": connection.ops.adapt_datetimefield_value(at + LEASE),
        "at": connection.ops.adapt_datetimefield_value(at),
        "message_id": email.extra_headers["Message-ID"],
        "to_name": "" if message.recipient_id is not None else name,
        "to_address": mailbox,
        "subject": str(email.subject),
        "body": str(email.body),
    }
    moved = _moved(values)
    if message.pk in moved:
        message.status = Status.SENDING
    return moved


def _moved(values: Mapping[str, Value]) -> set[int]:
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(HAND_OVER, values)
            return {key for (key,) in cursor.fetchall()}
    connection.ensure_connection()
    # Read and planned once for all the mails of a connection: else that takes longer than the two rows themselves.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as prepared:
        return {key for (key,) in prepared.execute(HAND_OVER, values, prepare=True)}


def _token(message: Message) -> Value:
    token: Value = Message._meta.get_field("lease_token").get_db_prep_value(message.lease_token, connection)
    return token


def surely[Outcome](record: Callable[[], Outcome]) -> Outcome:
    """Record what the mail server said, over a new database connection if the old one broke."""
    for pause in PAUSES:
        try:
            return record()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    return record()
