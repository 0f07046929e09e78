"""Who works on a case, and how are its facts put right?"""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases import guards, mails
from cases.guards.disposal import people_stand, words_stand
from cases.models import Case, CaseParty
from cases.services.access import realign
from cases.services.declaring import case_deed, step_deed
from cases.services.moving import finish, locked, note_step, wanting
from cases.services.routes import sits_at
from cases.states import HANDLE, StepByKind, steps
from privacyportal.accounts.charging import receiving
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.values import differing

CHANGEABLE = (
    "subject", "description", "desired_remedy", "disclosure_method", "policy_section", "purpose", "consent", "vendor",
    "partner", "arrangement", "external_number", "restricted", "root_cause",
)  # fmt: skip


@step_deed(steps.ASSIGNED)
def assign_handler(*, case: Case, handler: User, reason: str = "", by: Actor, at: datetime) -> Case:
    """Name the person who handles a case; they and their deputy get personal rights, everybody before loses theirs.

    :raises Refused: when the person may not work on cases or does not sit at the case's desk.
    """
    return _give(case, handler, steps.ASSIGNED, reason, by, at)


@step_deed(steps.TAKEN)
def take_over(*, case: Case, by: Actor, at: datetime) -> Case:
    """Become the handler of a case that nobody handles.

    :raises Refused: when somebody handles it already, or the person does not sit at the case's desk.
    """
    case = locked(case)
    person = by.account
    refuse_if([_is_taken(case, by), can_handle(case, person)], obj=case)
    return _give(case, person, steps.TAKEN, "", by, at) if person is not None else case


@case_deed(right=HANDLE, words=_("Correcting a case"))
def change_case(*, case: Case, changes: Mapping[str, object], by: Actor, at: datetime) -> Case:
    """Correct what a case says of itself; its state, route and dates have deeds of their own.

    :raises Refused: when its words were erased and others are written in their place, or when the case is about a
        partner's own handling and would name no partner any more (section 8(iv)).
    """
    case = locked(case)
    refuse_if([words_stand(changes, case.content, is_erased=case.erasure_id is not None)], obj=case)
    edited = differing(case, {name: changes[name] for name in CHANGEABLE if name in changes})
    changed = sorted(edited)
    if not changed:
        return case
    for name, value in edited.items():
        setattr(case, name, value)
    if "partner" in changed:
        refuse_if([guards.partner_named(concerns=case.concerns, has_partner=case.partner_id is not None)], obj=case)
    case.save(update_fields=changed)
    return finish(case, "cases.changed", by=by, at=at, changes={"fields": changed})


@case_deed(right=HANDLE, words=_("Correct the people"))
def change_people(
    *, case: Case, complainant: Mapping[str, object], representative: Mapping[str, object], by: Actor, at: datetime
) -> Case:
    """Put right who complains or requests and how to reach them; an empty representative is taken out.

    :raises Refused: when a representative is given without name or kind of authority.
    """
    case = locked(case)
    name, authority = representative.get("name", ""), representative.get("authority", "")
    is_given = any(representative.values())
    named = guards.representative_named(name=str(name), authority=str(authority), is_representative=is_given)
    refuse_if([named, people_stand(case.parties.filter(erasure__isnull=False).exists())], obj=case)
    CaseParty.objects.update_or_create(case=case, role=CaseParty.Role.COMPLAINANT, defaults=dict(complainant))
    if is_given:
        CaseParty.objects.update_or_create(case=case, role=CaseParty.Role.REPRESENTATIVE, defaults=dict(representative))
    else:
        CaseParty.objects.filter(case=case, role=CaseParty.Role.REPRESENTATIVE).delete()
    return finish(case, "cases.people_changed", by=by, at=at)


@step_deed(steps.CORRECT_RECEIVED)
def correct_received(*, case: Case, received_at: datetime, reason: str, by: Actor, at: datetime) -> Case:
    """Correct when the case was received, for a written reason; its deadlines follow.

    :raises Refused: when the reason is missing or the moment lies after the registration.
    """
    case = locked(case)
    not_ahead = guards.not_in_future(received_at, now=case.registered_at, field="received_at")
    refuse_if([*wanting(case, steps.CORRECT_RECEIVED, reason=reason), not_ahead], obj=case)
    before, case.received_at = case.received_at, received_at
    case.save(update_fields=["received_at"])
    note_step(case, steps.CORRECT_RECEIVED, by=by, at=at, reason=reason)
    changes = {"received_at": [before, received_at]}
    return finish(case, "cases.received_corrected", by=by, at=at, changes=changes, reason=reason)


def hand_over(case: Case, *, person: User, to: User | None, reason: str, by: Actor, at: datetime) -> Case:
    """Give a case to the successor of a handler who leaves or moves, inside that deed; one digest tells them."""
    return _name(locked(case), to, steps.ASSIGNED, reason, by, at)


def unfit(person: User, case: Case) -> str:
    """Return why somebody cannot handle a case; empty where they can."""
    refusal = can_handle(case, person)
    return str(refusal.missing) if refusal is not None else ""


def _give(case: Case, handler: User, step: StepByKind, reason: str, by: Actor, at: datetime) -> Case:
    handler, case = receiving(handler), locked(case)
    refuse_if([can_handle(case, handler)], obj=case)
    _name(case, handler, step, reason, by, at)
    mails.tell_assignment(case, by=by, at=at)
    return case


def _name(case: Case, handler: User | None, step: StepByKind, reason: str, by: Actor, at: datetime) -> Case:
    """Write who handles a case that is locked, with the step, the entry in the trail and who may see it."""
    before = case.handler
    case.handler = handler
    case.save(update_fields=["handler"])
    realign(case)
    note_step(case, step, by=by, at=at, reason=reason)
    changes = {"handler": [str(before or ""), str(handler or "")]}
    return finish(case, "cases.assigned", by=by, at=at, changes=changes, reason=reason)


def can_handle(case: Case, handler: User | None) -> Refusal | None:
    """Refuse a handler who has left, may not handle cases, or does not sit at the case's desk."""
    able = handler is not None and handler.is_active and handler.has_perm("cases.handle_case")
    return guards.handler_sits_here(is_able=able and handler is not None and sits_at(handler, case.desk))


def _is_taken(case: Case, by: Actor) -> Refusal | None:
    return guards.not_taken(is_taken=case.handler is not None and not by.is_same_person(case.handler))
