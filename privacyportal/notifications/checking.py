"""Is a message still to be sent, asked just before it is?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from privacyportal.accounts.models import User
from privacyportal.notifications.addressees import addressee_of, is_concerned, resolve
from privacyportal.notifications.hours import decide_at
from privacyportal.notifications.models import DeadAddress, Message, digest_of
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import Reason
from privacyportal.references.models import Reference
from privacyportal.references.registry import can_view, visible_among

MAY_SEE, DEAD = "_may_see", "_dead"


def look_up(messages: Sequence[Message], people: dict[int, User], *, at: datetime) -> None:
    """Ask the database anew, with few queries, who the people are and what `why_not` and the contents will ask.

    Whose account was disabled a second ago gets nothing. What a person's roles allow stays with those in `people`, who
    are the people known to a run, which is short.

    :raises LookupError: when something of one of them cannot be found.
    """
    keys = {message.recipient_id for message in messages if message.recipient_id is not None}
    for key, person in User.objects.in_bulk(keys).items():
        people.setdefault(key, person).__dict__.update(person.__dict__)
    for message in messages:
        decide_at(message, at)
        if message.recipient_id is not None:
            message.recipient = people[message.recipient_id]
    prepare(messages)
    _find_dead(messages)


def _find_dead(messages: Sequence[Message]) -> None:
    """Look up which of these would go to addresses that mails came back from."""
    digests = {message.pk: digest_of(_mailbox(message)) for message in messages}
    dead = set(DeadAddress.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
    for message in messages:
        message.__dict__[DEAD] = digests[message.pk] in dead


def _mailbox(message: Message) -> str:
    addressee = addressee_of(message)
    return (addressee.email or "") if addressee else ""


def is_dead(message: Message) -> bool:
    """Whether mails to the message's address came back."""
    if DEAD not in message.__dict__:
        _find_dead([message])
    return bool(message.__dict__[DEAD])


def prepare(messages: Sequence[Message]) -> None:
    """Look up with few queries what `why_not` and the mails' contents will ask of messages that leave in a moment."""
    by_kind: dict[str, list[Message]] = defaultdict(list)
    theirs: dict[User, list[Reference]] = defaultdict(list)
    resolve(messages)
    for message in messages:
        by_kind[message.kind].append(message)
        if message.reference and message.recipient is not None:
            theirs[message.recipient].append(message.reference)
    seen = visible_among(theirs)
    for message in messages:
        if message.reference and message.recipient is not None:
            message.__dict__[MAY_SEE] = message.reference_id in seen[message.recipient]
    for code, of_kind in by_kind.items():
        kind_of(code).prepare(of_kind)


def why_not(message: Message) -> str:
    """The code of the reason why a message is not to be sent any more; "" when it is."""
    return _why_not_to(message) or kind_of(message.kind).wanted(message)


def _why_not_to(message: Message) -> str:
    """Why the addressee gets nothing, whatever it says."""
    if message.recipient is None:
        return _why_not_outside(message)
    if not message.recipient.is_active:
        return Reason.RECIPIENT_INACTIVE
    return Reason.NOT_PERMITTED if message.reference and not _may_see(message, message.recipient) else ""


def _why_not_outside(message: Message) -> str:
    if addressee_of(message) is None:
        return Reason.UNLISTED
    is_told = message.reference is not None and is_concerned(message.addressee, message.reference)
    return "" if is_told else Reason.NOT_CONCERNED


def _may_see(message: Message, person: User) -> bool:
    known = message.__dict__.get(MAY_SEE)
    if known is None:
        return message.reference is not None and can_view(person, message.reference)
    return bool(known)
