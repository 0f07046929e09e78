"""Who can be written to, where are they on file, and which records concern them?

Rooms name their sources: whose contact is kept where, and which records a person or firm outside may hear of. An
addressee is resolved again when the message leaves; who is no longer on file, or no longer concerned, gets nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from privacyportal.accounts.models import User
from privacyportal.notifications.models import Message, staff_key
from privacyportal.notifications.states import AddresseeKind, Channel
from privacyportal.notifications.telling import NotDeclared
from privacyportal.references.models import Reference

FOUND = "_addressee"


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Somebody a message goes to; `key` is the same for the same one for ever (`vendor:12`).

    `email` and `postal` are where they are reached now; a source that does not keep one leaves it None, and what was
    given with the message stays.
    """

    kind: AddresseeKind
    key: str
    name: str
    email: str | None = None
    postal: str | None = None
    language: str = "ja"

    @property
    def salutation(self) -> str:
        """Return how a mail or letter begins: an office is addressed otherwise than a person."""
        if self.kind is AddresseeKind.BODY:
            return _("To %(office)s") % {"office": self.name}
        return _("Dear %(name)s,") % {"name": self.name}


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where addressees of one kind are on file; `find` reads the addressees with these rows' keys, as they are now."""

    code: str
    kind: AddresseeKind
    find: Callable[[Sequence[int]], Iterable[Addressee]]

    def key(self, pk: int) -> str:
        """Return the addressee's key for a row."""
        return f"{self.code}:{pk}"


@dataclass(frozen=True, kw_only=True)
class Concern:
    """That records of one kind concern addressees of one source: which, and whom else they name.

    `others` gives the names of persons around the record that a message to this addressee must not hold.
    """

    prefix: str
    source: str
    holds: Callable[[int, Reference], bool]
    others: Callable[[int, Reference], Iterable[str]]


_sources: dict[str, Source] = {}
_concerns: dict[tuple[str, str], Concern] = {}


def register_source(*sources: Source) -> None:
    """Name where addressees are on file; called from an app's `mails.py`."""
    _sources.update({source.code: source for source in sources})


def register_concern(*concerns: Concern) -> None:
    """Name which records may be spoken of to the addressees of a source; without one, none may."""
    _concerns.update({(concern.source, concern.prefix): concern for concern in concerns})


def sources() -> list[Source]:
    """Every source, in the order of their codes."""
    return [source for _code, source in sorted(_sources.items())]


def concerns() -> list[Concern]:
    """Every concern, in the order of source and prefix."""
    return [concern for _key, concern in sorted(_concerns.items())]


def concern_of(addressee: str, reference: Reference) -> tuple[Concern, int]:
    """The concern between an addressee and a record's kind, and the addressee's row.

    :raises NotDeclared: when records of this kind are not spoken of to such addressees.
    """
    code, _colon, pk = addressee.rpartition(":")
    if (code, reference.prefix) not in _concerns:
        raise NotDeclared(f"{reference.prefix} is not spoken of to {code}")
    return _concerns[code, reference.prefix], int(pk)


def is_concerned(addressee: str, reference: Reference) -> bool:
    """Whether the record concerns the addressee now."""
    concern, pk = concern_of(addressee, reference)
    return concern.holds(pk, reference)


def names_of_others(addressee: str, reference: Reference) -> list[str]:
    """The names around the record that this addressee must not read."""
    concern, pk = concern_of(addressee, reference)
    return [name for name in concern.others(pk, reference) if name]


def find(keys: Iterable[str]) -> dict[str, Addressee]:
    """Return the addressees outside with these keys as they are on file now; who is gone is wanting."""
    by_source: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        code, _colon, pk = key.rpartition(":")
        by_source[code].append(int(pk))
    known = ((code, pks) for code, pks in by_source.items() if code in _sources)
    return {found.key: found for code, pks in known for found in _sources[code].find(pks)}


def of_staff(person: User) -> Addressee:
    """A member of staff as an addressee."""
    return Addressee(
        kind=AddresseeKind.STAFF,
        key=staff_key(person.pk),
        name=str(person),
        email=person.email,
        language=person.language,
    )


def resolve(messages: Iterable[Message]) -> None:
    """Look up once to whom these messages go now."""
    outside = [message for message in messages if message.recipient_id is None]
    found = find({message.addressee for message in outside})
    for message in outside:
        message.__dict__[FOUND] = found.get(message.addressee)


def addressee_of(message: Message) -> Addressee | None:
    """To whom a message goes, as on file now; None where nobody is on file any more.

    What a source does not keep is what was given with the message.
    """
    if message.recipient is not None:
        return of_staff(message.recipient)
    if FOUND not in message.__dict__:
        resolve([message])
    found: Addressee | None = message.__dict__[FOUND]
    return with_given(found, message) if found else None


def with_given(found: Addressee, message: Message) -> Addressee:
    """The addressee, with what was given where the source keeps nothing."""
    email = message.to_address if found.email is None else found.email
    postal = message.to_postal if found.postal is None else found.postal
    return replace(found, email=email, postal=postal)


def address_for(addressee: Addressee, channel: Channel) -> str:
    """Where the addressee is reached by a channel; "" where nothing is on file."""
    return (addressee.email if channel is Channel.MAIL else addressee.postal) or ""
