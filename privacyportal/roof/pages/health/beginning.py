"""What is still to be done before a new portal can work? Told by the looks of doctor, and gone when it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from privacyportal.accounts import roles
from privacyportal.accounts.models import User
from privacyportal.backoffice.labels import Text
from privacyportal.roof.pages.boards import Board
from privacyportal.roof.pages.health import backups, office, river
from privacyportal.roof.pages.health.check import Check, Look


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """One thing that every portal begins with: the look that tells whether it is there, and who may do it."""

    look: Look
    who: str
    # Of a look that tells of several things, those that count here.
    codes: tuple[str, ...] = ()

    def missing(self, at: datetime) -> Iterator[Check]:
        """Yield what the look finds wanting."""
        for check in self.look(at):
            if (not self.codes or check.code in self.codes) and (not check.is_good or check.is_missing):
                yield check


ADMINISTRATOR, OFFICER = roles.ADMINISTRATOR.code, roles.COMPLIANCE_OFFICER.code
# In the order in which they need one another: people before desks, a policy before what is promised by it.
BEGINNINGS = (
    Beginning(look=office.charges, who=ADMINISTRATOR, codes=("people.roles_held",)),
    Beginning(look=office.heads, who=ADMINISTRATOR),
    Beginning(look=office.desks, who=ADMINISTRATOR),
    Beginning(look=office.calendars, who=ADMINISTRATOR),
    Beginning(look=office.calendars_confirmed, who=ADMINISTRATOR),
    Beginning(look=office.policy, who=OFFICER),
    Beginning(look=river.proven, who=ADMINISTRATOR),
    Beginning(look=backups.backed_up, who=ADMINISTRATOR),
)


@dataclass(frozen=True, kw_only=True)
class Open:
    """One line of the list: what is missing, in whose power it is, and whether the reader is one of them."""

    check: Check
    who: Text
    is_yours: bool


def to_do(user: User, at: datetime) -> Board | None:
    """Return the list of what is missing, in the order in which it is done; None once nothing is."""
    held = set(user.groups.values_list("name", flat=True))
    lines = [
        Open(check=check, who=roles.label_of(one.who), is_yours=user.is_superuser or one.who in held)
        for one in BEGINNINGS
        for check in one.missing(at)
    ]
    if not lines:
        return None
    title = _("Before the portal can be used")
    return Board(title=title, template="dashboard/beginning.html", context={"lines": lines})
