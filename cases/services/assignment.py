"""Who works on a case, and how are its facts put right?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import guards, mails
from cases.models import Case, CaseParty
from cases.permissions import realign
from cases.services.moving import Person, finish, locked, note_step
from cases.services.routes import sits_at
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if

CHANGEABLE = (
    "subject", "description", "desired_remedy", "disclosure_method", "policy_section", "purpose", "consent", "vendor",
    "partner", "arrangement", "external_number", "restricted", "root_cause",
)  # fmt: skip


@deed
def assign_handler(*, case: Case, handler: Any, reason: str = "", by: Person, at: datetime) -> Case:
    """Name the person who handles a case; they and their deputy get personal rights, everybody before loses theirs.

    :raises Refused: when the person may not work on cases or does not sit at the case's desk.
    """
    case = locked(case)
    refuse_if([_can_handle(case, handler)], obj=case)
    before = case.handler
    case.handler = handler
    case.save(update_fields=["handler"])
    realign(case)
    note_step(case, "assign", by=by, at=at, reason=reason)
    changes = {"handler": [str(before or ""), str(handler)]}
    finish(case, "cases.assigned", by=by, at=at, changes=changes, reason=reason)
    mails.tell_assignment(case, by=by, at=at)
    return case


@deed
def change_case(*, case: Case, changes: Mapping[str, Any], by: Person, at: datetime) -> Case:
    """Correct what a case says of itself; its state, route and dates have deeds of their own.

    :raises Refused: when a text holds an individual number.
    """
    case = locked(case)
    texts = {name: value for name, value in changes.items() if isinstance(value, str)}
    refuse_if([guards.no_individual_number(value, field=name) for name, value in texts.items()], obj=case)
    changed = sorted(name for name in CHANGEABLE if name in changes and getattr(case, name) != changes[name])
    if not changed:
        return case
    for name in changed:
        setattr(case, name, changes[name])
    case.save(update_fields=changed)
    return finish(case, "cases.changed", by=by, at=at, changes={"fields": changed})


@deed
def change_people(
    *, case: Case, complainant: Mapping[str, Any], representative: Mapping[str, Any], by: Person, at: datetime
) -> Case:
    """Put right who complains or requests and how to reach them; an empty representative is taken out.

    :raises Refused: when a representative is given without name or kind of authority.
    """
    case = locked(case)
    name, authority = representative.get("name", ""), representative.get("authority", "")
    is_given = any(representative.values())
    refuse_if(
        [
            guards.representative_named(name=name, authority=authority, is_representative=is_given),
            *guards.no_number_of("complainant", complainant),
            *guards.no_number_of("representative", representative),
        ],
        obj=case,
    )
    CaseParty.objects.update_or_create(case=case, role=CaseParty.Role.COMPLAINANT, defaults=dict(complainant))
    if is_given:
        CaseParty.objects.update_or_create(case=case, role=CaseParty.Role.REPRESENTATIVE, defaults=dict(representative))
    else:
        CaseParty.objects.filter(case=case, role=CaseParty.Role.REPRESENTATIVE).delete()
    return finish(case, "cases.people_changed", by=by, at=at)


@deed
def correct_received(*, case: Case, received_at: datetime, reason: str, by: Person, at: datetime) -> Case:
    """Correct when the case was received, for a written reason; its deadlines follow.

    :raises Refused: when the reason is missing or the moment lies after the registration.
    """
    case = locked(case)
    refuse_if(
        [
            guards.reason_given(reason, cannot=_("The time of receipt cannot be corrected.")),
            guards.not_in_future(received_at, now=case.registered_at, field="received_at"),
        ],
        obj=case,
    )
    before, case.received_at = case.received_at, received_at
    case.save(update_fields=["received_at"])
    note_step(case, "correct_received", by=by, at=at, reason=reason)
    changes = {"received_at": [before, received_at]}
    return finish(case, "cases.received_corrected", by=by, at=at, changes=changes, reason=reason)


def _can_handle(case: Case, handler: Any) -> Refusal | None:
    if handler.is_active and handler.has_perm("cases.handle_case") and sits_at(handler, case.desk):
        return None
    return Refusal(
        code="cases.handler_elsewhere",
        cannot=_("This person cannot be named as handler."),
        missing=_("They do not work at the case's desk, or may not work on cases."),
        next_step=_("Choose a member of the desk."),
        field="handler",
    )
