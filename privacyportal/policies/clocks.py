"""When is the policy reviewed again, and who has yet to pledge to keep it?"""

from datetime import date, datetime, time
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import Department, User
from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.publishing import Stage
from privacyportal.clocks.plan import Duty, Facts, Measure, Subject, declare, register
from privacyportal.policies import retention
from privacyportal.policies.models import AccessReview, NumberDisposal, PolicyVersion, ReviewItem, StaffPledge
from privacyportal.policies.states import ACCESS, ACCESS_MONTHS

__all__ = ["retention"]

REVIEW, PLEDGE, FIRST = "policies.review", "policies.pledge", "first"
TRAINING = "policies.training"
NUMBERS = "policies.number_disposal"
ACKNOWLEDGEMENT, ITEM = "policies.acknowledgement", "policies.review_item"


def review_facts(version: PolicyVersion) -> Facts | None:
    """Return the next review: from the last one, or from the day the version came into effect."""
    if version.valid_from is None or version.stage != Stage.PUBLISHED:
        return None
    reviewed = [review.reviewed_on for review in version.reviews.all()]
    return Facts(
        started_at=_morning(max(reviewed, default=version.valid_from)),
        cancelled=version.valid_to is not None,
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


def training_facts(pledge: StaffPledge) -> Facts:
    """Return the next training: soon after joining, then at intervals from the last; none for who has left."""
    taken = [training.taken_on for training in pledge.trainings.all()]
    return Facts(
        started_at=_morning(max(taken)) if taken else pledge.opened_at,
        cancelled=not pledge.person.is_active,
        restarts=len(taken),
        variant="" if taken else FIRST,
    )


def acknowledgement_facts(pledge: StaffPledge) -> Facts | None:
    """Return by when the newest version of the policy is to be read and pledged; none where it is the first pledge.

    Whoever has not pledged before that version is asked by the first pledge, which is for the version in effect.
    """
    newest = PolicyVersion.objects.published().order_by("-valid_from").first()
    if newest is None or newest.valid_from is None:
        return None
    began = _morning(newest.valid_from)
    if not any(signing.signed_at < began for signing in pledge.signings.all()):
        return None
    signed = [signing.signed_at for signing in pledge.signings.all() if signing.version_id == newest.pk]
    return Facts(
        started_at=began,
        stopped_at=min(signed, default=None),
        cancelled=not signed and not pledge.person.is_active,
        restarts=newest.number,
    )


def access_facts(review: AccessReview) -> Facts:
    """Return by when the access of a department's staff is to be confirmed."""
    return Facts(started_at=review.opened_at, stopped_at=review.closed_at)


def item_facts(item: ReviewItem) -> Facts:
    """Return by when a review item of the policy is to be settled."""
    return Facts(started_at=item.raised_at, stopped_at=item.settled_at)


def number_facts(numbers: NumberDisposal) -> Facts:
    """Return by when individual numbers are disposed of once need and periods of law are over."""
    gone = numbers.disposed_on
    return Facts(started_at=_morning(numbers.from_on), stopped_at=_morning(gone) if gone else None)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, TOKYO)


def _compliance(record: PolicyVersion | ReviewItem | NumberDisposal) -> Department | None:
    return Department.objects.filter(code=settings.PORTAL_COMPLIANCE_DEPARTMENT).select_related("head").first()


def _head(review: AccessReview) -> User | None:
    return review.department.head


def _person(pledge: StaffPledge) -> User:
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
        prefetch=("signings", "trainings"),
        personal=True,
    ),
    duties=[
        Duty(
            code=PLEDGE,
            starts=_("last signature, or the request for it"),
            label=_("staff pledge"),
            ask=_("Signing of the pledge"),
            facts=pledge_facts,
            variants=lambda: {FIRST: _("first pledge")},
        ),
        Duty(
            code=TRAINING,
            starts=_("last training, or the first day"),
            label=_("training of staff"),
            ask=_("Training in the handling of personal data"),
            facts=training_facts,
            variants=lambda: {FIRST: _("first training")},
        ),
        Duty(
            code=ACKNOWLEDGEMENT,
            starts=_("first day of a new policy version"),
            label=_("acknowledgement of the policy"),
            ask=_("Reading of the new policy version, and signing"),
            facts=acknowledgement_facts,
        ),
    ],
)
register(
    Subject(
        prefix="ACCESS",
        owner=_head,
        department=lambda review: review.department,
        title=str,
        named=("department",),
        related=("department__head",),
    ),
    duties=[
        Duty(
            code=ACCESS,
            starts=_("opening of the review"),
            label=_("access review"),
            ask=_("Confirmation of who may see and do what"),
            facts=access_facts,
        )
    ],
)
declare(
    Measure(
        code=ACCESS_MONTHS,
        label=_("Months after which access is reviewed again"),
        unit=_("months"),
        value=Decimal(12),
        least=Decimal(1),
        most=Decimal(24),
        source="ガイドライン通則編10-6(1)（アクセス制御）、初期設定12か月（変更可）",
    )
)
register(
    Subject(prefix="POLREV", owner=lambda item: None, department=_compliance, title=str),
    duties=[
        Duty(
            code=ITEM,
            starts=_("review item raised"),
            label=_("review item of the policy"),
            ask=_("Settling of the review item"),
            facts=item_facts,
        )
    ],
)
register(
    Subject(
        prefix="NUMBERS",
        owner=lambda numbers: numbers.registered_by,
        department=_compliance,
        title=lambda numbers: numbers.affair.code,
        named=("affair",),
        related=("registered_by__department", "affair"),
    ),
    duties=[
        Duty(
            code=NUMBERS,
            starts=_("first day after need and periods of law"),
            label=_("disposal of individual numbers"),
            ask=_("Disposal of individual numbers that are needed no longer"),
            facts=number_facts,
        )
    ],
)
