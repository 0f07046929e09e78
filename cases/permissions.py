"""Who reads a case's people and files, and whom does one ask to decide?

The rights themselves are named where the steps are: `cases.states`.
"""

from collections.abc import Iterator
from itertools import islice

from cases.models import Case
from cases.states import APPROVE
from privacyportal.accounts.models import User
from privacyportal.backoffice.querysets import Viewer

# What the handler holds on their case personally.
GRANTED = ("view_case", "handle_case")


def may_read_persons(user: Viewer, case: Case) -> bool:
    """Return whether the person may read who complains: in a restricted case only those who work on it or decide."""
    return not case.restricted or Case.objects.people_visible_to(user).filter(pk=case.pk).exists()


def may_approve(user: User) -> bool:
    """Return whether the person's office is to decide on answers."""
    return any(user.has_perm(permission) for permission in APPROVE.permissions)


def approvers_for(case: Case) -> list[User]:
    """Return whom to ask for a decision: the handler's supervisor, else the head of the desk's department."""
    able = (person for person in _superiors(case) if person is not None and person.is_active and may_approve(person))
    return list(islice(able, 1))


def _superiors(case: Case) -> Iterator[User | None]:
    """Return who decides for a case, one after the other: mostly the first does, and nobody looks for the next."""
    yield case.handler.manager if case.handler else None
    yield case.desk.department.head if case.desk.department else None
