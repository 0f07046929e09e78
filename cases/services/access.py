"""Who holds a case personally, and what of it changes when staff change?"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseUserObjectPermission
from cases.permissions import GRANTED
from cases.services.declaring import case_deed
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.audit.trail import Entry
from privacyportal.backoffice.rights import FOLLOWS


@case_deed(right=FOLLOWS, words=_("Access to the case realigned"), on="", by_portal=True)
def realign_access(*, person: User, by: Actor, at: datetime) -> int:
    """Bring the access to a person's cases in line with them and their deputy as they are now; return how many changed.

    Their cases are those that they handle, and those whose handler they stand in for.
    """
    held = Case.objects.filter(Q(handler=person) | Q(handler__deputy=person))
    changed = []
    for case in held.select_related("handler__deputy", "reference"):
        changes = realign(case)
        if changes:
            changed.append(Entry(action="cases.access_realigned", obj=case, changes=dict(changes)))
    if changed:
        trail.record_many(changed, by=by, at=at)
    return len(changed)


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


def _holders(case: Case) -> list[User]:
    return [case.handler] if case.handler is not None and case.handler.is_active else []


def _grant(case: Case, people: Iterable[int], have: set[tuple[int, str]]) -> None:
    rights = Permission.objects.filter(content_type__app_label="cases", codename__in=GRANTED)
    CaseUserObjectPermission.objects.bulk_create(
        CaseUserObjectPermission(content_object=case, user_id=pk, permission=right)
        for right in rights
        for pk in sorted(people)
        if (pk, right.codename) not in have
    )
