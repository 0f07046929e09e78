"""What does every installation begin with? Roles, calendars, rules, master data, countries, desks, routes."""

from datetime import datetime

from django.db import transaction

from cases import catalogue as cases
from privacyportal.accounts import roles
from privacyportal.audit import rows
from privacyportal.audit.actors import Actor
from privacyportal.calendars import catalogue as calendars
from privacyportal.checklists import catalogue as checklists
from privacyportal.clocks.river import catalogue as clocks
from privacyportal.clocks.river import thresholds
from privacyportal.policies import catalogue as policies
from privacyportal.search import upkeep
from vendors import catalogue as vendors

# In the order in which they need one another: rules name calendars, desks have calendars, routes name desks.
CATALOGUES = (
    ("calendars", calendars.install),
    ("clocks", clocks.install),
    ("thresholds", thresholds.install_thresholds),
    ("policies", policies.install),
    ("checklists", checklists.install),
    ("vendors", vendors.install),
    ("cases", cases.install),
)


@transaction.atomic
def install(*, by: Actor, at: datetime) -> list[str]:
    """Write the roles' table and everything the portal brings along; return the names of what was looked after.

    Safe to repeat: what is there, and what staff have changed, stays.
    """
    roles.sync()
    for _name, bring in CATALOGUES:
        bring(by=by, at=at)
    rows.begin(by=by, at=at)
    upkeep.begin()
    return ["roles", *(name for name, _bring in CATALOGUES)]
