"""Which kinds of mail are there, what does each say, and when is it no longer wanted?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from privacyportal.backoffice.labels import Text
from privacyportal.notifications.hours import in_desk_hours
from privacyportal.notifications.states import AddresseeKind, Channel
from privacyportal.notifications.telling import Fact, NotDeclared, Telling, check_facts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from privacyportal.accounts.models import User
    from privacyportal.notifications.models import Message


@dataclass(frozen=True, kw_only=True)
class Item:
    """One of several matters in one mail, worst first: how far its limit is, what to do, with what, by when, where.

    `record` is the number, with a title where that is no personal data; `url` is a path of the portal; `tone` (late,
    due, waiting, done, normal) colours the bracket, which says the same in words.
    """

    bracket: Text
    ask: Text
    record: Text = ""
    limit: Text = ""
    url: str = ""
    tone: str = "normal"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a mail; `kind` is its content type, `parameters` go with that, the name is plain ASCII.

    `content` is asked when the mail itself is written, not when it becomes one item of a collective mail.
    """

    name: str
    content: Callable[[], bytes]
    kind: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a mail says, before it is laid out.

    `bracket` opens the subject (a limit as a date with its distance, or `Approval request`); `ask` is what to do;
    `title` may follow the number where that is no personal data; `lead` is the first sentence (without one, `ask`
    is); `lines` are (label, value) pairs; `items` are many matters in one mail, in the order in which they are read;
    `why` tells the reader why it came, `handover` how to pass it on; `action` is the button's text and `path` the
    page it opens, by default the record's. `limit`, `tone` and `urgency` (the lower, the sooner) are what it shows
    and where it stands as one item of a collective mail.
    """

    bracket: Text
    ask: Text
    title: Text = ""
    lead: Text = ""
    lines: Sequence[tuple[Text, Text]] = field(default_factory=tuple)
    items: Sequence[Item] = field(default_factory=tuple)
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    action: Text = ""
    path: str = ""
    why: Text = ""
    handover: Text = ""
    limit: Text = ""
    tone: str = "normal"
    urgency: float = 0


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of message: what it tells staff (`content`, from the `facts` that it keeps) and whom `outside`.

    `wanted` returns "" or why it is not sent after all. It and `content` are called just before sending, `content` in
    the recipient's language; `prepare` may look up beforehand, for some messages at once, what they will ask. `unsent`
    hears, in the same transaction, which message was not sent and why; `leaves_at` is asked of one that waited longer
    than it should: the moment before which it is not to leave after all. A kind without `content` is not for staff; who
    is not named in `outside` cannot be sent it.
    """

    code: str
    label: Text
    content: Callable[["Message"], Content] | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    outside: tuple[Telling, ...] = ()
    wanted: Callable[["Message"], str] = field(default=lambda message: "")
    prepare: Callable[[Sequence["Message"]], None] = field(default=lambda messages: None)
    unsent: Callable[["Message", str], None] = field(default=lambda message, reason: None)
    leaves_at: Callable[["Message"], datetime | None] = field(default=lambda message: None)

    @property
    def addressees(self) -> set[AddresseeKind]:
        """For whom it may be composed."""
        outside = {telling.to for telling in self.outside}
        return outside | {AddresseeKind.STAFF} if self.content else outside

    def says(self, message: "Message") -> Content:
        """Return what it tells a member of staff.

        :raises NotDeclared: when it is not for staff.
        """
        if self.content is None:
            raise NotDeclared(f"{self.code} is not for staff")
        return self.content(message)

    def telling(self, to: AddresseeKind) -> Telling:
        """Return what it may tell addressees of a kind outside.

        :raises NotDeclared: when it declares nothing for them.
        """
        found = next((telling for telling in self.outside if telling.to is to), None)
        if found is None:
            raise NotDeclared(f"{self.code} is not for {to.value}")
        return found

    def allow(self, message: "Message") -> None:
        """Compare a message with what the kind declares, before it is queued.

        :raises NotDeclared: when it is not for this addressee, not by this channel, or does not carry these facts.
        """
        to = AddresseeKind(message.addressee_kind)
        if to is AddresseeKind.STAFF:
            if self.content is None:
                raise NotDeclared(f"{self.code} is not for staff")
            check_facts(self.facts, message.facts, of=self.code)
            return
        telling = self.telling(to)
        if Channel(message.channel) not in telling.channels:
            raise NotDeclared(f"{self.code} does not go by {message.channel} to {to.value}")
        check_facts(telling.facts, message.facts, of=self.code)


@dataclass(frozen=True, kw_only=True)
class Periodic(Kind):
    """A kind of mail that comes once a week; `recipients` gives a queryset of the people whom it may concern then.

    `wanted` says of one person why there is nothing to send: the week's record stands all the same.
    """

    recipients: Callable[[datetime], "QuerySet[User]"]
    leaves_at: Callable[["Message"], datetime | None] = field(default=in_desk_hours)


_kinds: dict[str, Kind] = {}
_periodicals: dict[str, Periodic] = {}


def register_kind(*kinds: Kind) -> None:
    """Name kinds of mail; called from an app's `mails.py` or `clocks.py`, which are found at start."""
    _kinds.update({kind.code: kind for kind in kinds})


def register_periodic(*periodicals: Periodic) -> None:
    """Name mails that come every week; called like `register_kind`."""
    register_kind(*periodicals)
    _periodicals.update({periodic.code: periodic for periodic in periodicals})


def periodicals() -> list[Periodic]:
    """Every weekly mail, in the order of their codes."""
    return [periodic for _code, periodic in sorted(_periodicals.items())]


def kinds() -> list[Kind]:
    """Every kind, in the order of their codes."""
    return [kind for _code, kind in sorted(_kinds.items())]


def kind_of(code: str) -> Kind:
    """The kind of that code.

    :raises KeyError: when nobody registered it.
    """
    return _kinds[code]


def label_of(code: str) -> str:
    """The name of a kind in the active language, or its code."""
    return str(_kinds[code].label) if code in _kinds else code


def choices() -> list[tuple[str, str]]:
    """Every kind as (code, name), for filters."""
    return sorted((kind.code, str(kind.label)) for kind in _kinds.values())
