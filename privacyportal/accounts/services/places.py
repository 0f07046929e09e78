"""How are departments and desks set up and changed?"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts import rights
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.accounts.services.handing import NOBODY, keeping, refuse_closed
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.values import differing, values_of
from privacyportal.backoffice.writing import locked
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.calendars.states import VersionStatus

DEPARTMENT = ("code", "name", "name_en", "head")
DESK = ("code", "kind", "name", "name_en", "telephone", "hours", "calendar", "department", "url", "is_active")


class DeskFields(TypedDict, total=False):
    """What a desk is set up with beside its code and members."""

    kind: str
    name: str
    name_en: str
    telephone: str
    hours: str
    calendar: BusinessCalendar | None
    department: Department | None
    url: str
    is_active: bool


@deed(right=rights.DEPARTMENT, words=gettext_lazy("setting up of a department"), by_portal=True)
def create_department(
    *, code: str, name: str, by: Actor, at: datetime, name_en: str = "", head: User | None = None
) -> Department:
    """Set up a department.

    :raises Refused: for a code in use, or a head who has left.
    """
    refuse_if([code_free(Department, code, None), *refuse_closed({"head": head}, code)])
    department = Department.objects.create(code=code, name=name, name_en=name_en, head=head)
    trail.record(action="accounts.department_created", obj=department, by=by, at=at, changes={"code": code})
    return department


@deed(right=rights.DEPARTMENT, on="department", words=gettext_lazy("change of a department"), by_portal=True)
def change_department(*, department: Department, changes: Mapping[str, object], by: Actor, at: datetime) -> Department:
    """Change a department.

    :raises Refused: for a code in use, or a head who has left.
    """
    department = locked(department)
    head = {"head": changes["head"]} if changes.get("head", department.head) != department.head else {}
    free = code_free(Department, str(changes.get("code", department.code)), department)
    refuse_if([free, *refuse_closed(head, department.code)], obj=department)
    changed = store(department, changes, DEPARTMENT)
    if changed:
        trail.record(action="accounts.department_changed", obj=department, by=by, at=at, changes=changed)
    return department


@deed(right=rights.DESK, words=gettext_lazy("setting up of a desk"), by_portal=True)
def create_desk(
    *, code: str, by: Actor, at: datetime, members: Collection[User] = (), **fields: Unpack[DeskFields]
) -> Desk:
    """Set up a desk with its hours, calendar and members.

    :raises Refused: for a code in use, or a calendar of which no version is in force.
    """
    refuse_if([code_free(Desk, code, None), calendar_in_force(fields.get("calendar"))])
    desk = Desk.objects.create(code=code, **fields)
    desk.members.set(members)
    changes = {"code": code, "members": usernames(desk)}
    trail.record(action="accounts.desk_created", obj=desk, by=by, at=at, changes=changes)
    return desk


@deed(right=rights.DESK, on="desk", words=gettext_lazy("change of a desk"), by_portal=True)
def change_desk(*, desk: Desk, changes: Mapping[str, object], by: Actor, at: datetime) -> Desk:
    """Change a desk; who sits there decides which cases they see, so the trail keeps the members' sign-in names.

    :raises Refused: for a code in use, a calendar of which no version is in force, or members taken out who are in
        charge of what only members may have.
    """
    desk = locked(desk)
    code, calendar, members = changes.get("code", desk.code), changes.get("calendar"), changes.get("members")
    open_by = calendar if isinstance(calendar, BusinessCalendar) else None
    refuse_if([code_free(Desk, str(code), desk), calendar_in_force(open_by)], obj=desk)
    changed = store(desk, changes, DESK)
    before = usernames(desk)
    if isinstance(members, Iterable):
        _seat(desk, [member for member in members if isinstance(member, User)], by, at)
    after = usernames(desk)
    told: dict[str, object] = dict(changed)
    if before != after:
        told |= {"members_added": sorted(set(after) - set(before)), "members_removed": sorted(set(before) - set(after))}
    if told:
        trail.record(action="accounts.desk_changed", obj=desk, by=by, at=at, changes=told)
    return desk


def _seat(desk: Desk, members: Collection[User], by: Actor, at: datetime) -> None:
    with ExitStack() as stack:
        for person in desk.members.exclude(pk__in=[member.pk for member in members]).order_by("pk"):
            stack.enter_context(keeping(person, NOBODY, moves=True, reason="", by=by, at=at))
        desk.members.set(members)


def usernames(desk: Desk) -> list[str]:
    """Return the members' sign-in names in order."""
    return sorted(desk.members.values_list("username", flat=True))


def store(record: models.Model, changes: Mapping[str, object], editable: tuple[str, ...]) -> dict[str, list[str]]:
    """Write the changed fields of a record; return what they held before and hold now, by name, in words."""
    changed = differing(record, {name: changes[name] for name in editable if name in changes})
    before = values_of(record, changed)
    for name, value in changed.items():
        setattr(record, name, value)
    if changed:
        record.save(update_fields=list(changed))
    return {name: [_said(before[name]), _said(value)] for name, value in changed.items()}


def _said(value: object) -> str:
    return "" if value is None else str(value)


def code_free(model: type[Department | Desk], code: str, record: models.Model | None) -> Refusal | None:
    """A code belongs to one record."""
    holder = model.objects.filter(code=code).first()
    if holder is None or holder == record:
        return None
    return Refusal(
        code="accounts.code_taken",
        cannot=_("This code cannot be used."),
        missing=_("Another record has it."),
        next_step=_("Choose another code."),
        field="code",
    )


def calendar_in_force(calendar: BusinessCalendar | None) -> Refusal | None:
    """A desk's deadlines, and the mails to those who sit there, need hours that are in force (C8)."""
    if calendar is None or calendar.versions.filter(status=VersionStatus.PUBLISHED).exists():
        return None
    return Refusal(
        code="accounts.calendar_not_in_force",
        cannot=_("This calendar cannot be used by a desk."),
        missing=_("No version of it is in force."),
        next_step=_("Have a second person put a version in force, then choose it here."),
        field="calendar",
    )
