"""How do cases come in from other systems: in the state they had there, routed by our table, without mail?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import routing
from cases.models import Case, CaseParty, CaseStep, RouteRow
from cases.models.case import AFTER_IDENTITY
from cases.states import OUTCOMES, Channel, Concerns, Kind, Outcome, Sender, Status
from privacyportal.accounts.models import Desk
from privacyportal.backoffice import labels
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.models import ImportedRow
from privacyportal.clocks import river as clocks
from privacyportal.imports import fields
from privacyportal.imports.registry import Importer, Match, Person, Stored, register
from privacyportal.imports.rows import Problem, Row, Values
from privacyportal.references import registry as references

STEP = "import"
# A case that waits or stands for approval rests on records of ours that no file holds.
STATUSES = (
    Status.RECEIVED,
    Status.ACKNOWLEDGED,
    Status.INVESTIGATING,
    Status.ANSWERED,
    Status.CLOSED,
    Status.WITHDRAWN,
)
# The dates that a state must have; the others of these belong to states that the case has not reached.
_ENDS = ("answered_at", "closed_at", "withdrawn_at")
_ENDED_BY = {
    Status.ANSWERED: ("answered_at",),
    Status.CLOSED: ("answered_at", "closed_at"),
    Status.WITHDRAWN: ("withdrawn_at",),
}
_PARTY = ("name", "kana", "telephone", "email", "address")
_ROLES = (CaseParty.Role.COMPLAINANT, CaseParty.Role.REPRESENTATIVE)
_COLUMNS = (
    "kind",
    "status",
    "channel",
    "sender",
    "received_at",
    "subject",
    "description",
    "desired_remedy",
    "policy_section",
    "concerns",
    "leak_suspected",
    "restricted",
    "external_number",
    "acknowledged_at",
    "identity_verified_at",
    *_ENDS,
    "outcome",
    "root_cause",
)
_DEFAULTS: dict[str, Any] = {"sender": Sender.PERSON, "concerns": Concerns.OWN}


def _desks() -> dict[str, int]:
    return dict(Desk.objects.filter(kind__in=Desk.OURS, is_active=True).values_list("code", "pk"))


def _party_fields() -> Iterator[fields.Field]:
    for role in _ROLES:
        yield fields.TextField(name=f"{role}_name", label=gettext_lazy("name"), max_length=200)
        yield fields.TextField(name=f"{role}_kana", label=gettext_lazy("reading"), max_length=200)
        yield fields.CodeField(name=f"{role}_telephone", label=gettext_lazy("telephone"), max_length=30)
        yield fields.EmailField(name=f"{role}_email", label=gettext_lazy("email"), max_length=254)
        yield fields.TextField(name=f"{role}_address", label=gettext_lazy("address"), max_length=300)


def _choice(name: str, label: Any, choices: Iterable[str], *, required: bool = False) -> fields.Field:
    return fields.ChoiceField(name=name, label=label, choices=tuple(choices), required=required)


class Routes:
    """The routing table in force on the day of the import, and where a row's case goes by it."""

    def __init__(self, at: datetime) -> None:
        day = tokyo_day(at)
        in_force = RouteRow.objects.filter(table__valid_from__lte=day).exclude(table__valid_to__lt=day)
        self._stored = {row.pk: row for row in in_force.order_by("order")}
        self._rows = [_plain(row) for row in self._stored.values()]

    def find(self, values: Values) -> RouteRow | None:
        """Return the row of the table that a case goes by; None where the table has none."""
        concerns = values.get("concerns") or Concerns.OWN
        facts = routing.Facts(
            sender=values.get("sender") or Sender.PERSON,
            concerns=concerns,
            leak_suspected=bool(values.get("leak_suspected")),
            is_request=values["kind"] == Kind.DISCLOSURE,
            we_are_responsible=routing.is_ours_to_answer(concerns, arrangement_is_ours=None),
        )
        row = routing.decide(self._rows, facts)
        return self._stored[row.key] if row else None

    def columns(self, values: Values) -> dict[str, Any]:
        """Return the desks and the reason; a desk that the file names stands above the table."""
        row, desk = self.find(values), values.get("desk")
        if desk is not None or row is None:
            return {"desk_id": desk, "answering_desk_id": desk, "route_reason": _("The imported file names the desk.")}
        return {
            "desk_id": row.owner_desk_id,
            "answering_desk_id": row.desk_id or row.owner_desk_id,
            "route_row": row,
            "route_reason": row.reason,
        }


def _plain(row: RouteRow) -> routing.Row:
    return routing.Row(
        number=row.number,
        key=row.pk,
        sender=row.sender,
        concerns=row.concerns,
        leak_suspected=row.leak_suspected,
        is_request=row.is_request,
        we_are_responsible=row.we_are_responsible,
    )


class CaseImporter(Importer):
    """Cases arrive in the state of the file, without a handler, at the desk of the routing table or of the file."""

    kind: ClassVar = "cases"
    label: ClassVar = gettext_lazy("Cases")
    permission: ClassVar = "backoffice.import_records"
    shipped: ClassVar = Path(__file__).parent / "mappings"
    model: ClassVar = "cases.Case"
    whole_list: ClassVar = {"show": "all"}
    created_action: ClassVar = "cases.case_imported"
    updated_action: ClassVar = "cases.case_import_updated"
    fields: ClassVar = (
        _choice("kind", gettext_lazy("kind"), Kind.values, required=True),
        _choice("status", gettext_lazy("state"), STATUSES, required=True),
        _choice("channel", gettext_lazy("channel"), Channel.values, required=True),
        _choice("sender", gettext_lazy("sender"), Sender.values),
        fields.InstantField(name="received_at", label=gettext_lazy("received at"), required=True),
        fields.TextField(name="subject", label=gettext_lazy("subject"), required=True, max_length=200),
        fields.TextField(name="description", label=gettext_lazy("what happened"), max_length=100_000),
        fields.TextField(name="desired_remedy", label=gettext_lazy("desired remedy"), max_length=10_000),
        fields.CountField(name="policy_section", label=gettext_lazy("policy section")),
        _choice("concerns", gettext_lazy("concerns"), Concerns.values),
        fields.FlagField(name="leak_suspected", label=gettext_lazy("possible leak")),
        fields.FlagField(name="restricted", label=gettext_lazy("restricted")),
        fields.LookupField(name="desk", label=gettext_lazy("desk"), load=_desks),
        fields.CodeField(name="external_number", label=gettext_lazy("number at the sender"), max_length=60),
        fields.InstantField(name="acknowledged_at", label=gettext_lazy("acknowledged at")),
        fields.InstantField(name="identity_verified_at", label=gettext_lazy("identity verified at")),
        fields.InstantField(name="answered_at", label=gettext_lazy("answered at")),
        fields.InstantField(name="closed_at", label=gettext_lazy("closed at")),
        fields.InstantField(name="withdrawn_at", label=gettext_lazy("withdrawn at")),
        _choice("outcome", gettext_lazy("outcome"), Outcome.values),
        fields.TextField(name="root_cause", label=gettext_lazy("root cause"), max_length=200),
        *_party_fields(),
    )

    def prepare(self, *, at: datetime) -> None:
        """Read the desks and the routing table in force today: the route is decided when the case reaches us."""
        super().prepare(at=at)
        self._at = at
        self._routes = Routes(at)

    def check(self, values: Values) -> Iterable[Problem]:
        """Return what the states and the order of time forbid."""
        kind, status = values["kind"], values["status"]
        yield from self._wrong_times(values)
        if not values.get("desk") and self._routes.find(values) is None:
            yield Problem("desk", _("is required: the routing table has no row for this case"))
        allowed = OUTCOMES[kind]
        if status == Status.CLOSED and values.get("outcome") not in allowed:
            yield Problem("outcome", _("must be one of %(choices)s") % {"choices": ", ".join(allowed)})
        if kind == Kind.DISCLOSURE and status in AFTER_IDENTITY and not values.get("identity_verified_at"):
            yield Problem("identity_verified_at", _("is required before anything is disclosed"))

    def _wrong_times(self, values: Values) -> Iterator[Problem]:
        """Yield what lacks its time, or lies before the receipt or after now."""
        received, status = values["received_at"], values["status"]
        if received > self._at:
            yield Problem("received_at", _("is later than now"))
        needed = _ENDED_BY.get(status, ())
        for name in needed:
            if not values.get(name):
                yield Problem(name, _("is required in the state “%(state)s”") % {"state": Status(status).label})
        for name in ("acknowledged_at", "identity_verified_at", *needed):
            if values.get(name) and not received <= values[name] <= self._at:
                yield Problem(name, _("is before the case was received, or later than now"))

    def match(self, rows: Sequence[Row], known: Mapping[str, ImportedRow]) -> Match:
        """Refuse to overwrite a case on which we have worked since it came in."""
        changed = {known[row.key].reference_id: row.key for row in rows if _is_changed(row, known)}
        if not changed:
            return Match()
        worked_on = CaseStep.objects.filter(case__reference__in=changed).exclude(action=STEP)
        reason = _("has been worked on here since it was imported, so that the file may not change it")
        return Match(
            problems={
                changed[reference]: Problem(_("whole row"), reason)
                for reference in worked_on.values_list("case__reference_id", flat=True)
            }
        )

    def create(self, rows: Sequence[Row], *, by: Person, at: datetime) -> list[Stored]:
        """Register the cases with their parties and their first step."""
        numbers = references.issue_many("CASE", count=len(rows), at=at)
        cases = [
            Case(
                reference=number,
                registered_at=at,
                registered_by=by,
                **_columns(row.values),
                **self._routes.columns(row.values),
            )
            for number, row in zip(numbers, rows, strict=True)
        ]
        Case.objects.bulk_create(cases)
        CaseStep.objects.bulk_create([_step(case, "", by, at) for case in cases])
        _write_parties((case, row.values) for case, row in zip(cases, rows, strict=True))
        clocks.refresh_many(references=numbers, at=at, suppress="imported")
        return [Stored(case, {"kind": case.kind, "status": case.status}) for case in cases]

    def update(self, rows: Sequence[tuple[int, Row]], *, by: Person, at: datetime) -> list[Stored]:
        """Write what the columns state now onto cases that nobody has worked on."""
        found = Case.objects.filter(reference__in=[reference for reference, _row in rows]).select_related("reference")
        by_reference = {case.reference_id: case for case in found}
        stored, steps = [], []
        for reference, row in rows:
            case = by_reference[reference]
            before = case.status
            for name, value in _columns({**row.values, **row.stated}).items():
                setattr(case, name, value)
            if case.status != before:
                steps.append(_step(case, before, by, at))
            stored.append(Stored(case, {"status": [before, case.status], "fields": sorted(row.stated)}))
        Case.objects.bulk_update(by_reference.values(), list(_COLUMNS), batch_size=100)
        CaseStep.objects.bulk_create(steps)
        _write_parties((by_reference[reference], row.values) for reference, row in rows)
        clocks.refresh_many(references=[item.obj.reference for item in stored], at=at, suppress="imported")
        return stored


def _is_changed(row: Row, known: Mapping[str, ImportedRow]) -> bool:
    return row.key in known and known[row.key].digest != row.digest


def _columns(values: Values) -> dict[str, Any]:
    """Return the model's columns, without the dates of states that the case has not reached."""
    columns: dict[str, Any] = {name: values.get(name) for name in _COLUMNS}
    for name, default in _DEFAULTS.items():
        columns[name] = columns[name] or default
    for name in ("leak_suspected", "restricted"):
        columns[name] = bool(columns[name])
    for name in ("description", "desired_remedy", "external_number", "outcome", "root_cause"):
        columns[name] = columns[name] or ""
    columns["policy_section"] = columns["policy_section"] or None
    for name in _ENDS:
        if name not in _ENDED_BY.get(Status(columns["status"]), ()):
            columns[name] = None
    if columns["status"] not in (Status.ANSWERED, Status.CLOSED):
        columns["outcome"] = ""
    return columns


def _step(case: Case, before: str, by: Person, at: datetime) -> CaseStep:
    return CaseStep(case=case, action=STEP, from_status=before, to_status=case.status, at=at, by=by)


def _write_parties(pairs: Iterable[tuple[Case, Values]]) -> None:
    parties = []
    for case, values in pairs:
        for role in _ROLES:
            said = {name: values.get(f"{role}_{name}") or "" for name in _PARTY}
            if any(said.values()):
                parties.append(CaseParty(case=case, role=role, **said))
    CaseParty.objects.bulk_create(
        parties, update_conflicts=True, unique_fields=["case", "role"], update_fields=list(_PARTY)
    )


register(CaseImporter())
labels.register(
    {
        "cases.case_imported": gettext_lazy("Case imported"),
        "cases.case_import_updated": gettext_lazy("Case changed by an import"),
    }
)
