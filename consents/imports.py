"""How do persons and their consents come in from another register, and go out to it?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents.guards.consents import entry_stands
from consents.models import ConsentEntry, DataSubject
from consents.services import Decided, bring_consents, bring_persons, unbringing, update_persons
from consents.states import Channel, Decision
from privacyportal.backoffice.bulk import RowResult
from privacyportal.backoffice.models import ImportedRow
from privacyportal.imports import fields
from privacyportal.imports.registry import Bringing, Importer, Match, register
from privacyportal.imports.rows import Problem, Row, Values
from privacyportal.policies.models import ConsentWording

MAPPINGS = Path(__file__).parent / "mappings"
WORDS = Path(__file__).parent / "known_words.toml"
PERSON_FIELDS = (
    fields.TextField(name="name", label=gettext_lazy("name"), required=True, max_length=200),
    fields.TextField(name="kana", label=gettext_lazy("reading"), max_length=200),
    fields.TextField(name="address", label=gettext_lazy("address"), max_length=300),
    fields.TelephoneField(name="telephone", label=gettext_lazy("telephone"), max_length=30),
    fields.EmailField(name="email", label=gettext_lazy("email"), max_length=254),
)
_PERSON = ("customer_number", *(field.name for field in PERSON_FIELDS))
_ENTRY = ("decision", "channel", "decided_at", "expires_on", "note")


def _wordings() -> dict[str, ConsentWording]:
    """Return the wordings by `code:version`."""
    wordings = ConsentWording.objects.select_related("purpose")
    return {f"{wording.code}:{wording.version}": wording for wording in wordings}


class ConsentImporter(Importer):
    """Each row is one decision of one person on a version of a wording; persons not yet known are registered.

    Entries are never changed: a row that says something else than the entry that it brought is rejected.
    """

    kind: ClassVar = "consents"
    label: ClassVar = gettext_lazy("consents")
    permission: ClassVar = "backoffice.import_records"
    shipped: ClassVar = MAPPINGS
    words: ClassVar = WORDS
    model: ClassVar = "consents.ConsentEntry"
    fields: ClassVar = (
        fields.CodeField(name="customer_number", label=gettext_lazy("customer number"), required=True, max_length=30),
        *PERSON_FIELDS,
        fields.LookupField(name="wording", label=gettext_lazy("wording version"), load=_wordings, required=True),
        fields.ChoiceField(
            name="decision", label=gettext_lazy("decision"), choices=fields.coded(Decision), required=True
        ),
        fields.ChoiceField(name="channel", label=gettext_lazy("channel"), choices=fields.coded(Channel), required=True),
        fields.InstantField(name="decided_at", label=gettext_lazy("decided at"), required=True),
        fields.DayField(name="expires_on", label=gettext_lazy("last day in force")),
        fields.TextField(name="note", label=gettext_lazy("note"), max_length=300),
    )

    def match(self, rows: Sequence[Row], known: Mapping[str, ImportedRow]) -> Match:
        """Refuse rows whose person bears another name in the register: the number or the name is wrong."""
        names, problems = _names(rows), dict[str, Problem]()
        for row in rows:
            name = names.setdefault(row.values["customer_number"], row.values["name"])
            if name != row.values["name"] and row.key not in known:
                problems[row.key] = Problem("name", _("differs from the name registered under this customer number"))
        return Match(problems=problems)

    def create(self, rows: Sequence[Row], *, bringing: Bringing) -> list[RowResult[ConsentEntry]]:
        """Add the decisions; whoever is not known yet is registered."""
        return bring_consents(rows=[_decided(row.values) for row in rows], by=bringing.by, at=bringing.at)

    def update(self, rows: Sequence[tuple[int, Row]], *, bringing: Bringing) -> list[RowResult[ConsentEntry]]:
        """Refuse whatever says something else than the entry that stands."""
        stored = ConsentEntry.objects.filter(reference__in=[key for key, _row in rows])
        found = {entry.reference_id: entry for entry in stored.select_related("data_subject", "wording")}
        return [_compared(found[key], row) for key, row in rows]

    def resting_on(self, references: Sequence[int]) -> Iterator[tuple[str, ConsentEntry]]:
        """Yield decisions that came after one of these: each was judged against what held before it."""
        return unbringing.decided_after(references)

    def beside(self, references: Sequence[int]) -> Collection[int]:
        """Return the numbers of the persons who decided."""
        return unbringing.who_decided(references)

    def bring_in_line(self, references: Sequence[int], *, at: datetime) -> int:
        """Let the deadlines of what persons decided follow from what stands of it."""
        return unbringing.follow_decisions(references, at=at)

    def held(self, records: Sequence[ConsentEntry]) -> Iterator[Values]:
        """Yield what each decision says, with its person's details."""
        models.prefetch_related_objects(records, "data_subject", "wording")
        for entry in records:
            wording = f"{entry.wording.code}:{entry.wording.version}"
            yield {**_of_person(entry.data_subject), **_of_entry(entry), "wording": wording}


class PersonImporter(Importer):
    """Persons as the register knows them; a row with a customer number of the register is about that person."""

    kind: ClassVar = "persons"
    label: ClassVar = gettext_lazy("data subjects")
    permission: ClassVar = "backoffice.import_records"
    shipped: ClassVar = MAPPINGS / "persons"
    words: ClassVar = WORDS
    model: ClassVar = "consents.DataSubject"
    fields: ClassVar = (
        fields.CodeField(name="customer_number", label=gettext_lazy("customer number"), max_length=30),
        *PERSON_FIELDS,
    )

    def match(self, rows: Sequence[Row], known: Mapping[str, ImportedRow]) -> Match:
        """Find the persons who have the rows' customer numbers already."""
        numbers = {row.key: row.values.get("customer_number") for row in rows if row.key not in known}
        held = DataSubject.objects.filter(customer_number__in=[number for number in numbers.values() if number])
        holders = dict(held.values_list("customer_number", "reference_id"))
        return Match(references={key: holders[number] for key, number in numbers.items() if number in holders})

    def create(self, rows: Sequence[Row], *, bringing: Bringing) -> list[RowResult[DataSubject]]:
        """Register the persons."""
        return bring_persons(rows=[row.values for row in rows], by=bringing.by, at=bringing.at)

    def update(self, rows: Sequence[tuple[int, Row]], *, bringing: Bringing) -> list[RowResult[DataSubject]]:
        """Correct what the columns state."""
        said = [(reference, row.stated) for reference, row in rows]
        return update_persons(rows=said, by=bringing.by, at=bringing.at)

    def held(self, records: Sequence[DataSubject]) -> Iterator[Values]:
        """Yield each person's details."""
        return map(_of_person, records)


def _decided(values: Values) -> Decided:
    return Decided(
        wording=values["wording"],
        decision=values["decision"],
        channel=values["channel"],
        decided_at=values["decided_at"],
        expires_on=values.get("expires_on"),
        note=values.get("note") or "",
        details={name: values.get(name) or "" for name in _PERSON},
    )


def _of_person(person: DataSubject) -> Values:
    return {**{name: person.serializable_value(name) for name in _PERSON}, "name": person.title}


def _of_entry(entry: ConsentEntry) -> Values:
    return {name: entry.serializable_value(name) for name in _ENTRY}


def _compared(entry: ConsentEntry, row: Row) -> RowResult[ConsentEntry]:
    """Return the entry as it stands when the row says the same, else the refusal."""
    held = {**_of_person(entry.data_subject), **_of_entry(entry), "wording": entry.wording}
    differing = [name for name, value in row.stated.items() if (held[name] or "") != (value or "")]
    if not differing:
        return RowResult(record=entry)
    return RowResult(refusals=(entry_stands(field=differing[0]),))


def _names(rows: Sequence[Row]) -> dict[str, str]:
    numbers = {row.values["customer_number"] for row in rows}
    found = DataSubject.objects.filter(customer_number__in=numbers).values_list("customer_number", "name")
    return {str(number): name for number, name in found}


register(ConsentImporter())
register(PersonImporter())
