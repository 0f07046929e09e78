"""Where does a case go, why, and who may decide otherwise?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases import guards, routing
from cases.clocks import answer_variant, body_variant
from cases.models import Case, RouteRow, RouteTable
from cases.services.access import realign
from cases.services.declaring import step_deed
from cases.services.moving import finish, locked, note_step, wanting
from cases.states import BODIES, Kind, steps
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Refusal, Refused, refuse_if
from privacyportal.calendars.budgets import Due
from privacyportal.clocks import plan
from privacyportal.clocks import river as clocks
from vendors.models import JointUseArrangement, JointUsePartner


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the table says of a case: the row, whose desk owns it, whose desk answers, which desk gets a linked case."""

    row: RouteRow
    owner: Desk
    answering: Desk
    linked: Desk | None = None
    deadlines: Sequence[tuple[str, Due]] = field(default_factory=tuple)


class Asked(TypedDict):
    """What the table is asked of a case."""

    kind: str
    sender: str
    concerns: str
    leak_suspected: bool
    received_at: datetime
    partner: JointUsePartner | None
    arrangement: JointUseArrangement | None


def plan_route(
    *,
    kind: str,
    sender: str,
    concerns: str,
    leak_suspected: bool,
    received_at: datetime,
    partner: JointUsePartner | None = None,
    arrangement: JointUseArrangement | None = None,
) -> Plan:
    """Return where the table in force on the day of receipt sends a case.

    :raises Refused: when no table is in force, or it has no row for the case.
    """
    rows = {row.pk: row for row in _rows_in_force(received_at)}
    values = [value_of(row) for row in rows.values()]
    facts = routing.Facts(
        sender=sender,
        concerns=concerns,
        leak_suspected=leak_suspected,
        is_request=kind == Kind.DISCLOSURE,
        we_are_responsible=routing.is_ours_to_answer(
            concerns, arrangement_is_ours=arrangement.is_ours_to_answer if arrangement else None
        ),
    )
    decided, goes_on = routing.decide(values, facts), routing.continuing(values, facts)
    if decided is None or goes_on is None:
        raise Refused([_no_row()])
    row, owner = rows[decided.key], rows[goes_on.key].owner_desk
    return Plan(row=row, owner=owner, answering=row.desk or _partner_desk(partner) or owner, linked=row.linked_desk)


def preview_route(*, at: datetime, **facts: Unpack[Asked]) -> Plan:
    """Return the plan of a case not yet stored, with the deadlines it would get."""
    plan = plan_route(**facts)
    return Plan(
        row=plan.row,
        owner=plan.owner,
        answering=plan.answering,
        linked=plan.linked,
        deadlines=tuple(_deadlines(plan.row, facts["kind"], facts["sender"], facts["received_at"])),
    )


@step_deed(steps.REROUTED)
def reroute(*, case: Case, desk: Desk, reason: str, by: Actor, at: datetime) -> Case:
    """Send a case elsewhere than the table says, for a written reason.

    A desk of ours takes the case over; a desk outside answers while ours follows it. A handler who does not sit at
    the new desk gives the case back.

    :raises Refused: when the reason is missing, or the case has ended.
    """
    case = locked(case)
    refuse_if([*wanting(case, steps.REROUTED, reason=reason), guards.still_open(is_open=case.is_open)], obj=case)
    before = [case.desk.name, case.answering_desk.name]
    case.answering_desk, case.route_reason, case.rerouted_by = desk, reason, by.account
    if desk.is_ours:
        case.desk = desk
        if case.handler is not None and not sits_at(case.handler, desk):
            case.handler = None
            realign(case)
    case.save(update_fields=["answering_desk", "route_reason", "rerouted_by", "desk", "handler"])
    note_step(case, steps.REROUTED, by=by, at=at, reason=reason)
    changes = {"desk": [before[0], case.desk.name], "answering_desk": [before[1], desk.name]}
    return finish(case, "cases.rerouted", by=by, at=at, changes=changes, reason=reason)


def sits_at(person: User, desk: Desk) -> bool:
    """Return whether a person may work on the cases of a desk: a member, or one whose office spans all desks."""
    return person.has_perm("cases.view_case") or desk.members.filter(pk=person.pk).exists()


def _rows_in_force(received_at: datetime) -> "QuerySet[RouteRow]":
    return rows_of(RouteTable.objects.in_force(tokyo_day(received_at)))


def rows_of(tables: "QuerySet[RouteTable]") -> "QuerySet[RouteRow]":
    """Return the rows of tables in the order in which they are asked."""
    related = ("desk", "owner_desk", "linked_desk")
    return RouteRow.objects.filter(table__in=tables).select_related(*related).order_by("order")


def value_of(row: RouteRow) -> routing.Row:
    """Return a stored row as the decision takes it."""
    return routing.Row(
        key=row.pk,
        number=row.number,
        sender=row.sender,
        concerns=row.concerns,
        leak_suspected=row.leak_suspected,
        is_request=row.is_request,
        we_are_responsible=row.we_are_responsible,
    )


def _partner_desk(partner: JointUsePartner | None) -> Desk | None:
    return partner.desk if partner is not None else None


def _deadlines(row: RouteRow, kind: str, sender: str, received_at: datetime) -> Iterator[tuple[str, Due]]:
    variants = {"cases.acknowledge": "", "cases.answer": answer_variant(kind=kind, answer_days=row.answer_days)}
    if kind == Kind.DISCLOSURE:
        variants |= {"cases.identity_check": "", "cases.suit_possible": ""}
    if row.pass_on_days is not None:
        variants["cases.pass_on"] = ""
    if sender in BODIES:
        variants["cases.referral_answer"] = body_variant(row.body_days)
    if row.vendor_days is not None:
        variants["cases.vendor_answer"] = body_variant(row.vendor_days)
    for duty, variant in variants.items():
        due = clocks.preview(duty=duty, started_at=received_at, variant=variant)
        if due is not None:
            yield str(plan.label_of(duty)), due


def _no_row() -> Refusal:
    return Refusal(
        code="cases.no_route",
        section="12",
        cannot=_("The case cannot be routed."),
        missing=_("No row of a routing table in force on the day of receipt fits it."),
        next_step=_("Check the time of receipt, or ask compliance to add a row."),
        field="received_at",
    )
