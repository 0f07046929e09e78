"""How does a queued message reach the mail server exactly once, whatever breaks meanwhile?

Leased by a conditional update, checked again, composed, committed as `sending` when the
server waits for the text, then `sent`. What a killed process leaves behind is taken up
again (lease expired) or shown as unknown (`sending` expired); nothing is sent twice.
"""

import logging
import smtplib
import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from privacyportal.accounts.models import User
from privacyportal.notifications.addressees import addressee_of
from privacyportal.notifications.checking import prepare, why_not
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.services import wake
from privacyportal.notifications.smtp import HandoverUnknown, Line
from privacyportal.notifications.states import TRANSITIONS, Reason, Status
from privacyportal.notifications.stopping import is_stopping
from privacyportal.notifications.wire import Mail

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.PORTAL_MAIL_LEASE_SECONDS)
BATCH = 20
# One run leaves the worker to the sweep now and then, and ends well within a container's grace period.
RUN = timedelta(seconds=20)
# What was looked up for a batch is asked anew if the mail server is slow: a deadline may be met meanwhile.
FRESH = timedelta(seconds=2)
# After each failed attempt the wait grows; the list's end is where the message is given up.
# The first waits are short so that a fault of the mail server is made up for within two minutes of its end.
WAITS = [timedelta(seconds=s) for s in (30, *[60] * 12, 300, 600, 1800, *[3600] * 3, 7200, 14400)]
SERVER_AWAY = timedelta(seconds=15)
PERMANENT = 500
COMMIT_TRIES = 5
AWAY = "mail server away"

type Now = Callable[[], datetime]


class LostLease(Exception):
    """Another process has taken the message over."""


@dataclass
class Report:
    """How many messages ended how in one run."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def server_away(self) -> bool:
        """Whether the run ended because the mail server could not be reached."""
        return AWAY in self.counts

    def count(self, outcome: str) -> None:
        """Add one message with that outcome."""
        self.counts[outcome] = self.counts.get(outcome, 0) + 1


def deliver(*, now: Now) -> Report:
    """Send what is ready over one connection for a while; `now` tells the time at each step.

    When the time is up or the worker is asked to stop, what is left goes back and another run is asked for.
    """
    report, until = Report(), now() + RUN
    people: dict[int, User | None] = {}
    settle_abandoned(at=now())
    with Line() as line:
        while not _is_over(until, now) and (batch := lease(at=now())):
            for message in batch:
                # What a person's roles allow is asked once a run, which is short.
                if message.recipient_id is not None:
                    message.recipient = people.setdefault(message.recipient_id, message.recipient)
            _deliver_batch(deque(batch), line, now, until, report)
            if report.server_away:
                return report
    if _is_over(until, now):
        wake()
    return report


def _is_over(until: datetime, now: Now) -> bool:
    return is_stopping() or now() >= until


def _deliver_batch(left: deque[Message], line: Line, now: Now, until: datetime, report: Report) -> None:
    asked_at = None
    while left and not _is_over(until, now) and not report.server_away:
        if asked_at is None or now() - asked_at > FRESH:
            _prepare(left)
            asked_at = now()
        report.count(_deliver_one(left.popleft(), line, now))
    if left:
        mine = Message.objects.filter(lease_token=left[0].lease_token, status=Status.WAITING)
        mine.filter(pk__in=[message.pk for message in left]).update(lease_until=None, lease_token=None)


def _prepare(messages: Sequence[Message]) -> None:
    try:
        prepare(messages)
    except LookupError:
        # One of them cannot be looked up: each is asked by itself, and the faulty one fails by itself.
        logger.exception("A batch of messages could not be looked up together")


def settle_abandoned(*, at: datetime) -> int:
    """Mark as unknown what a dead process was handing over; return how many."""
    return Message.objects.abandoned(at).update(status=Status.UNKNOWN, reason=Reason.SENDER_DIED)


def lease(*, at: datetime, size: int = BATCH) -> list[Message]:
    """Take up to `size` ready messages into this process's hands until `at` + LEASE."""
    token = uuid.uuid4()
    ready = Message.objects.ready(at).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        ready = ready.select_for_update(skip_locked=True)
    with transaction.atomic():
        keys = list(ready.values_list("pk", flat=True)[:size])
        Message.objects.ready(at).filter(pk__in=keys).update(lease_until=at + LEASE, lease_token=token)
    leased = Message.objects.filter(lease_token=token, status=Status.WAITING)
    return list(leased.select_related("recipient", "reference").order_by("id"))


def _deliver_one(message: Message, line: Line, now: Now) -> str:
    try:
        return _attempt(message, line, now)
    except LostLease:
        return "taken over"
    except (OperationalError, InterfaceError):
        raise  # without a database nothing can be recorded; the lease expires and the next run takes over
    except Exception as error:
        # The one boundary per message: a fault in one must not stop the others.
        logger.exception("Message %s could not be prepared", message.pk)
        return _end(message, "fail", reason=Reason.NOT_PREPARED, error=f"{type(error).__name__}: {error}")


def _attempt(message: Message, line: Line, now: Now) -> str:
    unwanted = why_not(message)
    if unwanted:
        return _drop(message, unwanted)
    addressee = addressee_of(message)
    if addressee is None or not addressee.email:
        return _end(message, "fail", reason=Reason.NO_ADDRESS)
    email = compose(message)
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as error:
        _postpone(message, SERVER_AWAY, now(), str(error))
        return AWAY
    return _hand_over(message, email, line, now)


@transaction.atomic
def _drop(message: Message, reason: str) -> str:
    outcome = _end(message, "suppress", reason=reason)
    kind_of(message.kind).unsent(message, reason)
    return outcome


def _hand_over(message: Message, email: Mail, line: Line, now: Now) -> str:
    try:
        line.send(email, before_text=lambda: _mark_sending(message, email, now()))
    except smtplib.SMTPResponseException as error:
        return _answered(message, error, now())
    except HandoverUnknown as error:
        return _end(message, "lose", reason=Reason.NO_ANSWER, error=str(error))
    except OSError as error:
        return _retry(message, str(error), now())
    return _surely(lambda: _end(message, "accept", sent_at=now(), error="", attempts=message.attempts + 1))


def _mark_sending(message: Message, email: Mail, at: datetime) -> None:
    name, mailbox = email.recipient
    _end(
        message,
        "transmit",
        lease_until=at + LEASE,
        message_id=email.extra_headers["Message-ID"],
        to_name="" if message.recipient_id is not None else name,
        to_address=mailbox,
        subject=email.subject,
        body=email.body,
    )


def _answered(message: Message, error: smtplib.SMTPResponseException, at: datetime) -> str:
    text = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
    answer = f"{error.smtp_code} {text}"
    if error.smtp_code >= PERMANENT:
        return _end(message, "fail", reason=Reason.REFUSED, error=answer)
    return _retry(message, answer, at)


def _retry(message: Message, error: str, at: datetime) -> str:
    attempts = message.attempts + 1
    if attempts > len(WAITS):
        return _end(message, "fail", reason=Reason.GIVEN_UP, error=error, attempts=attempts)
    return _postpone(message, WAITS[attempts - 1], at, error, attempts=attempts)


def _postpone(message: Message, wait: timedelta, at: datetime, error: str, **values: object) -> str:
    return _end(message, "retry", next_attempt_at=at + wait, lease_until=None, lease_token=None, error=error, **values)


def _end(message: Message, move: str, **values: object) -> str:
    """Move a message that is still in this process's hands.

    :raises LostLease: when another process has it.
    """
    before, after = TRANSITIONS[move]
    mine = Message.objects.filter(pk=message.pk, lease_token=message.lease_token, status__in=before)
    if not mine.update(status=after, **values):
        raise LostLease(message.key)
    message.status = after
    return str(after)


def _surely(record: Callable[[], str]) -> str:
    """Record what the mail server accepted, over a new database connection if the old one broke."""
    for attempt in range(COMMIT_TRIES):
        try:
            return record()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or attempt == COMMIT_TRIES - 1:
                raise
            connection.close()
            time.sleep(0.2 * 2**attempt)
    raise AssertionError("unreachable")
