"""How do persons and their consents come in from another register?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents.models import ConsentEntry, DataSubject
from consents.services import ends_watched
from consents.states import Channel, Decision
from privacyportal.backoffice import labels
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.models import ImportedRow
from privacyportal.clocks import river as clocks
from privacyportal.imports import fields
from privacyportal.imports.registry import Importer, Match, Person, Stored, register
from privacyportal.imports.rows import Problem, Row, Values
from privacyportal.policies.models import ConsentWording, PurposeOfUse
from privacyportal.references import registry as references

_PERSON = ("name", "kana", "address", "telephone", "email")


def _wordings() -> dict[str, ConsentWording]:
    """Return the wordings by `code:version`."""
    wordings = ConsentWording.objects.select_related("purpose")
    return {f"{wording.code}:{wording.version}": wording for wording in wordings}


class ConsentImporter(Importer):
    """Each row is one decision of one person on a version of a wording; persons not yet known are registered.

    Entries are never changed: a row that says something else than when it came in first is rejected.
    """

    kind: ClassVar = "consents"
    label: ClassVar = gettext_lazy("consents")
    permission: ClassVar = "backoffice.import_records"
    shipped: ClassVar = Path(__file__).parent / "mappings"
    model: ClassVar = "consents.ConsentEntry"
    created_action: ClassVar = "consents.consent_imported"
    updated_action: ClassVar = "consents.consent_import_updated"
    fields: ClassVar = (
        fields.CodeField(name="customer_number", label=gettext_lazy("customer number"), required=True, max_length=30),
        fields.TextField(name="name", label=gettext_lazy("name"), required=True, max_length=200),
        fields.TextField(name="kana", label=gettext_lazy("reading"), max_length=200),
        fields.TextField(name="address", label=gettext_lazy("address"), max_length=300),
        fields.CodeField(name="telephone", label=gettext_lazy("telephone"), max_length=30),
        fields.EmailField(name="email", label=gettext_lazy("email"), max_length=254),
        fields.LookupField(name="wording", label=gettext_lazy("wording version"), load=_wordings, required=True),
        fields.ChoiceField(
            name="decision", label=gettext_lazy("decision"), choices=tuple(Decision.values), required=True
        ),
        fields.ChoiceField(name="channel", label=gettext_lazy("channel"), choices=tuple(Channel.values), required=True),
        fields.InstantField(name="decided_at", label=gettext_lazy("decided at"), required=True),
        fields.DayField(name="expires_on", label=gettext_lazy("last day in force")),
        fields.TextField(name="note", label=gettext_lazy("note"), max_length=300),
    )

    def check(self, values: Values) -> Iterable[Problem]:
        """Return what the order of time and the wording forbid."""
        decided, wording = values["decided_at"], values["wording"]
        if wording.purpose.kind == PurposeOfUse.Kind.INDIVIDUAL_NUMBER:
            yield Problem("wording", _("is about individual numbers, whose use no consent widens"))
        if decided > self._at:
            yield Problem("decided_at", _("is later than now"))
        if tokyo_day(decided) < wording.valid_from or (wording.valid_to and tokyo_day(decided) > wording.valid_to):
            yield Problem("wording", _("was not in use on the day of the decision"))
        expires = values.get("expires_on")
        if expires and (values["decision"] != Decision.GIVEN or expires < tokyo_day(decided)):
            yield Problem("expires_on", _("stands only with a given consent, and not before it was given"))

    def prepare(self, *, at: datetime) -> None:
        """Read the wordings."""
        super().prepare(at=at)
        self._at = at

    def match(self, rows: Sequence[Row], known: Mapping[str, ImportedRow]) -> Match:
        """Refuse rows that would change an entry, and rows whose person bears another name in the register."""
        changed = [row for row in rows if row.key in known and known[row.key].digest != row.digest]
        reason = _("changes an entry that stands; entries are never changed, a new decision is a new row")
        problems = {row.key: Problem(_("whole row"), reason) for row in changed}
        names = _names(rows)
        for row in rows:
            name = names.setdefault(row.values["customer_number"], row.values["name"])
            if name != row.values["name"] and row.key not in known:
                problems[row.key] = Problem("name", _("differs from the name registered under this customer number"))
        return Match(problems=problems)

    def create(self, rows: Sequence[Row], *, by: Person, at: datetime) -> list[Stored]:
        """Register unknown persons and add the entries."""
        persons = _persons(rows, at)
        numbers = references.issue_many("CONSENT", count=len(rows), at=at)
        entries = [
            _entry(row.values, persons[row.values["customer_number"]], reference=number, recorded_at=at, recorded_by=by)
            for number, row in zip(numbers, rows, strict=True)
        ]
        ConsentEntry.objects.bulk_create(entries)
        clocks.refresh_many(references=ends_watched(persons.values()), at=at, suppress="imported")
        return [Stored(entry, {"decision": entry.decision, "purpose": entry.purpose_id}) for entry in entries]

    def update(self, rows: Sequence[tuple[int, Row]], *, by: Person, at: datetime) -> list[Stored]:
        """Change nothing: `match` has refused every changed row.

        :raises TypeError: when called all the same.
        """
        raise TypeError("Consent entries are never changed.")


def _names(rows: Sequence[Row]) -> dict[str, str]:
    numbers = {row.values["customer_number"] for row in rows}
    found = DataSubject.objects.filter(customer_number__in=numbers).values_list("customer_number", "name")
    return {str(number): name for number, name in found}


def _persons(rows: Sequence[Row], at: datetime) -> dict[str, DataSubject]:
    """Return the person of each customer number, registering those who are new with what their first row says."""
    first = {row.values["customer_number"]: row.values for row in reversed(rows)}
    found = DataSubject.objects.filter(customer_number__in=first)
    persons = {str(person.customer_number): person for person in found}
    new = [values for number, values in first.items() if number not in persons]
    if not new:
        return persons
    numbers = references.issue_many("PERSON", count=len(new), at=at)
    made = [
        DataSubject(
            reference=number,
            customer_number=values["customer_number"],
            registered_at=at,
            **{name: values.get(name) or "" for name in _PERSON},
        )
        for number, values in zip(numbers, new, strict=True)
    ]
    DataSubject.objects.bulk_create(made)
    return persons | {str(person.customer_number): person for person in made}


def _entry(values: Values, person: DataSubject, **recorded: Any) -> ConsentEntry:
    wording = values["wording"]
    return ConsentEntry(
        data_subject=person,
        purpose_id=wording.purpose_id,
        wording=wording,
        scope=wording.scope,
        recipient=wording.recipient,
        decision=values["decision"],
        channel=values["channel"],
        decided_at=values["decided_at"],
        decided_on=tokyo_day(values["decided_at"]),
        expires_on=values.get("expires_on"),
        note=values.get("note") or "",
        **recorded,
    )


register(ConsentImporter())
labels.register(
    {
        "consents.consent_imported": gettext_lazy("Consent imported"),
    }
)
