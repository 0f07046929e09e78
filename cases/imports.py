"""How do cases come in from other systems, routed by our table and without mail, and how do they go out?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from cases.models import Case, CaseParty
from cases.models.case import AFTER_IDENTITY
from cases.services import bring_cases, update_cases
from cases.services.bringing import ELSEWHERE, HISTORY_RIGHT
from cases.services.brought import ENDED_BY, ENDS, ROLES, held
from cases.states import Channel, Concerns, Kind, Outcome, Sender, Status
from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice import labels
from privacyportal.backoffice.bulk import RowResult
from privacyportal.imports import fields
from privacyportal.imports.registry import Bringing, Importer, register
from privacyportal.imports.rows import Row, Values

# A case that waits or stands for approval rests on records of ours that no file holds.
STATUSES = (
    Status.RECEIVED,
    Status.ACKNOWLEDGED,
    Status.INVESTIGATING,
    Status.ANSWERED,
    Status.CLOSED,
    Status.WITHDRAWN,
)


def _desks() -> dict[str, Desk]:
    return {desk.code: desk for desk in Desk.objects.filter(kind__in=Desk.OURS, is_active=True)}


def _party_fields() -> Iterator[fields.Field]:
    for role in ROLES:
        yield fields.TextField(name=f"{role}_name", label=gettext_lazy("name"), max_length=200)
        yield fields.TextField(name=f"{role}_kana", label=gettext_lazy("reading"), max_length=200)
        yield fields.TelephoneField(name=f"{role}_telephone", label=gettext_lazy("telephone"), max_length=30)
        yield fields.EmailField(name=f"{role}_email", label=gettext_lazy("email"), max_length=254)
        yield fields.TextField(name=f"{role}_address", label=gettext_lazy("address"), max_length=300)
    yield _choice("representative_authority", gettext_lazy("kind of authority"), CaseParty.Authority)


def _choice(
    name: str, label: fields.Text, choices: Iterable[models.TextChoices], *, required: bool = False
) -> fields.Field:
    return fields.ChoiceField(name=name, label=label, choices=fields.coded(choices), required=required)


class CaseImporter(Importer):
    """Cases arrive in the state of the file, without a handler, at the desk of the routing table or of the file."""

    kind: ClassVar = "cases"
    label: ClassVar = gettext_lazy("Cases")
    permission: ClassVar = "backoffice.import_records"
    shipped: ClassVar = Path(__file__).parent / "mappings"
    model: ClassVar = "cases.Case"
    whole_list: ClassVar = {"show": "all"}
    history_right: ClassVar = HISTORY_RIGHT
    words: ClassVar = Path(__file__).parent / "known_words.toml"
    companions: ClassVar = (*ENDS, "outcome", "identity_verified_at")
    numbers: ClassVar = ("external_number",)
    telling: ClassVar = frozenset({"received_at", "subject", "complainant_name"})
    fields: ClassVar = (
        _choice("kind", gettext_lazy("kind"), Kind, required=True),
        _choice("status", gettext_lazy("state"), STATUSES, required=True),
        _choice("channel", gettext_lazy("channel"), Channel, required=True),
        _choice("sender", gettext_lazy("sender"), Sender),
        fields.InstantField(name="received_at", label=gettext_lazy("received at"), required=True),
        fields.TextField(name="subject", label=gettext_lazy("subject"), required=True, max_length=200),
        fields.TextField(name="description", label=gettext_lazy("what happened"), max_length=100_000),
        fields.TextField(name="desired_remedy", label=gettext_lazy("desired remedy"), max_length=10_000),
        fields.CountField(name="policy_section", label=gettext_lazy("policy section")),
        _choice("concerns", gettext_lazy("concerns"), Concerns),
        fields.FlagField(name="leak_suspected", label=gettext_lazy("possible leak")),
        fields.FlagField(name="restricted", label=gettext_lazy("restricted")),
        fields.LookupField(name="desk", label=gettext_lazy("desk"), load=_desks, removable=False),
        fields.CodeField(name="external_number", label=gettext_lazy("number at the sender"), max_length=60),
        fields.InstantField(name="acknowledged_at", label=gettext_lazy("acknowledged at")),
        fields.InstantField(name="identity_verified_at", label=gettext_lazy("identity verified at")),
        fields.InstantField(name="answered_at", label=gettext_lazy("answered at")),
        fields.InstantField(name="closed_at", label=gettext_lazy("closed at")),
        fields.InstantField(name="withdrawn_at", label=gettext_lazy("withdrawn at")),
        _choice("outcome", gettext_lazy("outcome"), Outcome),
        fields.TextField(name="root_cause", label=gettext_lazy("root cause"), max_length=200),
        *_party_fields(),
    )

    def needed(self, codes: Mapping[str, Collection[str]]) -> Collection[str]:
        """Return the dates that states need, the outcome of what is closed, the identity check of what is answered."""
        states = [Status(code) for code in codes.get("status", ())]
        dates = {name for state in states for name in ENDED_BY.get(state, ())}
        is_request = Kind.DISCLOSURE in codes.get("kind", ()) and not set(AFTER_IDENTITY).isdisjoint(states)
        outcome = {"outcome"} if Status.CLOSED in states else set()
        return dates | outcome | ({"identity_verified_at"} if is_request else set())

    def is_history(self, codes: Mapping[str, Collection[str]]) -> bool:
        """Return whether a state or a check is named that nobody here has reached or made."""
        return not set(codes.get("status", ())).isdisjoint(ELSEWHERE) or "identity_verified_at" in codes

    def create(self, rows: Sequence[Row], *, bringing: Bringing) -> list[RowResult[Case]]:
        """Register the cases with their parties and their first step."""
        said = [row.values for row in rows]
        return bring_cases(rows=said, approved_by=bringing.approved_by, by=bringing.by, at=bringing.at)

    def update(self, rows: Sequence[tuple[int, Row]], *, bringing: Bringing) -> list[RowResult[Case]]:
        """Write what the columns state now onto cases that nobody has worked on."""
        said: list[tuple[int, Mapping[str, object]]] = [(reference, row.stated) for reference, row in rows]
        return update_cases(rows=said, approved_by=bringing.approved_by, by=bringing.by, at=bringing.at)

    def held(self, records: Sequence[Case]) -> Iterator[Values]:
        """Yield what each case says, its desk by its code."""
        for case, said in zip(records, held(records), strict=True):
            yield {**said, "desk": case.desk.code}

    def readable(self, records: models.QuerySet[Case], viewer: User) -> models.QuerySet[Case]:
        """Return the cases whose people and content the person may read."""
        return records.filter(pk__in=Case.objects.people_visible_to(viewer).values("pk"))


register(CaseImporter())
labels.register(
    {
        "cases.case_imported": gettext_lazy("Case imported"),
        "cases.case_import_updated": gettext_lazy("Case changed by an import"),
        "as_history": gettext_lazy("brought in as history"),
        "approved_by": gettext_lazy("approved by"),
    }
)
