"""How is the demonstration's data made, once, so that it mails nobody and looks like two years of work?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction
from django.utils import translation

from cases.models import Case
from consents.models import ConsentEntry, ThirdPartyProvision
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, acting
from privacyportal.audit.models import AuditEntry
from privacyportal.calendars import services as calendars
from privacyportal.calendars.models import CalendarVersion
from privacyportal.calendars.states import VersionStatus
from privacyportal.clocks import river as clocks
from privacyportal.clocks.plan import Reason
from privacyportal.notifications import services as notifications
from privacyportal.policies import services as policies
from privacyportal.roof import installation
from privacyportal.roof.demo import (
    accounts,
    case_stories,
    consent_stories,
    keeping_stories,
    party_stories,
    policy_stories,
    provision_stories,
    vendor_stories,
)
from privacyportal.roof.demo.office import Office
from privacyportal.roof.demo.timeline import Timeline
from privacyportal.roof.demo.world import World
from vendors.models import JointUsePartner, Vendor

BUILT = "privacyportal.demo_built"
FOUNDED_DAYS_AGO = 800


class NotEmpty(Exception):
    """The database holds people that the demonstration did not make."""


def is_built() -> bool:
    """Return whether the data was made before."""
    return AuditEntry.objects.filter(action=BUILT).exists()


def require_empty() -> None:
    """Make sure that nobody works with this database.

    :raises NotEmpty: when somebody does.
    """
    if User.objects.exists():
        raise NotEmpty(
            "This database already has users and was not made by the demonstration. Nothing was changed. "
            "Point PORTAL_VAR_DIR (or PORTAL_DATABASE_URL) at an empty place."
        )


def build(*, at: datetime, tell: Callable[[str], object]) -> dict[str, int]:
    """Make everything in one transaction as of the moment `at`; return how many there are of what.

    `tell` is given one line per part.
    """
    with transaction.atomic(), translation.override("ja"), silently(at):
        world = found(at, tell)
        deeds = Timeline(
            chain(
                [policy_stories.story(world)],
                party_stories.stories(world),
                vendor_stories.stories(world),
                keeping_stories.stories(world),
                consent_stories.stories(world),
                provision_stories.stories(world),
                case_stories.stories(world),
            )
        ).tell(until=at)
        tell(f"{deeds} deeds told")
        accounts.send_on_leave(world.staff, at=at)
        confirm_holidays(world, at=at)
        counts = count()
        trail.record(action=BUILT, by=PORTAL, at=at, changes=counts)
    return counts


@contextmanager
def silently(at: datetime) -> Iterator[None]:
    """Tell nobody of what is entered meanwhile; what falls due after `at` is told of as usual."""
    with notifications.silence(Reason.IMPORTED), clocks.catching_up(at=at, suppress=Reason.IMPORTED):
        yield


def found(at: datetime, tell: Callable[[str], object]) -> World:
    """Set the portal up two years ago, with its staff and the customers of that day."""
    founded = at - timedelta(days=FOUNDED_DAYS_AGO)
    installation.install(by=PORTAL, at=founded)
    tell("set up")
    world = World(office=Office(at), staff=accounts.hire(at=founded))
    policies.bring_in_line(by=PORTAL, at=founded)
    world.look_up_master_data()
    tell("staff hired")
    consent_stories.register_known(world, at=founded)
    tell("persons registered")
    return world


def confirm_holidays(world: World, *, at: datetime) -> None:
    """Have the coming year's holidays checked by one officer and put in force by another, as each February."""
    year, source = at.year + 1, "内閣府「国民の祝日」及び官報"
    first, second = world.staff["kitamura"], world.staff["nishida"]
    for old in CalendarVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related("calendar"):
        draft = calendars.draft(calendar=old.calendar, source=source, by=acting(first), at=at)
        calendars.confirm_year(version=draft, year=year, source=source, by=acting(first), at=at)
        calendars.publish(version=draft, by=acting(second), at=at)


def count() -> dict[str, int]:
    """Return what there is to see."""
    return {
        "vendors": Vendor.objects.count(),
        "joint-use partners": JointUsePartner.objects.count(),
        "cases": Case.objects.count(),
        "consents": ConsentEntry.objects.count(),
        "provisions": ThirdPartyProvision.objects.count(),
        "users": User.objects.count(),
    }
