"""What can be due in this portal, and whom does it concern?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from privacyportal.references.kinds import answered_by

if TYPE_CHECKING:
    from django.db.models import Model, Prefetch, QuerySet
    from django.utils.functional import _StrPromise

    from privacyportal.accounts.models import User
    from privacyportal.references.models import Reference

# Written out here: the plan imports nothing of the floors below but what is pure.
type Text = str | _StrPromise


class UnknownDuty(LookupError):
    """A clock or rule names a duty that no app has declared."""


@dataclass(frozen=True)
class Pause:
    """A stretch during which a clock stands still: from the request that was sent to the answer that came (P2)."""

    started_at: datetime
    ended_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The events from which one duty's clock is computed.

    `started_at`: received, never registered (K3). `stopped_at`: done. `cancelled`: ended without a result.
    `fixed_on` or `fixed_at`: a date promised or agreed; no calculation moves it (T2). `restarts`: how often the
    limit was extended or begun anew. `variant`: which of the duty's rules applies. `calendar`: the code of the outside
    body's own calendar, for a clock that measures that body (C9); empty for the rule's.
    """

    started_at: datetime
    stopped_at: datetime | None = None
    cancelled: bool = False
    pauses: Sequence[Pause] = ()
    fixed_on: date | None = None
    fixed_at: datetime | None = None
    restarts: int = 0
    variant: str = ""
    calendar: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether the limit is a given date."""
        return self.fixed_on is not None or self.fixed_at is not None


class Record(Protocol):
    """A numbered record: what a duty is about."""

    @property
    def pk(self) -> int:
        """Return its key."""

    @property
    def reference_id(self) -> int:
        """Return the key of its number."""

    @property
    def reference(self) -> "Reference":
        """Return its number."""


class Holder(Protocol):
    """A person, a department: whoever has a key."""

    @property
    def pk(self) -> int:
        """Return the key."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One kind of thing that is ever due; adding one is this declaration and a rule.

    `label` names it in lists; `ask` is what the mail asks for; `facts` reads the object's events, None where the
    object has no such duty. An `informational` duty is a date to know and is never late. A `routine` one is the running
    out of what is renewed again and again; lists keep it apart from cases and actions. `variants` names the special
    cases that have rules of their own, by code, as they can occur now. `starts` says for the rule's page which event
    its time begins with. What comes only with a `part` of its object (a promise, a pause) is not
    asked of an object that has just begun.
    """

    code: str
    label: Text
    ask: Text
    facts: Callable[[Any], Facts | None]
    informational: bool = False
    routine: bool = False
    variants: Callable[[], Mapping[str, Text]] = dict
    starts: Text = ""
    part: str = ""


def untitled(obj: object) -> str:
    """Return no title: of such a record a mail tells the number alone."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of numbered record that can have duties, and how to find the people around it.

    `title` follows the number in a mail and holds no personal data of a data subject; `named` is what it reads beside
    the record. `related` and `prefetch` are for loading many at once with all that duties and roles read. `people` may
    answer for a role itself; None leaves it to the usual ladder. Of a `personal` kind nobody can do for the owner what
    is due.
    """

    prefix: str
    owner: Callable[[Any], "User | None"]
    department: Callable[[Any], Holder | None] = field(default=lambda obj: None)
    title: Callable[[Any], str] = field(default=untitled)
    named: Sequence[str] = ()
    related: Sequence[str] = ()
    prefetch: Sequence["str | Prefetch[str, QuerySet[Model], str]"] = ()
    people: Callable[[Any, str], "list[User] | None"] = field(default=lambda obj, role: None)
    personal: bool = False


_subjects: dict[str, Subject] = {}
_duties: dict[str, dict[str, Duty]] = {}
_pauses: dict[str, Text] = {}


def register(subject: Subject, *, duties: Sequence[Duty]) -> None:
    """Declare a kind of record and its duties; called from a room's `clocks.py`."""
    _subjects[subject.prefix] = subject
    answered_by(subject.prefix, subject.owner)
    _duties[subject.prefix] = {duty.code: duty for duty in duties}


def unregister(prefix: str) -> None:
    """Forget a kind of record (tests that declare their own)."""
    _subjects.pop(prefix, None)
    _duties.pop(prefix, None)


def prefixes() -> list[str]:
    """The prefixes of all kinds of record that have duties."""
    return sorted(_subjects)


def subject_of(prefix: str) -> Subject:
    """The subject registered for a reference prefix.

    :raises UnknownDuty: when there is none.
    """
    try:
        return _subjects[prefix]
    except KeyError as error:
        raise UnknownDuty(prefix) from error


def duties_of(prefix: str) -> dict[str, Duty]:
    """The duties of one kind of record, by code."""
    return _duties.get(prefix, {})


def duty_of(code: str) -> Duty:
    """A duty by its code.

    :raises UnknownDuty: when no app has declared it.
    """
    for duties in _duties.values():
        if code in duties:
            return duties[code]
    raise UnknownDuty(code)


def duty_choices() -> list[tuple[str, Text]]:
    """Every duty as (code, label), for filters and forms."""
    return sorted(((code, duty.label) for duties in _duties.values() for code, duty in duties.items()), key=str)


def label_of(code: str) -> Text:
    """A duty's name, or its code where nobody declared it any more."""
    return next((duties[code].label for duties in _duties.values() if code in duties), code)


def ask_of(code: str) -> str:
    """What has to be done, in the active language, or the duty's code where nobody declares it any more."""
    return str(next((duties[code].ask for duties in _duties.values() if code in duties), code))


def informational_codes() -> list[str]:
    """The codes of duties that are dates to know and never late."""
    return [code for duties in _duties.values() for code, duty in duties.items() if duty.informational]


def routine_codes() -> list[str]:
    """The codes of duties that are the running out of what is renewed again and again."""
    return [code for duties in _duties.values() for code, duty in duties.items() if duty.routine]


def personal_prefixes() -> list[str]:
    """The kinds of record of which nobody can do for the owner what is due."""
    return [prefix for prefix, subject in _subjects.items() if subject.personal]


def variant_label(code: str, variant: str) -> Text:
    """A special case's name; its code where the duty does not know it any more, empty for the general rule."""
    if not variant:
        return ""
    return variants_of(code).get(variant, variant)


def start_of(code: str) -> Text:
    """Which event a duty's time begins with; empty where nobody said."""
    return next((duties[code].starts for duties in _duties.values() if code in duties), "")


def variants_of(code: str) -> Mapping[str, Text]:
    """The special cases of a duty that can occur now, by code, with their names."""
    return next((duties[code].variants() for duties in _duties.values() if code in duties), {})


def prefixes_with(code: str) -> list[str]:
    """The kinds of record that can have a duty."""
    return [prefix for prefix, duties in _duties.items() if code in duties]


def register_pauses(reasons: Mapping[str, Text]) -> None:
    """Name the reasons for which clocks can stand still (P1); called from a room's `clocks.py`."""
    _pauses.update(reasons)


def pause_reasons() -> list[tuple[str, Text]]:
    """Every reason for a pause as (code, label), for forms."""
    return list(_pauses.items())


def pauses_text(codes: Sequence[str]) -> list[Text]:
    """The names of reasons, a code where nobody named it."""
    return [_pauses.get(code, code) for code in codes]
