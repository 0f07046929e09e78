"""What does a row of a register of cases say, in the terms of a case, and what does a case say in those of a row?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from cases import routing
from cases.models import Case, CaseParty, RouteRow, RouteTable
from cases.services.intake import Intake, Party
from cases.services.routes import rows_of, value_of
from cases.states import Concerns, Kind, Sender, Status
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Refusal

type Details = Mapping[str, object]
type Columns = dict[str, Any]

NAMED_BY_FILE = _("The imported file names the desk.")
PARTY = ("name", "kana", "telephone", "email", "address", "authority")
ROLES = (CaseParty.Role.COMPLAINANT, CaseParty.Role.REPRESENTATIVE)
# The dates that a state must have; the others of these belong to states that the case has not reached.
ENDS = ("answered_at", "closed_at", "withdrawn_at")
ENDED_BY: Mapping[Status, tuple[str, ...]] = {
    Status.ANSWERED: ("answered_at",),
    Status.CLOSED: ("answered_at", "closed_at"),
    Status.WITHDRAWN: ("withdrawn_at",),
}
COLUMNS = (
    "kind", "status", "channel", "sender", "received_at", "subject", "description", "desired_remedy", "policy_section",
    "concerns", "leak_suspected", "restricted", "external_number", "acknowledged_at", "identity_verified_at", *ENDS,
    "outcome", "root_cause",
)  # fmt: skip
_TEXTS = ("description", "desired_remedy", "external_number", "outcome", "root_cause")
_DEFAULTS = {"sender": Sender.PERSON, "concerns": Concerns.OWN}


def columns(row: Details) -> Columns:
    """Return a case's columns, without the dates of states that the case has not reached."""
    said: Columns = {name: row.get(name) for name in COLUMNS}
    said |= {name: said[name] or default for name, default in _DEFAULTS.items()}
    said |= {name: bool(said[name]) for name in ("leak_suspected", "restricted")}
    said |= {name: said[name] or "" for name in _TEXTS}
    said["policy_section"] = said["policy_section"] or None
    reached = ENDED_BY.get(Status(said["status"]), ())
    said |= {name: None for name in ENDS if name not in reached}
    if said["status"] not in (Status.ANSWERED, Status.CLOSED):
        said["outcome"] = ""
    return said


def intake(row: Details, said: Columns) -> Intake:
    """Return what would have been typed for the case of a row with these columns, for the guards of an intake."""
    typed = ("kind", "channel", "received_at", "subject", "sender", "description", "desired_remedy", "policy_section")
    kept = ("concerns", "leak_suspected", "restricted", "external_number")
    complainant, representative = (_party(row, role) for role in ROLES)
    facts = {name: said[name] for name in (*typed, *kept)}
    return Intake(**facts, complainant=complainant, representative=representative)


def held(cases: Sequence[Case]) -> Iterator[dict[str, object]]:
    """Yield what each case says, by the names that a row has for it."""
    prefetch_related_objects(cases, "parties", "desk")
    for case in cases:
        said: dict[str, object] = {name: case.serializable_value(name) for name in COLUMNS}
        parties = {party.role: party for party in case.parties.all()}
        for role in ROLES:
            party = parties.get(role) or CaseParty()
            said |= {f"{role}_{name}": party.serializable_value(name) for name in PARTY}
        yield {**said, "desk": case.desk}


def desk_of(row: Details) -> Desk:
    """Return the desk that a row names.

    :raises TypeError: when it names none.
    """
    desk = row.get("desk")
    if not isinstance(desk, Desk):
        raise TypeError("The row names no desk.")
    return desk


def _party(row: Details, role: str) -> Party | None:
    said = {name: str(row.get(f"{role}_{name}") or "") for name in PARTY}
    if not any(said.values()):
        return None
    return Party(
        name=said["name"],
        kana=said["kana"],
        telephone=said["telephone"],
        email=said["email"],
        address=said["address"],
        authority=said["authority"],
    )


class Routes:
    """The routing table in force on the day of the import: the route is decided when a case reaches us."""

    def __init__(self, at: datetime) -> None:
        self._stored = {row.pk: row for row in rows_of(RouteTable.objects.in_force(tokyo_day(at)))}
        self._rows = [value_of(row) for row in self._stored.values()]
        self._decided: dict[routing.Facts, RouteRow | None] = {}

    def find(self, row: Details) -> RouteRow | None:
        """Return the row of the table that a case goes by; None where the table has none."""
        facts = _facts(row)
        if facts not in self._decided:
            decided = routing.decide(self._rows, facts)
            self._decided[facts] = self._stored[decided.key] if decided else None
        return self._decided[facts]

    def guard(self, row: Details) -> Refusal | None:
        """Refuse a case that neither the table nor its row routes."""
        if row.get("desk") or self.find(row) is not None:
            return None
        return Refusal(
            code="cases.no_route",
            section="12",
            cannot=_("The case cannot be routed."),
            missing=_("No row of the routing table fits it, and the file names no desk."),
            next_step=_("Name the desk by its code, or correct the routing table."),
            field="desk",
        )

    def linked(self, row: Details) -> Desk | None:
        """Return the desk that gets a linked case beside the case of a row, where the table names one."""
        found = None if row.get("desk") else self.find(row)
        return found.linked_desk if found is not None else None

    def columns(self, row: Details) -> Columns:
        """Return desks and reason; a desk that the file names stands above the table."""
        found = None if row.get("desk") else self.find(row)
        if found is None:
            desk = desk_of(row)
            return {"desk": desk, "answering_desk": desk, "route_reason": str(NAMED_BY_FILE)}
        goes_on = routing.continuing(self._rows, _facts(row))
        owner = self._stored[goes_on.key].owner_desk if goes_on is not None else found.owner_desk
        return {
            "desk": owner,
            "answering_desk": found.desk or owner,
            "route_row": found,
            "route_reason": found.reason,
        }


def _facts(row: Details) -> routing.Facts:
    concerns = str(row.get("concerns") or Concerns.OWN)
    return routing.Facts(
        sender=str(row.get("sender") or Sender.PERSON),
        concerns=concerns,
        leak_suspected=bool(row.get("leak_suspected")),
        is_request=row["kind"] == Kind.DISCLOSURE,
        we_are_responsible=routing.is_ours_to_answer(concerns, arrangement_is_ours=None),
    )
