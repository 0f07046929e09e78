"""What are the rights on a case called, and who holds them personally?"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission

from cases.models import Case, CaseUserObjectPermission
from privacyportal.backoffice.querysets import Viewer

VIEW, HANDLE, APPROVE = "view_case", "handle_case", "approve_case"
GRANTED = (VIEW, HANDLE)


def realign(case: Case) -> dict[str, list[str]]:
    """Let exactly the handler hold the case personally, while their account is open; deputies stand in by date.

    Return who gained and who lost it, by user name; nothing when all was as it should be. Safe to repeat.
    """
    keep = {person.pk: person.get_username() for person in _holders(case)}
    held = CaseUserObjectPermission.objects.filter(content_object=case)
    have = set(held.values_list("user_id", "permission__codename"))
    gone = sorted(held.exclude(user_id__in=keep).values_list("user__username", flat=True).distinct())
    new = sorted(name for key, name in keep.items() if any((key, right) not in have for right in GRANTED))
    if gone:
        held.exclude(user_id__in=keep).delete()
    if new:
        _grant(case, keep, have)
    return {"granted": new, "withdrawn": gone} if new or gone else {}


def _holders(case: Case) -> list[Any]:
    return [case.handler] if case.handler is not None and case.handler.is_active else []


def _grant(case: Case, people: Iterable[int], have: set[tuple[int, str]]) -> None:
    rights = Permission.objects.filter(content_type__app_label="cases", codename__in=GRANTED)
    CaseUserObjectPermission.objects.bulk_create(
        CaseUserObjectPermission(content_object=case, user_id=pk, permission=right)
        for right in rights
        for pk in sorted(people)
        if (pk, right.codename) not in have
    )


def may_read_persons(user: Viewer, case: Case) -> bool:
    """Return whether the person may read who complains: in a restricted case only those who work on it or decide."""
    return not case.restricted or case.handler_id == user.pk or may_read_restricted(user)


def may_read_restricted(user: Viewer) -> bool:
    """Return whether the person's office lets them into every restricted case: handling the register, or approving."""
    return user.has_perm("cases.view_case") and (
        user.has_perm("cases.handle_case") or user.has_perm("cases.approve_case")
    )


def may_handle(user: Viewer, case: Case) -> bool:
    """Return whether the person works on the case, by role or personally."""
    return user.has_perm("cases.handle_case") or user.has_perm("cases.handle_case", case)


def may_approve(user: Viewer) -> bool:
    """Return whether the person's office is to decide on answers."""
    return user.has_perm("cases.approve_case")


def approvers_for(case: Case) -> list[Any]:
    """Return whom to ask for a decision: the handler's supervisor, else the head of the desk's department."""
    asked = [
        case.handler.manager if case.handler else None,
        case.desk.department.head if case.desk.department else None,
    ]
    able = [person for person in asked if person is not None and person.is_active and may_approve(person)]
    return able[:1]
