"""Whom and what does an assessment, a finding or an action concern?"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from privacyportal.accounts.models import User
from privacyportal.clocks.plan import UnknownDuty, subject_of
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


def names_of(subjects: Iterable[Reference]) -> dict[int, str]:
    """Return the names of many subjects by the key of their reference, with one query for each kind."""
    by_prefix: dict[str, set[int]] = defaultdict(set)
    for subject in subjects:
        by_prefix[subject.prefix].add(subject.pk)
    names: dict[int, str] = {}
    for prefix, keys in by_prefix.items():
        names |= _names_of_kind(prefix, keys)
    return names


def _names_of_kind(prefix: str, keys: set[int]) -> dict[int, str]:
    try:
        room = subject_of(prefix)
    except UnknownDuty:
        return {}
    kind = next(kind for kind in registry.kinds() if kind.prefix == prefix)
    rows: Any = kind.model_class._default_manager.filter(reference__in=keys)
    return {row.reference_id: str(room.title(row)) for row in rows.select_related("reference", *room.related)}
