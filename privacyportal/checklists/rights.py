"""Who may answer, sign off, mend and verify? Named once; steps, deeds and buttons take them from here."""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from django.db.models import Model

from privacyportal.backoffice.rights import right
from privacyportal.references import registry
from privacyportal.references.models import Reference

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


@runtime_checkable
class AboutSubject(Protocol):
    """A record about something that is supervised: a vendor, a department of our own."""

    @property
    def subject(self) -> Reference:
        """Return the number of what it is about."""


@runtime_checkable
class Owned(Protocol):
    """A task that was given to one person."""

    @property
    def owner_id(self) -> int:
        """Return the key of that person."""


def is_responsible(user: "User", subject: Reference) -> bool:
    """Return whether the subject was personally given to the person to supervise."""
    model = registry.kind_of(subject).model_class
    codename = f"{model._meta.app_label}.supervise_{model._meta.model_name}"
    return user.has_perm(codename, registry.object_for(subject))


def _in_charge(user: "User", obj: Model) -> bool:
    if isinstance(obj, Reference):
        return is_responsible(user, obj)
    return isinstance(obj, AboutSubject) and is_responsible(user, obj.subject)


def _owns(user: "User", obj: Model) -> bool:
    return isinstance(obj, Owned) and obj.owner_id == user.pk


ANSWER = right("checklists.answer_assessment", personally=_in_charge, by_deputy=True)
SIGN_OFF = right("checklists.sign_off_assessment")
CHANGE_FINDING = right("checklists.change_finding")
# Whoever is in charge of the subject agrees on what will be done about a finding.
MEND = right("checklists.change_finding", personally=_in_charge, by_deputy=True)
# The owner of a corrective action reports on it.
REPORT = right("checklists.change_correctiveaction", personally=_owns, by_deputy=True)
VERIFY = right("checklists.change_correctiveaction")
CHANGE_TEMPLATE = right("checklists.change_checklisttemplate")
