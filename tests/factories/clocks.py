"""Things that can be due: companies whose duties are whatever a test says they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from privacyportal.accounts.models import User
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks import plan
from privacyportal.clocks.models import ClockRule, RuleLevel
from privacyportal.clocks.plan import Duty, Facts, LevelCode, OffsetUnit, Role, Subject, Unit
from privacyportal.references.registry import issue
from vendors.models import Vendor

TOKYO = ZoneInfo("Asia/Tokyo")
DUTY = "tests.answer"
EVENTS: dict[int, Facts | None] = {}
numbers = count(1)
DAYS = OffsetUnit.BUSINESS_DAYS
LADDER = (
    (LevelCode.SOON, Role.OWNER, -3, DAYS, False),
    (LevelCode.DUE, Role.OWNER, 0, DAYS, False),
    (LevelCode.OVERDUE, Role.OWNER, 1, OffsetUnit.BUSINESS_MINUTES, False),
    (LevelCode.ESCALATE_MANAGER, Role.MANAGER, 3, DAYS, False),
    (LevelCode.ESCALATE_HEAD, Role.COMPLIANCE_HEAD, 7, DAYS, False),
)


def tokyo(text: str) -> datetime:
    """An instant from Tokyo wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@contextmanager
def declared(*, informational: bool = False) -> Iterator[None]:
    """Let companies have one duty, read from EVENTS, in place of their own."""
    subjects, duties = plan.duties._subjects.copy(), {code: dict(rows) for code, rows in plan.duties._duties.items()}
    plan.register(
        Subject(
            prefix="VENDOR",
            owner=lambda vendor: vendor.owner,
            department=lambda vendor: vendor.department,
            title=lambda vendor: vendor.name,
            related=("owner__manager", "owner__deputy", "department__head"),
        ),
        duties=[
            Duty(
                code=DUTY,
                label="回答",
                ask="点検へのご回答のお願い",
                facts=lambda vendor: EVENTS.get(vendor.pk),
                informational=informational,
            )
        ],
    )
    try:
        yield
    finally:
        EVENTS.clear()
        plan.duties._subjects.clear()
        plan.duties._subjects.update(subjects)
        plan.duties._duties.clear()
        plan.duties._duties.update(duties)


def make_rule(
    amount: int = 10, unit: str = Unit.BUSINESS_DAYS, *, ladder: tuple = LADDER, **fields: object
) -> ClockRule:
    """A rule of the tests' duty, with the usual ladder."""
    fields.setdefault("calendar", BusinessCalendar.objects.get(code="DESK"))
    fields.setdefault("valid_from", date(2015, 1, 1))
    told = {name: fields.pop(name) for name in ("valid_to", "published_at", "published_by") if name in fields}
    stage = fields.pop("stage", "published")
    rule = ClockRule.objects.create(duty=DUTY, amount=amount, unit=unit, source="tests", **fields)
    RuleLevel.objects.bulk_create(
        RuleLevel(rule=rule, code=code, role=role, order=order, offset=offset, offset_unit=unit, at_once=at_once)
        for order, (code, role, offset, unit, at_once) in enumerate(ladder, start=1)
    )
    ClockRule.objects.filter(pk=rule.pk).update(stage=stage, **told)
    rule.refresh_from_db()
    return rule


def make_company(owner: User | None = None, *, facts: Facts | None = None, **fields: object) -> Vendor:
    """A company in the register with its duty's events."""
    n = next(numbers)
    vendor = Vendor.objects.create(
        reference=issue("VENDOR", at=tokyo("2026-11-01T09:00")),
        name=f"東和データセンター{n}株式会社",
        country_id="JP",
        criticality="high",
        owner=owner,
        registered_at=tokyo("2026-11-01T09:00"),
        **fields,
    )
    EVENTS[vendor.pk] = facts
    return vendor
