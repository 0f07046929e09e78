"""Who pledged to keep the policy, when was it reviewed, and which certificates did vendors show?"""

from collections.abc import Iterator
from datetime import date, timedelta

from privacyportal.audit.actors import acting
from privacyportal.calendars.arithmetic import add_months
from privacyportal.policies import services as policies
from privacyportal.policies.models import PolicyVersion, StaffPledge
from privacyportal.roof.demo.dice import between, chance, pick, roll
from privacyportal.roof.demo.policy_stories import NOTICE_DAYS, SECOND_VERSION_DAYS_AGO
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World, texts
from vendors import services as vendors
from vendors.models import Vendor, VendorEvidence

# The last pledges were signed so many days ago: two are late, some are near, the others have time.
SIGNED_DAYS_AGO = (378, 370, 352, 345, 338, 300, 280, 262, 241, 220, 200, 180, 150, 121, 90, 62, 30)
ISMS_YEARS = 3
MARK_YEARS = 2
# Certificates end so many days from today: one is past, some are near.
ENDS_IN = (-6, 12, 25, 55, 80, 140, 200, 320, 400, 500, 610)

REVIEWS = ((430, "委託先の監督の記載を改める。", True), (260, "変更の必要なし。", False))


def stories(world: World) -> Iterator[Story]:
    """Return one story per member of staff, one of the reviews, one per vendor with certificates."""
    sheets = StaffPledge.objects.select_related("person", "reference").order_by("pk")
    yield from (pledges(world, sheet, number) for number, sheet in enumerate(sheets))
    yield reviews(world)
    active = [facts["key"] for facts in texts("vendors")["vendors"] if facts.get("now", "active") == "active"]
    yield from (certificates(world, key) for key in active if chance(55, "certificate", key))


def pledges(world: World, sheet: StaffPledge, number: int) -> Story:
    """Sign on joining, then about every year, and when there is a new version to read."""
    last = world.office.today - timedelta(days=SIGNED_DAYS_AGO[number % len(SIGNED_DAYS_AGO)])
    read_after = SECOND_VERSION_DAYS_AGO - NOTICE_DAYS - between(2, 24, "read", number)
    read = world.office.today - timedelta(days=read_after)
    days = sorted([add_months(last, -12), read, last])
    joined = world.office.on(sheet.opened_at.date() + timedelta(days=between(2, 20, "joined", number)), 30)
    for at in [joined, *(world.office.on(day, between(5, 400, "pledge", number)) for day in days)]:
        if at >= joined:
            yield at
            policies.sign_pledge(pledge=sheet, by=acting(sheet.person), at=at)


def reviews(world: World) -> Story:
    """Look at the policy once in a while; the first look found that it had to change."""
    officer = world.staff["kitamura"]
    for days_ago, result, needs_change in REVIEWS:
        at = world.office.on(world.office.today - timedelta(days=days_ago), 200)
        yield at
        version = PolicyVersion.objects.in_force_on(at.date()).first()
        if version is not None:
            policies.record_review(
                version=version,
                reviewed_on=at.date(),
                result=result,
                needs_change=needs_change,
                by=acting(officer),
                at=at,
            )


def certificates(world: World, key: str) -> Story:
    """Show a certificate, and the one before it."""
    is_mark = chance(40, "mark", key)
    kind = VendorEvidence.Kind.PRIVACY_MARK if is_mark else VendorEvidence.Kind.ISMS
    years = MARK_YEARS if is_mark else ISMS_YEARS
    name = f"第{10_000_000 + roll(key) % 9_000_000}号" if is_mark else f"IS {500_000 + roll(key) % 300_000}"
    ends_on = world.office.today + timedelta(days=pick(ENDS_IN, "ends", key))
    issued_on = add_months(ends_on, -12 * years)
    at = world.office.on(max(issued_on + timedelta(days=9), _known(world, key)), between(5, 400, key))
    yield at
    vendor = world.vendors.get(key)
    if vendor is not None and vendor.owner is not None:
        vendors.record_evidence(
            vendor=Vendor.objects.get(pk=vendor.pk),
            kind=kind,
            name=name,
            issued_on=issued_on,
            expires_on=ends_on,
            by=acting(vendor.owner),
            at=at,
        )


def _known(world: World, key: str) -> date:
    """Return a day on which every vendor is in the register."""
    return world.office.today - timedelta(days=between(20, 60, "shown", key))
