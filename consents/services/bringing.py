"""How do many persons and many decisions come into the register at once?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import count

from django.utils.translation import gettext_lazy as _

from consents.guards.consents import Statement, refusals
from consents.guards.persons import person_stands
from consents.models import ConsentEntry, DataSubject
from consents.permissions import BRING_CONSENTS, BRING_PERSONS
from consents.querysets import same_name
from consents.services.consents import changes_of, ends_watched, stated, statement
from consents.services.persons import DETAILS, taken_by_another
from consents.states import ConsentState, standing
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.bulk import RowResult, given
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.individual_numbers import none_in
from privacyportal.backoffice.refusals import Refusal
from privacyportal.clocks import river as clocks
from privacyportal.policies.models import ConsentWording
from privacyportal.references import registry
from privacyportal.references.models import Reference

type Details = Mapping[str, object]
type Numbered = dict[str, DataSubject]

# A telephone number or a customer number of twelve digits is no individual number.
_TEXTS = ("name", "kana", "address")
_FIRST_UNSTORED = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision to be brought in: of a person of the register, or of whoever has the customer number in `details`.

    Where nobody has it yet, a person is registered with the details.
    """

    wording: ConsentWording
    decision: str
    channel: str
    decided_at: datetime
    expires_on: date | None = None
    note: str = ""
    person: DataSubject | None = None
    details: Details = field(default_factory=dict)

    @cached_property
    def said(self) -> Statement:
        """Return what the person said, as plain values for the guards."""
        return statement(self.wording, self.decision, self.decided_at, self.expires_on, None)


@deed(right=BRING_PERSONS, words=_("bringing persons in"), by_portal=True, asked=("rows",))
def bring_persons(*, rows: Sequence[Details], by: Actor, at: datetime) -> list[RowResult[DataSubject]]:
    """Enter many persons; return what became of each row, in order. A row is asked the guards of `register_person`."""
    holders = _holders(rows)
    judged: list[tuple[Refusal, ...]] = []
    seen = set[object]()
    for row in rows:
        number = row.get("customer_number") or None
        judged.append(given([taken_by_another(is_taken=number in holders or number in seen), *_texts(row)]))
        seen |= {number} if number else set()
    entered = iter(_enter([row for row, refused in zip(rows, judged, strict=True) if not refused], by, at))
    return [
        RowResult(refusals=refused) if refused else RowResult(record=next(entered), fields=tuple(row))
        for row, refused in zip(rows, judged, strict=True)
    ]


@deed(right=BRING_PERSONS, words=_("changing persons by a list"), by_portal=True, asked=("rows",))
def update_persons(*, rows: Sequence[tuple[int, Details]], by: Actor, at: datetime) -> list[RowResult[DataSubject]]:
    """Correct many persons, each given by its number's key; return what became of each row, in order.

    A row is asked the guards of `change_person`.
    """
    stored = DataSubject.objects.select_for_update(of=("self",)).filter(reference__in=[key for key, _row in rows])
    found = {person.reference_id: person for person in stored.select_related("reference")}
    holders = _holders([row for _key, row in rows])
    results: list[RowResult[DataSubject]] = []
    for key, row in rows:
        person = found[key]
        holder = holders.get(str(row.get("customer_number") or ""))
        values = {name: _stored(name, row[name]) for name in DETAILS if name in row}
        held = {**{name: person.serializable_value(name) for name in DETAILS}, "name": person.title}
        fields = tuple(name for name, value in values.items() if held[name] != value)
        taken = taken_by_another(is_taken=holder is not None and holder != person)
        erased = person_stands(is_erased=person.erasure_id is not None)
        refused = given([erased, taken, *_texts(row)]) if fields else ()
        if not refused:
            for name in fields:
                setattr(person, name, values[name])
        results.append(RowResult(record=None if refused else person, fields=fields, refusals=refused))
    _write(results, by, at)
    return results


@deed(right=BRING_CONSENTS, words=_("bringing consents in"), by_portal=True, asked=("rows",))
def bring_consents(
    *, rows: Sequence[Decided], suppress: str = "imported", by: Actor, at: datetime
) -> list[RowResult[ConsentEntry]]:
    """Add many decisions, and the persons who are not known yet; return what became of each row, in order.

    A decision is asked the guards of `record_consent`, each against what held just before it, whatever the order of
    the rows; a new person those of `register_person`. `suppress` as there.
    """
    known = _holders([row.details for row in rows if row.person is None])
    judged = _judged(rows, known, at)
    _register_unknown([row for row, refused in zip(rows, judged, strict=True) if not refused], known, by, at)
    numbers = iter(registry.issue_many("CONSENT", count=sum(not refused for refused in judged), at=at))
    results = [
        RowResult(refusals=refused)
        if refused
        else RowResult(
            record=_entry(row, row.person or known[_number(row)], next(numbers), by, at), fields=("decision",)
        )
        for row, refused in zip(rows, judged, strict=True)
    ]
    entries = [done.record for done in results if done.record is not None]
    ConsentEntry.objects.bulk_create(entries)
    persons = {entry.data_subject for entry in entries}
    clocks.refresh_many(references=ends_watched(persons), at=at, suppress=suppress)
    said = [row.said for row, refused in zip(rows, judged, strict=True) if not refused]
    action = "consents.consent_imported" if suppress else "consents.consent_recorded"
    told = [one for entry, what in zip(entries, said, strict=True) for one in _told(action, entry, what)]
    trail.record_many(told, by=by, at=at)
    return results


@dataclass(frozen=True)
class _Earlier:
    """A decision as far as it bears on later ones."""

    decided_at: datetime
    decided_on: date
    decision: str
    expires_on: date | None
    recipient: str
    pk: int


class _Memory:
    """What persons have decided so far, by person, purpose and scope."""

    def __init__(self, persons: Iterable[DataSubject]) -> None:
        self._decided = defaultdict[tuple[str, int, str], list[_Earlier]](list)
        stored = ConsentEntry.objects.filter(data_subject__in=list(persons))
        named = ("decided_at", "decided_on", "decision", "expires_on", "recipient", "pk")
        for person, purpose, scope, *values in stored.values_list("data_subject_id", "purpose_id", "scope", *named):
            self._decided[str(person), purpose, scope].append(_Earlier(*values))
        self._next = count(_FIRST_UNSTORED)

    def before(self, whose: str, row: Decided) -> ConsentState:
        """Return what held just before a decision."""
        wording, said = row.wording, row.said
        about = self._decided[whose, wording.purpose_id, wording.scope]
        earlier = [
            one for one in about if one.decided_at <= said.decided_at and same_name(one.recipient, wording.recipient)
        ]
        return standing(earlier, said.decided_on).state

    def add(self, whose: str, row: Decided) -> None:
        """Let a decision bear on those that follow."""
        wording, said = row.wording, row.said
        now = _Earlier(
            said.decided_at, said.decided_on, said.decision, said.expires_on, wording.recipient, next(self._next)
        )
        self._decided[whose, wording.purpose_id, wording.scope].append(now)


def _judged(rows: Sequence[Decided], known: Numbered, at: datetime) -> list[tuple[Refusal, ...]]:
    """Return what forbids each row; what is allowed bears on the rows that were decided after it."""
    memory = _Memory({person for row in rows if (person := _known(row, known)) is not None})
    judged: list[tuple[Refusal, ...]] = [()] * len(rows)
    for place in sorted(range(len(rows)), key=lambda place: rows[place].said.decided_at):
        row = rows[place]
        person = _known(row, known)
        whose = str(person.pk) if person is not None else f"new {_number(row)}"
        texts = {"note": row.note} if person is not None else {"note": row.note, **_only_texts(row.details)}
        rules = refusals(row.said, before=memory.before(whose, row), at=at)
        erased = person_stands(is_erased=person is not None and person.erasure_id is not None)
        judged[place] = given([erased, *rules, *none_in(texts)])
        if not judged[place]:
            memory.add(whose, row)
    return judged


def _register_unknown(rows: Iterable[Decided], known: Numbered, by: Actor, at: datetime) -> None:
    """Register whoever is not known yet, with what their first row says of them."""
    unknown: dict[str, Details] = {}
    for row in rows:
        if _known(row, known) is None:
            unknown.setdefault(_number(row), row.details)
    known |= dict(zip(unknown, _enter(list(unknown.values()), by, at), strict=True))


def _enter(rows: Sequence[Details], by: Actor, at: datetime) -> list[DataSubject]:
    numbers = registry.issue_many("PERSON", count=len(rows), at=at)
    persons = [
        DataSubject(
            reference=number, registered_at=at, **{name: _stored(name, row[name]) for name in DETAILS if name in row}
        )
        for number, row in zip(numbers, rows, strict=True)
    ]
    DataSubject.objects.bulk_create(persons)
    trail.record_many([trail.Entry(action="consents.person_registered", obj=one) for one in persons], by=by, at=at)
    return persons


def _write(results: Iterable[RowResult[DataSubject]], by: Actor, at: datetime) -> None:
    changed = {done.record: done.fields for done in results if done.record is not None and done.fields}
    if not changed:
        return
    DataSubject.objects.bulk_update(changed, sorted({name for fields in changed.values() for name in fields}))
    told = [
        trail.Entry(
            action="consents.person_changed", obj=person, changes={"fields": [f"person_{name}" for name in fields]}
        )
        for person, fields in changed.items()
    ]
    trail.record_many(told, by=by, at=at)


def _entry(row: Decided, person: DataSubject, number: Reference, by: Actor, at: datetime) -> ConsentEntry:
    return ConsentEntry(
        reference=number,
        data_subject=person,
        channel=row.channel,
        note=row.note,
        recorded_at=at,
        recorded_by=by.account,
        **stated(row.wording, row.said),
    )


def _told(action: str, entry: ConsentEntry, said: Statement) -> list[trail.Entry]:
    """Return the entry's line of the trail and the person's."""
    changes = changes_of(entry)
    return [
        trail.Entry(action=action, obj=entry, changes=changes, section=said.section),
        trail.Entry(
            action=action,
            obj=entry.data_subject,
            changes={**changes, "person": str(entry.reference)},
            section=said.section,
        ),
    ]


def _holders(rows: Iterable[Details]) -> Numbered:
    numbers = {str(number) for row in rows if (number := row.get("customer_number"))}
    held = DataSubject.objects.filter(customer_number__in=numbers).select_related("reference")
    return {str(person.customer_number): person for person in held}


def _number(row: Decided) -> str:
    return str(row.details.get("customer_number") or "")


def _known(row: Decided, known: Numbered) -> DataSubject | None:
    return row.person or known.get(_number(row))


def _only_texts(row: Details) -> dict[str, object]:
    return {name: row.get(name, "") for name in _TEXTS}


def _texts(row: Details) -> list[Refusal]:
    return none_in(_only_texts(row))


def _stored(name: str, value: object) -> object:
    return (value or None) if name == "customer_number" else (value or "")
