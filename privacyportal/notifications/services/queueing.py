"""How does a message come into the outbox?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from privacyportal.audit.actors import Actor
from privacyportal.backoffice import waking
from privacyportal.notifications.models import Message, staff_key
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import AddresseeKind, Hold, Reason, Status
from privacyportal.references.models import Reference

BATCH = 500
type Treat = Callable[[Message], None]
# What becomes of each message that is queued, beside being stored.
_treat: ContextVar[Treat | None] = ContextVar("treat", default=None)


@contextmanager
def silence(reason: str, *, status: Status = Status.SUPPRESSED) -> Iterator[None]:
    """Keep what is queued meanwhile as not sent, or another end, for a reason: entering the past tells nobody."""

    def keep(message: Message) -> None:
        message.status, message.reason = str(status), reason

    with _treated(keep):
        yield


@contextmanager
def together(at: datetime) -> Iterator[None]:
    """Let what is queued for colleagues meanwhile leave with the next sweep, as one mail to each of them."""

    def hold(message: Message) -> None:
        if message.addressee_kind == AddresseeKind.STAFF:
            message.status, message.release_at, message.hold = Status.HELD, at, Hold.AGAIN

    with _treated(hold):
        yield


@contextmanager
def untold(at: datetime) -> Iterator[None]:
    """Keep what is queued for colleagues meanwhile as not sent; people outside are told."""

    def keep(message: Message) -> None:
        if message.addressee_kind == AddresseeKind.STAFF:
            message.status, message.reason = Status.SUPPRESSED, Reason.IN_BULK

    with _treated(keep):
        yield


@contextmanager
def _treated(treat: Treat) -> Iterator[None]:
    token = _treat.set(treat)
    try:
        yield
    finally:
        _treat.reset(token)


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
    treat = _treat.get()
    for message in messages:
        address(message)
        kind_of(message.kind).allow(message)
        if treat is not None:
            treat(message)
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
