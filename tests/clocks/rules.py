"""How does an officer draft a rule and a second one publish it, while a company's deadline is open?"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import ClockRule
from privacyportal.clocks.plan import Facts, LevelCode, OffsetUnit, Role
from tests.factories.clocks import tokyo
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
NOW = tokyo("2026-12-04T10:00")
TODAY = date(2026, 12, 4)
type MakeCompany = Callable[..., Vendor]


def started(company: MakeCompany) -> Vendor:
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    return vendor


def officer(name: str = "baba") -> User:
    return User.objects.get(username=name)


def amended(rule: ClockRule, by: User | None = None, *, valid_from: date = TODAY, **terms: Any) -> ClockRule:
    by = by or officer()
    return river.amend_rule(obj=rule, valid_from=valid_from, change_reason="決定", by=by, at=NOW, **terms)


def with_step(rule: ClockRule, *, offset: int, valid_from: date = TODAY, **terms: Any) -> ClockRule:
    draft = amended(rule, valid_from=valid_from, **terms)
    river.set_level(
        rule=draft, code=LevelCode.EARLY, role=Role.OWNER, order=1, offset=offset,
        offset_unit=OffsetUnit.BUSINESS_DAYS, by=officer(), at=NOW,
    )  # fmt: skip
    return draft


def published(draft: ClockRule, by: User | None = None, at: datetime = NOW) -> ClockRule:
    return river.publish_rule(obj=draft, by=by or officer("endo"), at=at)
