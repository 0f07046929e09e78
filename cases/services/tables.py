"""How does the routing table change? A draft with its rows, then a second person who puts it in force."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import routing
from cases.models import Case, RouteRow, RouteTable
from cases.services.declaring import case_deed
from cases.services.routes import rows_of, value_of
from cases.states import ROUTES, Kind
from privacyportal.accounts.models import Desk
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Conflict, refuse_if

# Who has done any of these to a draft is not its second person.
CHANGES = ("cases.route_table_drafted", "cases.route_row_set", "cases.route_row_dropped")
ROW_FIELDS = (
    "number", "sender", "leak_suspected", "is_request", "concerns", "we_are_responsible", "desk", "owner_desk",
    "linked_desk", "answer_days", "pass_on_days", "body_days", "vendor_days", "reason", "reason_en", "guidance",
    "guidance_en",
)  # fmt: skip
MOST = 50


@case_deed(right=ROUTES, on="table", words=gettext_lazy("Draft of a routing table"))
def draft_table(*, table: RouteTable, valid_from: date, change_reason: str, by: Actor, at: datetime) -> RouteTable:
    """Draft the next routing table with the rows of this one; no case goes by it before a second person publishes it.

    :raises Refused: when there is a draft already.
    """
    refuse_if([publishing.no_draft_yet(RouteTable.objects.all())], obj=table)
    draft = RouteTable.objects.create(
        valid_from=valid_from, change_reason=change_reason, source=table.source, drafted_at=at, drafted_by=by.account
    )
    rows = list(table.rows.order_by("order"))
    for row in rows:
        row.pk, row.table = None, draft
    RouteRow.objects.bulk_create(rows)
    changes = {"valid_from": valid_from}
    trail.record(action=CHANGES[0], obj=draft, by=by, at=at, changes=changes, reason=change_reason)
    return draft


@case_deed(right=ROUTES, on="table", words=gettext_lazy("Row of a routing table set"))
def set_row(
    *, table: RouteTable, order: int, row: RouteRow | None = None, by: Actor, at: datetime, **values: object
) -> RouteRow:
    """Put a row into a draft at a place (1 is asked first), or write `row` of the draft anew there.

    `values` are of ROW_FIELDS.

    :raises Conflict: when it is no longer a draft, or the row has been taken out.
    """
    publishing.require_draft(table)
    written = _stored(table, row) if row is not None and row.table_id == table.pk else RouteRow(table=table)
    for name, value in values.items():
        setattr(written, name, value)
    others = [one for one in table.rows.order_by("order") if one.pk != written.pk]
    place = max(min(order, len(others) + 1), 1)
    # Behind all others, until every row has its place again.
    written.order = _last(table) + 1
    written.save()
    _place(table, [*others[: place - 1], written, *others[place - 1 :]])
    changes = {"row": written.number, "place": place}
    trail.record(action=CHANGES[1], obj=table, by=by, at=at, changes=changes)
    written.refresh_from_db()
    return written


@case_deed(right=ROUTES, on="table", words=gettext_lazy("Row of a routing table taken out"))
def drop_row(*, table: RouteTable, row: RouteRow, by: Actor, at: datetime) -> RouteTable:
    """Take a row out of a draft.

    :raises Conflict: when it is no longer a draft, or the row is not its own.
    """
    publishing.require_draft(table)
    if not table.rows.filter(pk=row.pk).delete()[0]:
        raise Conflict(_("This row is not in the draft any more."))
    _place(table, list(table.rows.order_by("order")))
    trail.record(action=CHANGES[2], obj=table, by=by, at=at, changes={"row": row.number})
    return table


@case_deed(right=ROUTES, on="table", words=gettext_lazy("Routing table put in force"))
def publish_table(*, table: RouteTable, by: Actor, at: datetime) -> RouteTable:
    """Put a draft in force from its first day; the table before it ends there. Cases keep the route they have.

    :raises Refused: when a person who drafted or changed it publishes it, or its first day is not after the newest
        case that went by the present table.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(table)
    versions, impact = RouteTable.objects.all(), impact_text(table)
    publishing.put_in_force(
        table, versions=versions, changes=CHANGES, newest_use=newest_use(), impact=impact, by=by, at=at
    )
    changes = {"valid_from": table.valid_from, "moved": len(otherwise(table))}
    trail.record(
        action="cases.route_table_published", obj=table, by=by, at=at, changes=changes, reason=table.change_reason
    )
    return table


@case_deed(right=ROUTES, on="table", words=gettext_lazy("Draft of a routing table withdrawn"))
def withdraw_table(*, table: RouteTable, reason: str, by: Actor, at: datetime) -> RouteTable:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    publishing.give_up(table)
    trail.record(action="cases.route_table_withdrawn", obj=table, by=by, at=at, reason=reason)
    return table


def _stored(table: RouteTable, row: RouteRow) -> RouteRow:
    """Return the row as the locked draft has it now."""
    stored = table.rows.filter(pk=row.pk).first()
    if stored is None:
        raise Conflict(_("This row is not in the draft any more."))
    return stored


def newest_use() -> date | None:
    """Return the last day on which a case went by a published table."""
    used = Case.objects.filter(route_row__table__in=RouteTable.objects.published())
    last: datetime | None = used.aggregate(last=Max("received_at"))["last"]
    return tokyo_day(last) if last is not None else None


def tried(table: RouteTable, facts: routing.Facts) -> RouteRow | None:
    """Return the row by which a case would go under a table, draft or not; None where it has none."""
    rows = {row.pk: row for row in rows_of(RouteTable.objects.filter(pk=table.pk))}
    decided = routing.decide([value_of(row) for row in rows.values()], facts)
    return rows[decided.key] if decided is not None else None


def otherwise(table: RouteTable) -> Sequence[tuple[Case, RouteRow | None]]:
    """Return the open cases that went by the table and would go to another desk under this one, with the row."""
    rows = {row.pk: row for row in rows_of(RouteTable.objects.filter(pk=table.pk))}
    values = [value_of(row) for row in rows.values()]
    moved = []
    routed = Case.objects.open().filter(rerouted_by=None).exclude(route_row=None)
    # A case that the row opened beside another goes to the row's own desk for it.
    routed = routed.exclude(linked_from__case__route_row=F("route_row"))
    for case in routed.select_related("reference", "arrangement", "route_row__desk", "route_row__owner_desk"):
        decided = routing.decide(values, facts_of(case))
        row = rows[decided.key] if decided is not None else None
        if row is None or case.route_row is None or _desks(row) != _desks(case.route_row):
            moved.append((case, row))
    return moved


def facts_of(case: Case) -> routing.Facts:
    """Return what the table asks of a stored case."""
    arrangement = case.arrangement
    return routing.Facts(
        sender=case.sender,
        concerns=case.concerns,
        leak_suspected=case.leak_suspected,
        is_request=case.kind == Kind.DISCLOSURE,
        we_are_responsible=routing.is_ours_to_answer(
            case.concerns, arrangement_is_ours=arrangement.is_ours_to_answer if arrangement else None
        ),
    )


def impact_text(table: RouteTable) -> str:
    """Return how many open cases would be routed otherwise, in words and without naming one."""
    moved = otherwise(table)
    counts: Mapping[str, int] = {}
    for _case, row in moved:
        name = str(row.desk or row.owner_desk) if row is not None else _("no row fits")
        counts = {**counts, name: counts.get(name, 0) + 1}
    lines = [f"{name}: {count}" for name, count in sorted(counts.items())]
    said = _("Open cases that this table would send elsewhere (they keep the route they have): %(count)s")
    return "\n".join([said % {"count": len(moved)}, *lines])


def _desks(row: RouteRow) -> tuple[Desk | None, Desk]:
    return row.desk, row.owner_desk


def _last(table: RouteTable) -> int:
    last: int | None = table.rows.aggregate(last=Max("order"))["last"]
    return last or 0


def _place(table: RouteTable, rows: Sequence[RouteRow]) -> None:
    """Number the rows from 1, past each other: two rows never share a place, not even in between."""
    beyond = _last(table) + len(rows) + 1
    table.rows.update(order=F("order") + beyond)
    for place, row in enumerate(rows, start=1):
        RouteRow.objects.filter(pk=row.pk).update(order=place)
