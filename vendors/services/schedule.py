"""When is a vendor next looked at, and which deadlines follow a change of it?"""

from datetime import date, datetime

from privacyportal.checklists.models import Assessment, CorrectiveAction
from privacyportal.clocks import river as clocks
from privacyportal.references.models import Reference
from vendors.clocks import REVIEW, morning
from vendors.models import Vendor

ABROAD = "abroad"


def next_review(vendor: Vendor, reviewed_on: date) -> date | None:
    """Return the day of the next review: by criticality, and about yearly for a vendor abroad, whichever is nearer.

    The intervals are the deadline rules of `vendors.review` in force on the day of the review.
    """
    variants = (vendor.criticality, ABROAD) if vendor.is_abroad else (vendor.criticality,)
    limits = (clocks.preview(duty=REVIEW, started_at=morning(reviewed_on), variant=name) for name in variants)
    return min((limit.on for limit in limits if limit is not None), default=None)


def next_check(duty: str, checked_on: date | None) -> date | None:
    """Return by when the measures, or the foreign law, are to be checked again (Enforcement Rules Article 18)."""
    limit = clocks.preview(duty=duty, started_at=morning(checked_on)) if checked_on else None
    return limit.on if limit else None


def refresh(vendor: Vendor, *, at: datetime) -> None:
    """Bring the deadlines of a vendor and of its contracts, grounds, assessments and actions in line."""
    about = vendor.reference_id
    keys = {
        about,
        *vendor.entrustments.values_list("reference_id", flat=True),
        *vendor.foreign_grounds.values_list("reference_id", flat=True),
        *Assessment.objects.filter(subject=about).values_list("reference_id", flat=True),
        *CorrectiveAction.objects.filter(finding__subject=about).values_list("reference_id", flat=True),
    }
    clocks.refresh_many(references=Reference.objects.filter(pk__in=keys), at=at)
