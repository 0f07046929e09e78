"""How does a message come into the outbox?"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from privacyportal.audit.actors import Actor
from privacyportal.backoffice import waking
from privacyportal.notifications.models import Message, staff_key
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import Status
from privacyportal.references.models import Reference

BATCH = 500
_silence: ContextVar[tuple[str, str]] = ContextVar("silence", default=("", ""))


@contextmanager
def silence(reason: str, *, status: Status = Status.SUPPRESSED) -> Iterator[None]:
    """Keep what is queued meanwhile as not sent, or another end, for a reason: entering the past tells nobody."""
    token = _silence.set((str(status), reason))
    try:
        yield
    finally:
        _silence.reset(token)


def queue(
    *,
    kind: str,
    key: str,
    recipients: Iterable[AbstractBaseUser],
    reference: Reference | None = None,
    facts: Mapping[str, object] | None = None,
    by: Actor,
    at: datetime,
) -> list[Message]:
    """Put one message per person into the outbox, in the caller's transaction; the doer of a deed is not told of it.

    A message with the same key for the same person is there already and stays as it is.

    :raises KeyError: when nobody registered `kind`.
    :raises NotDeclared: when the kind is not for staff, or the facts are not those it declares.
    """
    doer = by.account.pk if by.account else None
    people = {person.pk: person for person in recipients if person.is_active and person.pk != doer}
    messages = [
        Message(
            kind=kind,
            key=key,
            recipient_id=pk,
            reference=reference,
            facts=facts or {},
            queued_at=at,
        )
        for pk in people
    ]
    return queue_many(messages)


def queue_many(messages: list[Message]) -> list[Message]:
    """Put prepared messages into the outbox with few statements and wake the delivery once.

    :raises KeyError: when nobody registered the kind of one.
    :raises NotDeclared: when a kind does not declare such a message for such an addressee.
    """
    status, reason = _silence.get()
    for message in messages:
        address(message)
        kind_of(message.kind).allow(message)
    for message in messages if reason else ():
        message.status, message.reason = status, reason
    if messages:
        Message.objects.bulk_create(messages, batch_size=BATCH, ignore_conflicts=True)
    if any(message.status == Status.WAITING for message in messages):
        wake()
    return messages


def address(message: Message) -> None:
    """Give a message to a member of staff its addressee's key."""
    if message.recipient_id is not None:
        message.addressee = staff_key(message.recipient_id)


def wake() -> None:
    """Ask a worker to deliver once this transaction is committed; if the broker is away, the next tick does it."""
    waking.wake("notifications.deliver", expires=60)
