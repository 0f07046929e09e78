"""Whom and what does an assessment, a finding or an action concern?"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import Model

from privacyportal.accounts.models import User
from privacyportal.clocks.plan import Subject, UnknownDuty, subject_of
from privacyportal.clocks.plan.duties import Holder
from privacyportal.references import registry
from privacyportal.references.models import Reference


def owner_of(subject: Reference) -> User | None:
    """Return who is in charge of the subject, as its room says."""
    return _ask(subject, lambda room: room.owner, None)


def department_of(subject: Reference) -> Holder | None:
    """Return the department in charge of the subject, as its room says."""
    return _ask(subject, lambda room: room.department, None)


def name_of(subject: Reference) -> str:
    """Return what the subject is called in lists and mails; its number where its room gives no name."""
    return _ask(subject, lambda room: room.title, "") or str(subject)


def _ask[T](subject: Reference, question: Callable[[Subject], Callable[[Model], T]], otherwise: T) -> T:
    try:
        room = subject_of(subject.prefix)
    except UnknownDuty:
        return otherwise
    return question(room)(registry.object_for(subject))


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
    rows = kind.rows().filter(reference__in=keys)
    return {row.reference_id: str(room.title(row)) for row in rows.select_related("reference", *room.related)}
