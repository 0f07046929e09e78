"""Who may let a file in as history: what was done elsewhere, which nobody here has checked or approved?"""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from privacyportal.audit.actors import PORTAL, Actor, Staff, acting
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import Refusal
from privacyportal.imports.registry import Person, importer_for


def second_person(*, by: Actor, approved_by: Person, right: str) -> Refusal | None:
    """History comes in by two persons: one brings the file, another who may approve such records lets it in."""
    if by.account is None:
        return _refusal(_("Nobody is named who brings it in (--by)."), _("Name the person."))
    if by.is_same_person(approved_by):
        return _refusal(_("It is approved by the person who brings it in."), _("Ask another approver."))
    if approved_by is None or not right or not Staff(approved_by).holds(right):
        return _refusal(_("The person named may not approve this kind of record."), _("Ask an approver."))
    return None


def stand_in(run: ImportRun) -> Person:
    """Return somebody who may let a file in as history, in whose place it is tried: nothing of that is stored.

    None where nobody but whoever brings it in may.
    """
    right = importer_for(run.kind).history_right
    proposer = acting(run.started_by or PORTAL)
    others = get_user_model().objects.filter(is_active=True).order_by("pk")
    return next((one for one in others if second_person(by=proposer, approved_by=one, right=right) is None), None)


def has_history(*, right: str) -> Refusal | None:
    """Return the refusal of history for kinds of record of which nothing is history."""
    if right:
        return None
    return _refusal(_("Records of this kind are evidence from the day they come in."), _("Bring it in as usual."))


def _refusal(missing: str, next_step: str) -> Refusal:
    return Refusal(
        code="imports.history_second_person",
        cannot=_("The file cannot come in as history."),
        missing=missing,
        next_step=next_step,
        field="approved_by",
    )
