"""Who reads a case's people and files, and whom does one ask to decide?

The rights themselves are named where the steps are: `cases.states`.
"""

from cases.models import Case
from cases.states import APPROVE, HANDLE
from privacyportal.accounts.models import User
from privacyportal.backoffice.querysets import Viewer

# What the handler holds on their case personally.
GRANTED = ("view_case", "handle_case")


def may_read_persons(user: Viewer, case: Case) -> bool:
    """Return whether the person may read who complains: in a restricted case only those who work on it or decide."""
    return not case.restricted or case.handler_id == user.pk or may_read_restricted(user)


def may_read_restricted(user: Viewer) -> bool:
    """Return whether the person's office lets them into every restricted case: handling the register, or approving."""
    offices = (*HANDLE.permissions, *APPROVE.permissions)
    return user.has_perm("cases.view_case") and any(user.has_perm(office) for office in offices)


def may_approve(user: User) -> bool:
    """Return whether the person's office is to decide on answers."""
    return any(user.has_perm(permission) for permission in APPROVE.permissions)


def approvers_for(case: Case) -> list[User]:
    """Return whom to ask for a decision: the handler's supervisor, else the head of the desk's department."""
    asked = [
        case.handler.manager if case.handler else None,
        case.desk.department.head if case.desk.department else None,
    ]
    able = [person for person in asked if person is not None and person.is_active and may_approve(person)]
    return able[:1]
