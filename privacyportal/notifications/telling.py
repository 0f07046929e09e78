"""What may be told to whom? Declared on each kind of message, checked at start-up and when a message is queued.

Whoever composes a message to somebody outside gets the declared facts in words and nothing else: no record, no user,
no address of the portal. Facts are codes, numbers, days and instants; there is no fact that could hold a name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from privacyportal.backoffice.dates import long_day, long_instant
from privacyportal.backoffice.labels import Text
from privacyportal.notifications.states import AddresseeKind, Channel

type Value = str | int | bool

CODE = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


class NotDeclared(Exception):
    """A message was to tell somebody what its kind does not declare for them: a fault of the program."""


class Fact(Enum):
    """What a fact is; nothing else is kept with a message."""

    KEY = "key"
    COUNT = "count"
    CODE = "code"
    DAY = "day"
    INSTANT = "instant"

    def fits(self, value: object) -> bool:
        """Return whether a value is such a fact."""
        match self:
            case Fact.KEY | Fact.COUNT:
                return isinstance(value, int)
            case Fact.CODE:
                return isinstance(value, str) and CODE.fullmatch(value) is not None
            case Fact.DAY:
                return isinstance(value, str) and _reads(date.fromisoformat, value)
        return isinstance(value, str) and _reads(_aware, value)


def _reads(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _aware(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    return found


# The key of a row is for looking something up among ourselves; nobody outside composes with it.
TELLABLE: Mapping[AddresseeKind, frozenset[Fact]] = {
    AddresseeKind.STAFF: frozenset(Fact),
    AddresseeKind.VENDOR_CONTACT: frozenset(Fact) - {Fact.KEY},
    AddresseeKind.DATA_SUBJECT: frozenset(Fact) - {Fact.KEY},
    AddresseeKind.BODY: frozenset(Fact) - {Fact.KEY},
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a message to somebody outside is composed from: the record's number and the declared facts, in words."""

    number: str
    declared: Mapping[str, Fact]
    facts: Mapping[str, Value]

    def _value(self, name: str, kind: Fact) -> Value:
        if self.declared.get(name) is not kind:
            raise NotDeclared(f"{name} is not declared as {kind.value}")
        return self.facts[name]

    def day(self, name: str) -> str:
        """The day in the active language.

        :raises NotDeclared: when no such day is declared; the other questions likewise.
        """
        return long_day(date.fromisoformat(str(self._value(name, Fact.DAY))))

    def instant(self, name: str) -> str:
        """The day and time in the active language, Tokyo time."""
        return long_instant(datetime.fromisoformat(str(self._value(name, Fact.INSTANT))))

    def count(self, name: str) -> int:
        """The number."""
        return int(self._value(name, Fact.COUNT))

    def code(self, name: str) -> str:
        """The code, for which the kind of message has words."""
        return str(self._value(name, Fact.CODE))


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What a message to somebody outside says: `lead` first, `lines` as (label, value), `closing` what to do and how.

    Salutation, number, signature and the desk to ask are added; a link into the portal never is.
    """

    subject: Text
    lead: Text
    lines: Sequence[tuple[Text, Text]] = field(default_factory=tuple)
    closing: Text = ""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What one kind of message may tell one kind of addressee outside, and by which channels."""

    to: AddresseeKind
    content: Callable[[Told], Outside]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    channels: frozenset[Channel] = frozenset(Channel)


def faults(telling: Telling) -> list[str]:
    """Return what is wrong with a declaration, as sentences for whoever writes the program."""
    said = [
        f"may not tell {telling.to.value} the {kind.value} {name!r}"
        for name, kind in telling.facts.items()
        if kind not in TELLABLE[telling.to]
    ]
    if telling.to is AddresseeKind.STAFF:
        said.append("declares staff as an addressee outside")
    return said if telling.channels else [*said, "has no channel"]


def check_facts(declared: Mapping[str, Fact], facts: Mapping[str, Value], *, of: str) -> None:
    """Compare the facts of a message with what its kind declares.

    :raises NotDeclared: when one is undeclared, missing or of another kind; the value is not named.
    """
    if declared.keys() != facts.keys():
        raise NotDeclared(f"{of}: declared are {sorted(declared)}, given {sorted(facts)}")
    wrong = sorted(name for name, value in facts.items() if not declared[name].fits(value))
    if wrong:
        raise NotDeclared(f"{of}: {', '.join(wrong)} is not what is declared")
