"""Among what is the river measured? So many open clocks, of which so many have one step due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from privacyportal.accounts import roles
from privacyportal.accounts.models import User
from privacyportal.audit import standing_still
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, Level, Threshold
from privacyportal.clocks.plan import LevelCode, Role
from privacyportal.clocks.river import limits
from privacyportal.references.models import Reference
from privacyportal.references.registry import issue
from privacyportal.roof import installation
from privacyportal.roof.bench.clones import analyze, clone, later
from vendors.models import Country, Vendor

OWNERS = 20
NO_BRAKE = 99_999_999


@dataclass(frozen=True)
class River:
    """What stands in the database: the keys of the first clock's rows, and how many clocks there are."""

    at: datetime
    clocks: int
    levels: int
    first: Reference
    owners: tuple[User, ...]


def build(*, clocks: int, levels: int) -> River:
    """Fill a fresh database: `clocks` open clocks; the first `levels` of them have a step due, one each.

    Every clock has a second step in the future. The due ones belong to vendors with owners who may see them, and are
    to be told at once; of the others only what the sweep reads is there. The storm brake is raised.
    """
    at = timezone.now()
    installation.install(by=PORTAL, at=at - timedelta(days=1000))
    with standing_still.lifted(connection, Threshold._meta.db_table):
        Threshold.objects.filter(code__in=[limits.IN_ONE_SWEEP, limits.PER_PERSON]).update(value=NO_BRAKE)
    owners = tuple(_owner(number) for number in range(OWNERS))
    vendor = _vendor(owners[0], at)
    river.refresh(reference=vendor.reference, at=at)
    clock = Clock.objects.get(reference=vendor.reference)
    clock.levels.all().delete()
    _clone_clocks(vendor, clock, clocks=clocks, levels=levels)
    _clone_levels(clock, at, clocks=clocks, levels=levels)
    analyze(Reference, Vendor, Clock, Level)
    return River(at=at, clocks=clocks, levels=levels, first=vendor.reference, owners=owners)


def _clone_clocks(vendor: Vendor, clock: Clock, *, clocks: int, levels: int) -> None:
    reference = f"{vendor.reference.pk} + n"
    number = "'VENDOR-' || CAST(1000000 + n AS text)"
    owner = f"{vendor.owner_id} + n %% {OWNERS}"
    everyone, due = (1, clocks - 1), (1, levels - 1)
    clone(Reference, pk=vendor.reference.pk, numbers=everyone, values={"id": reference, "number": number})
    values = {"id": f"{vendor.pk} + n", "reference_id": reference, "owner_id": owner}
    clone(Vendor, pk=vendor.pk, numbers=due, values=values)
    clone(Clock, pk=clock.pk, numbers=everyone, values={"id": f"{clock.pk} + n", "reference_id": reference})


def _clone_levels(clock: Clock, at: datetime, *, clocks: int, levels: int) -> None:
    due = _level(clock, LevelCode.OVERDUE, at - timedelta(hours=2))
    coming = _level(clock, LevelCode.ESCALATE_MANAGER, at + timedelta(days=30))
    moment = later("source.fire_at", "n %% 5000 * 3600")
    values = {"id": f"{coming.pk} + n", "clock_id": f"{clock.pk} + n", "fire_at": moment}
    clone(Level, pk=coming.pk, numbers=(1, clocks - 1), values=values)
    moment = later("source.fire_at", "n * 0.001")
    values = {"id": f"{coming.pk + clocks - 1} + n", "clock_id": f"{clock.pk} + n", "fire_at": moment}
    clone(Level, pk=due.pk, numbers=(1, levels - 1), values=values)


def _owner(number: int) -> User:
    user = User.objects.create(
        username=f"owner{number}",
        email=f"owner{number}@portal.example",
        last_name="担当",
        first_name=f"{number}",
        is_staff=True,
    )
    user.groups.add(Group.objects.get(name=roles.COMPLIANCE_OFFICER.code))
    return user


def _vendor(owner: User, at: datetime) -> Vendor:
    return Vendor.objects.create(
        reference=issue("VENDOR", at=at),
        name="株式会社計測",
        country=Country.objects.get(pk="JP"),
        criticality="high",
        owner=owner,
        registered_at=at,
        status="active",
        activated_at=at - timedelta(days=400),
        next_review_on=tokyo_day(at) - timedelta(days=1),
    )


def _level(clock: Clock, code: str, fire_at: datetime) -> Level:
    return Level.objects.create(
        clock=clock,
        generation=clock.generation,
        code=code,
        role=Role.OWNER,
        order=1 if code == LevelCode.OVERDUE else 2,
        at_once=True,
        fire_at=fire_at,
    )
