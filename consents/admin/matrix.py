"""What has a person decided on each purpose, as it holds on a day?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from consents.models import ConsentEntry, DataSubject
from consents.states import Standing, standing
from privacyportal.policies.models import ConsentWording, PurposeOfUse

SCOPES = tuple(ConsentWording.Scope)


@dataclass(frozen=True)
class Cell:
    """What holds for one recipient (none for use), and the entry that decides it."""

    recipient: str
    standing: Standing[ConsentEntry]


@dataclass(frozen=True)
class Row:
    """One purpose and, for each scope, what holds; `decidable` is False where consent is no question."""

    purpose: PurposeOfUse
    decidable: bool
    columns: list[list[Cell]]


def matrix(person: DataSubject, day: date) -> list[Row]:
    """Return every purpose published on a Tokyo day with what the person has decided on it, in two queries."""
    entries = (
        ConsentEntry.objects.filter(data_subject=person, decided_on__lte=day)
        .select_related("reference", "wording")
        .order_by("decided_at", "pk")
    )
    found: dict[tuple[int, str], dict[str, list[ConsentEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        found[entry.purpose_id, entry.scope][entry.recipient].append(entry)
    purposes = PurposeOfUse.objects.order_by("kind", "code")
    return [_row(purpose, found, day) for purpose in purposes if purpose.is_published_on(day)]


def _row(purpose: PurposeOfUse, found: dict[tuple[int, str], dict[str, list[ConsentEntry]]], day: date) -> Row:
    columns = [_cells(found.get((purpose.pk, scope), {}), day) for scope in SCOPES]
    return Row(purpose, purpose.kind == PurposeOfUse.Kind.GENERAL, columns)


def _cells(by_recipient: dict[str, list[ConsentEntry]], day: date) -> list[Cell]:
    cells = [Cell(recipient, standing(entries, day)) for recipient, entries in sorted(by_recipient.items())]
    return cells or [Cell("", standing([], day))]
