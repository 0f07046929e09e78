"""Who holds a case personally, and what of it changes when staff change?"""

from datetime import datetime

from django.db.models import Q

from cases.models import Case
from cases.permissions import realign
from cases.services.moving import Person
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.trail import Entry
from privacyportal.backoffice.deeds import deed


@deed
def realign_access(*, person: User, by: Person, at: datetime) -> int:
    """Bring the access to a person's cases in line with them and their deputy as they are now; return how many changed.

    Their cases are those that they handle, and those whose handler they stand in for.
    """
    held = Case.objects.filter(Q(handler=person) | Q(handler__deputy=person))
    changed = []
    for case in held.select_related("handler__deputy", "reference"):
        changes = realign(case)
        if changes:
            changed.append(Entry(action="cases.access_realigned", obj=case, changes=changes))
    if changed:
        trail.record_many(changed, by=by, at=at)
    return len(changed)
