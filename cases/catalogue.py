"""Which desks and which decision table does the portal bring along?"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cases.models import RouteRow, RouteTable
from cases.services.declaring import case_deed
from privacyportal.accounts.models import Department, Desk
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.publishing import Stage, bring_along
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.calendars.models import BusinessCalendar

DATA = Path(__file__).parent / "data"
# The first table answers for everything received before the portal existed, as far back as its calendars reach.
FIRST_DAY = date(2015, 1, 1)
SOURCE = "基本方針第12項および第13項、個人情報保護法第40条、第47条および第53条"
DEPARTMENTS = {
    "PLANNING": ("事務システム企画部", "Planning department"),
    "COMPLIANCE": ("コンプライアンス部", "Compliance department"),
}
DAYS = ("answer_days", "pass_on_days", "body_days", "vendor_days")
ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, "": None}


@dataclass(frozen=True)
class Installed:
    """What an installation added: codes of desks, and whether a new table came into force."""

    desks: tuple[str, ...]
    table: RouteTable | None


@case_deed(right=FOLLOWS, words=_("installation of desks and routing table"), on="", by_portal=True)
def install(*, by: Actor, at: datetime) -> Installed:
    """Add the shipped desks that do not exist and put the shipped table in force where it differs from the last one.

    Safe to repeat: a desk that exists stays as the firm has edited it; a changed file becomes a new dated version
    and ends the one before, unless the firm has put a table of its own in force: that stays. Calendars are installed
    before.
    """
    desks = tuple(_add_desks(by, at))
    return Installed(desks, _add_table((DATA / "routes.csv").read_bytes(), by, at))


def _add_desks(by: Actor, at: datetime) -> list[str]:
    calendars = {calendar.code: calendar for calendar in BusinessCalendar.objects.all()}
    departments = {code: _department(code) for code in DEPARTMENTS}
    added = []
    for row in read("desks.csv"):
        desk, is_new = Desk.objects.get_or_create(
            code=row["code"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "name_en": row["name_en"],
                "telephone": row["telephone"],
                "hours": row["hours"],
                "url": row["url"],
                "calendar": calendars[row["calendar"]],
                "department": departments.get(row["department"]),
            },
        )
        if is_new:
            trail.record(action="accounts.desk_changed", obj=desk, by=by, at=at, changes={"desk": desk.code})
            added.append(desk.code)
    return added


def _department(code: str) -> Department:
    name, name_en = DEPARTMENTS[code]
    return Department.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})[0]


def _add_table(content: bytes, by: Actor, at: datetime) -> RouteTable | None:
    fingerprint = sha256(content).hexdigest()
    published = RouteTable.objects.published()
    of_the_firm = RouteTable.objects.exclude(drafted_by=None, stage=Stage.PUBLISHED)
    if published.filter(content_sha256=fingerprint).exists() or of_the_firm.exclude(stage=Stage.WITHDRAWN).exists():
        return None
    last = published.order_by("-valid_from").first()
    first_day = FIRST_DAY if last is None else max(tokyo_day(at), last.valid_from + timedelta(days=1))
    table = RouteTable.objects.create(valid_from=first_day, source=SOURCE, content_sha256=fingerprint)
    RouteRow.objects.bulk_create(_rows(table))
    published.filter(valid_to=None).update(valid_to=first_day)
    bring_along([table], at=at)
    changes = {"valid_from": first_day, "sha256": fingerprint}
    trail.record(action="cases.route_table_installed", obj=table, by=by, at=at, changes=changes)
    return table


def _rows(table: RouteTable) -> list[RouteRow]:
    desks = {desk.code: desk for desk in Desk.objects.all()}
    return [
        RouteRow(
            table=table,
            order=int(row["order"]),
            number=row["number"],
            sender=row["sender"],
            leak_suspected=ANSWERS[row["leak_suspected"]],
            is_request=ANSWERS[row["is_request"]],
            concerns=row["concerns"],
            we_are_responsible=ANSWERS[row["we_are_responsible"]],
            desk=desks[row["desk"]] if row["desk"] else None,
            owner_desk=desks[row["owner_desk"]],
            linked_desk=desks[row["linked_desk"]] if row["linked_desk"] else None,
            **{name: int(row[name]) if row[name] else None for name in DAYS},
            reason=row["reason"],
            reason_en=row["reason_en"],
            guidance=row["guidance"],
            guidance_en=row["guidance_en"],
        )
        for row in read("routes.csv")
    ]


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a shipped file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
