"""Whom and what does an assessment, a finding or an action concern?"""

from typing import Any

from privacyportal.accounts.models import User
from privacyportal.clocks.registry import UnknownDuty, subject_of
from privacyportal.references import registry
from privacyportal.references.models import Reference


def owner_of(subject: Reference) -> User | None:
    """Return who is in charge of the subject, as its room says."""
    owner: Any = _ask(subject, "owner", None)
    return owner


def department_of(subject: Reference) -> Any:
    """Return the department in charge of the subject, as its room says."""
    return _ask(subject, "department", None)


def name_of(subject: Reference) -> str:
    """Return what the subject is called in lists and mails; its number where its room gives no name."""
    return str(_ask(subject, "title", "")) or str(subject)


def _ask(subject: Reference, question: str, otherwise: Any) -> Any:
    try:
        room = subject_of(subject.prefix)
    except UnknownDuty:
        return otherwise
    return getattr(room, question)(registry.object_for(subject))
