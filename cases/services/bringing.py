"""How do many cases come in from another register at once, as cases of today or as history?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.guards.disposal import people_stand, words_stand
from cases.models import Case, CaseParty, CaseStep
from cases.models.case import AFTER_IDENTITY
from cases.services import brought
from cases.services.brought import COLUMNS, PARTY, ROLES, Columns, Details, Routes
from cases.services.intake import add_referral, judged_texts, judged_typed
from cases.services.links import spawn_leak_or_data_case
from cases.states import OUTCOMES, Kind, Status, steps
from privacyportal.accounts.models import User
from privacyportal.audit import inserting, trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.bulk import RowResult, given
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.individual_numbers import no_individual_number
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.clocks import river as clocks
from privacyportal.imports.history import second_person
from privacyportal.references import registry as references

STEP, BRING = steps.IMPORTED.name, steps.IMPORTED.right
HISTORY_RIGHT = "cases.approve_case"
_OF_ROLES = {role: {name: f"{role}_{name}" for name in PARTY} for role in ROLES}
# What nobody here has done: an answer, an end, an identity check. It comes in as history or not at all.
ELSEWHERE = (Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN)


@deed(right=BRING, words=_("bringing cases in"), by_portal=True, asked=("rows",))
def bring_cases(
    *, rows: Sequence[Details], approved_by: User | None = None, by: Actor, at: datetime
) -> list[RowResult[Case]]:
    """Register many cases, without a handler, at the desk of the routing table or of the row; answer row by row.

    A row is asked the guards of `open_case`. `approved_by` lets the rows in as history: what was answered, ended or
    identified elsewhere; each case is marked so. Texts, dates and outcomes are asked in either case.

    :raises Refused: when history is not approved by another person who may approve answers.
    """
    judge = _Judge(approved_by, by, at)
    read = [brought.columns(row) for row in rows]
    judged = [judge.refusals(row, columns) for row, columns in zip(rows, read, strict=True)]
    numbers = iter(references.issue_many("CASE", count=sum(not refused for refused in judged), at=at))
    made = [
        None
        if refused
        else judge.case(row, columns, reference=next(numbers), registered_at=at, registered_by=by.account)
        for row, columns, refused in zip(rows, read, judged, strict=True)
    ]
    inserting.objects([case for case in made if case is not None])
    cases = {case: row for case, row in zip(made, rows, strict=True) if case is not None}
    _store_steps([(case, "") for case in cases], by, at)
    inserting.rows(CaseParty, ("case_id", "role", *PARTY), list(_parties(cases)))
    clocks.begin_many(records=list(cases), at=at, suppress="imported")
    _record("cases.case_imported", {case: {"kind": case.kind, "status": case.status} for case in cases}, judge)
    judge.follow_up(cases)
    return [
        RowResult(refusals=refused) if case is None else RowResult(record=case, fields=tuple(row))
        for case, row, refused in zip(made, rows, judged, strict=True)
    ]


@deed(right=BRING, words=_("changing cases by a list"), by_portal=True, asked=("rows",))
def update_cases(
    *, rows: Sequence[tuple[int, Details]], approved_by: User | None = None, by: Actor, at: datetime
) -> list[RowResult[Case]]:
    """Write what rows say now onto cases that nobody has worked on here; answer row by row.

    Each is given by its number's key; modes and guards are those of `bring_cases`.

    :raises Refused: when history is not approved by another person who may approve answers.
    """
    judge = _Judge(approved_by, by, at)
    stored = Case.objects.select_for_update(of=("self",)).filter(reference__in=[key for key, _row in rows])
    found = {case.reference_id: case for case in stored.select_related("reference", "desk", "route_row")}
    held = dict(zip(found, brought.held(list(found.values())), strict=True))
    worked_on = set(
        CaseStep.objects.filter(case__in=found.values()).exclude(action=STEP).values_list("case__reference", flat=True)
    )
    parties = CaseParty.objects.filter(case__in=found.values(), erasure__isnull=False)
    gone = set(parties.values_list("case", flat=True))
    results, written = [], dict[Case, _Change]()
    for key, row in rows:
        change = _Change(found[key], held[key], row)
        refused = judge.refusals(change.said, change.columns) if change.fields else ()
        if change.fields and key in worked_on:
            refused = (_worked_on(), *refused)
        refused = (*refused, *_written_again(change, people_are_gone=change.case.pk in gone))
        if change.fields and not refused:
            written[change.write(judge)] = change
        results.append(RowResult(record=None if refused else change.case, fields=change.fields, refusals=refused))
    _store(written, by, at)
    changes: dict[Case, dict[str, object]] = {
        case: {"status": [change.before, case.status], "fields": sorted(change.fields)}
        for case, change in written.items()
    }
    _record("cases.case_import_updated", changes, judge)
    return results


class _Judge:
    """What is asked of every row of one deed, and by which table its cases are routed."""

    def __init__(self, approved_by: User | None, by: Actor, at: datetime) -> None:
        self.approved_by, self.by, self.at = approved_by, by, at
        self.is_history = approved_by is not None
        if approved_by is not None:
            refuse_if([second_person(by=by, approved_by=approved_by, right=HISTORY_RIGHT)])
        self._routes = Routes(at)

    def refusals(self, row: Details, columns: Columns) -> tuple[Refusal, ...]:
        """Return every rule that forbids the row with these columns."""
        intake = brought.intake(row, columns)
        typed = [] if self.is_history else judged_typed(intake)
        rules = [*judged_texts(intake, self.at), *typed, *self._of_states(row), *self._of_times(row)]
        route = self._routes.guard(row)
        return given([*rules, route, no_individual_number(str(row.get("root_cause") or ""), field="root_cause")])

    def _of_states(self, row: Details) -> Iterable[Refusal | None]:
        kind, status = Kind(str(row["kind"])), Status(str(row["status"]))
        is_verified = bool(row.get("identity_verified_at"))
        yield guards.happened_elsewhere(
            is_claimed=status in ELSEWHERE or is_verified,
            is_history=self.is_history,
            field="status" if status in ELSEWHERE else "identity_verified_at",
        )
        if status == Status.CLOSED:
            yield guards.outcome_fits(outcome=str(row.get("outcome") or ""), allowed=OUTCOMES[kind])
        if status in AFTER_IDENTITY:
            yield guards.identity_first(kind=kind, is_verified=is_verified)

    def _of_times(self, row: Details) -> Iterable[Refusal | None]:
        received, status = row["received_at"], Status(str(row["status"]))
        needed = brought.ENDED_BY.get(status, ())
        for name in ("acknowledged_at", "identity_verified_at", *needed):
            moment = row.get(name)
            if isinstance(moment, datetime) and isinstance(received, datetime):
                yield guards.not_before(moment, earliest=received, field=name)
                yield guards.not_in_future(moment, now=self.at, field=name)
            elif name in needed:
                yield guards.dated(field=name, state=str(status.label))

    def case(self, row: Details, columns: Columns, **registered: object) -> Case:
        """Return the case of a row with these columns, not stored yet."""
        return Case(**{**columns, **self._routes.columns(row), **registered}, brought_as_history=self.is_history)

    def follow_up(self, cases: Mapping[Case, Details]) -> None:
        """Open what an intake opens beside a case, the body's request, a leak's linked case; of history nothing."""
        if self.is_history:
            return
        asked = []
        for case, row in cases.items():
            if add_referral(case, brought.intake(row, brought.columns(row)), self.by) is not None:
                asked.append(case.reference)
            linked = self._routes.linked(row)
            if linked is not None and case.route_row is not None:
                spawn_leak_or_data_case(case, linked, case.route_row, by=self.by, at=self.at)
        clocks.refresh_many(references=asked, at=self.at, suppress="imported")


@dataclass
class _Change:
    """A stored case beside what a row says of it."""

    case: Case
    held: Details
    row: Details

    def __post_init__(self) -> None:
        self.before = self.case.status
        self.said: Details = {**self.held, **self.row}
        self.columns = brought.columns(self.said)
        now = brought.columns(self.held)
        names = [name for name in COLUMNS if self.columns[name] != now[name]]
        named = {f"{role}_{name}" for role in ROLES for name in PARTY} & set(self.row)
        names += sorted(name for name in named if (self.row[name] or "") != (self.held[name] or ""))
        desk = self.row.get("desk")
        self.fields = tuple(names if desk in (None, "", self.held["desk"]) else [*names, "desk"])

    def write(self, judge: _Judge) -> Case:
        """Write the columns onto the case; return it, not stored yet."""
        for name, value in self.columns.items():
            setattr(self.case, name, value)
        if "desk" in self.fields:
            self.case.desk = self.case.answering_desk = brought.desk_of(self.row)
            self.case.route_reason, self.case.route_row = str(brought.NAMED_BY_FILE), None
        self.case.brought_as_history |= judge.is_history
        return self.case


def _written_again(change: _Change, *, people_are_gone: bool) -> tuple[Refusal, ...]:
    """Refuse a row that would write again what was erased of its case."""
    said = {name: change.row.get(name) for name in change.fields}
    names_people = any(value for name, value in said.items() if name.startswith(tuple(f"{role}_" for role in ROLES)))
    is_erased = change.case.erasure_id is not None
    return given([words_stand(said, Case.content, is_erased=is_erased), people_stand(people_are_gone and names_people)])


def _worked_on() -> Refusal:
    return Refusal(
        code="cases.worked_on",
        cannot=_("The file may not change this case."),
        missing=_("It has been worked on here since it came in."),
        next_step=_("Change it on its own page."),
    )


def _store(written: Mapping[Case, _Change], by: Actor, at: datetime) -> None:
    if not written:
        return
    columns = [*COLUMNS, "desk", "answering_desk", "route_row", "route_reason", "brought_as_history"]
    Case.objects.bulk_update(written, columns, batch_size=100)
    _store_steps([(case, change.before) for case, change in written.items() if case.status != change.before], by, at)
    _write_parties({case: change.said for case, change in written.items()})
    clocks.refresh_many(references=[case.reference for case in written], at=at, suppress="imported")


def _store_steps(moved: Iterable[tuple[Case, str]], by: Actor, at: datetime) -> None:
    """Store that cases came from a state to that in which they are now."""
    who = by.account.pk if by.account else None
    names = ("case_id", "action", "from_status", "to_status", "at", "by_id")
    inserting.rows(CaseStep, names, [(case.pk, STEP, before, case.status, at, who) for case, before in moved])


def _write_parties(cases: Mapping[Case, Details]) -> None:
    standing = set(CaseParty.objects.filter(case__in=cases).values_list("case_id", "role"))
    names = ("case_id", "role", *PARTY)
    CaseParty.objects.bulk_create(
        [CaseParty(**dict(zip(names, said, strict=True))) for said in _parties(cases, standing)],
        update_conflicts=True,
        unique_fields=["case", "role"],
        update_fields=list(PARTY),
    )


def _parties(cases: Mapping[Case, Details], standing: Collection[tuple[int, str]] = ()) -> Iterator[tuple[object, ...]]:
    """Yield case, role and PARTY of the people whom rows name, and of those who stood there and are named no more."""
    for case, row in cases.items():
        for role, columns in _OF_ROLES.items():
            said = [row.get(column) or "" for column in columns.values()]
            if any(said) or (case.pk, role) in standing:
                yield (case.pk, role, *said)


def _record(action: str, changes: Mapping[Case, dict[str, object]], judge: _Judge) -> None:
    approver = judge.approved_by.get_username() if judge.approved_by is not None else ""
    mode = {"as_history": True, "approved_by": approver} if approver else {}
    told = [trail.Entry(action=action, obj=case, changes={**said, **mode}) for case, said in changes.items()]
    trail.record_many(told, by=judge.by, at=judge.at)
