"""What follows for the policy when somebody comes to the firm, goes, or returns? A pledge."""

from datetime import datetime

from privacyportal.accounts import followups
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.policies.services import follow_staff


def follow(*, person: User, by: Actor, at: datetime) -> object:
    """Open or close the sheet of a member of staff, in the name of whoever changed the account."""
    return follow_staff(person=person, by=by, at=at)


followups.register_staff(follow)
