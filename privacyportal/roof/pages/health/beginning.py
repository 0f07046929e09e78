"""What is still to be done before a new portal can work? Told by the looks of doctor, and gone when it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacyportal.accounts import roles
from privacyportal.accounts.models import User
from privacyportal.backoffice.labels import Text
from privacyportal.calendars import alarms
from privacyportal.roof.pages.boards import Board
from privacyportal.roof.pages.health import backups, founding, office, river
from privacyportal.roof.pages.health.check import Check, Look


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """One thing that every portal begins with: the look that tells whether it is there, and the roles that may do it.

    `lapses`: what was there once and is not in order any more belongs to health, not to the beginning.
    """

    look: Look
    who: tuple[str, ...]
    lapses: bool = False
    # Codes that come round every year, or that another line tells.
    passing: tuple[str, ...] = ()

    def missing(self, at: datetime) -> Iterator[Check]:
        """Yield what the look finds wanting."""
        for check in self.look(at):
            is_wanting = check.is_missing or not (self.lapses or check.is_good)
            if is_wanting and check.code not in self.passing:
                yield check


ADMINISTRATOR, OFFICER = roles.ADMINISTRATOR.code, roles.COMPLIANCE_OFFICER.code
HOLIDAYS = f"calendars.{alarms.HOLIDAYS_UNCONFIRMED}"
# In the order in which they need one another: people before desks, a policy before what is promised by it.
BEGINNINGS = (
    Beginning(look=founding.deciders, who=(ADMINISTRATOR,)),
    Beginning(look=founding.officers, who=(ADMINISTRATOR, OFFICER)),
    Beginning(look=river.proven, who=(ADMINISTRATOR,)),
    Beginning(look=office.heads, who=(ADMINISTRATOR,)),
    Beginning(look=office.desks, who=(ADMINISTRATOR,)),
    Beginning(look=office.calendars, who=(ADMINISTRATOR, OFFICER), passing=(HOLIDAYS,)),
    Beginning(look=founding.calendar, who=(ADMINISTRATOR, OFFICER)),
    Beginning(look=founding.policy, who=(OFFICER,)),
    Beginning(look=backups.backed_up, who=(ADMINISTRATOR,), lapses=True),
)


@dataclass(frozen=True, kw_only=True)
class Open:
    """One line of the list: what is missing, in whose power it is, and whether the reader is one of them."""

    check: Check
    who: Text
    is_yours: bool


def lines_of(held: set[str], at: datetime, among: Sequence[Beginning]) -> list[Open]:
    """Return a line for each thing that is missing, with who can do it."""
    return [
        Open(
            check=check,
            who=pgettext("list", ", ").join(roles.label_of(code) for code in one.who),
            is_yours=bool(held & set(one.who)),
        )
        for one in among
        for check in one.missing(at)
    ]


def to_do(user: User, at: datetime) -> Board | None:
    """Return the list of what is missing, in the order in which it is done; None once nothing is.

    Who looks after the portal sees all of it, others what they can do themselves.
    """
    held = set(roles_held(user))
    sees_all = ADMINISTRATOR in held
    lines = lines_of(held, at, [one for one in BEGINNINGS if sees_all or held & set(one.who)])
    if not lines:
        return None
    title = _("Before the portal can be used")
    return Board(title=title, template="dashboard/beginning.html", context={"lines": lines, "sees_all": sees_all})


def roles_held(user: User) -> Sequence[str]:
    """Return the roles of a person; somebody above all roles has each."""
    if user.is_superuser:
        return [role.code for role in roles.ROLES]
    return list(user.groups.values_list("name", flat=True))
