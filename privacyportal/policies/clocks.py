"""When is the policy reviewed again, and who has yet to pledge to keep it?"""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import Department
from privacyportal.backoffice.dates import TOKYO
from privacyportal.clocks.plan import Duty, Facts, Subject, register
from privacyportal.policies.models import PolicyVersion, StaffPledge

REVIEW, PLEDGE, FIRST = "policies.review", "policies.pledge", "first"


def review_facts(version: PolicyVersion) -> Facts | None:
    """Return the next review: from the last one, or from the day the version came into effect."""
    if version.effective_from is None:
        return None
    reviewed = [review.reviewed_on for review in version.reviews.all()]
    return Facts(
        started_at=_morning(max(reviewed, default=version.effective_from)),
        cancelled=version.retired_on is not None,
        restarts=len(reviewed),
    )


def pledge_facts(pledge: StaffPledge) -> Facts:
    """Return the next pledge: soon after joining, then a year from the last one; none from who has left."""
    signed = [signing.signed_at for signing in pledge.signings.all()]
    return Facts(
        started_at=max(signed, default=pledge.opened_at),
        cancelled=not pledge.person.is_active,
        restarts=len(signed),
        variant="" if signed else FIRST,
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, TOKYO)


def _compliance(version: PolicyVersion) -> Department | None:
    return Department.objects.filter(code=settings.PORTAL_COMPLIANCE_DEPARTMENT).select_related("head").first()


def _person(pledge: StaffPledge) -> Any:
    return pledge.person


register(
    Subject(
        prefix="POLICY",
        owner=lambda version: None,
        department=_compliance,
        title=str,
        prefetch=("reviews",),
    ),
    duties=[
        Duty(
            code=REVIEW,
            starts=_("last review, or the day of effect"),
            label=_("policy review"),
            ask=_("Review of the policy"),
            facts=review_facts,
        )
    ],
)
register(
    Subject(
        prefix="PLEDGE",
        owner=_person,
        department=lambda pledge: pledge.person.department,
        related=("person__manager", "person__department"),
        prefetch=("signings",),
    ),
    duties=[
        Duty(
            code=PLEDGE,
            starts=_("last signature, or the request for it"),
            label=_("staff pledge"),
            ask=_("Signing of the pledge"),
            facts=pledge_facts,
            variants=lambda: {FIRST: _("first pledge")},
        )
    ],
)
