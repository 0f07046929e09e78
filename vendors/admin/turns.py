"""Whose turn is it with a vendor, and what comes next?"""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.backoffice.buttons import Button, raised
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.turns import Turn
from privacyportal.checklists.admin.turns import of_assessment
from vendors.admin.buttons import open_assessment
from vendors.models import Vendor
from vendors.services.lifecycle import last_signed_off
from vendors.states import Status

REVIEW_NEAR = timedelta(days=30)


def turn_of(vendor: Vendor) -> Turn | None:
    """Return whose turn it is with the open assessment, then with a candidate; None leaves it to what is due next."""
    assessment = open_assessment(vendor)
    if assessment is not None:
        return of_assessment(assessment)
    if vendor.status == Status.CANDIDATE:
        return Turn(text=_("Somebody who signs off vendors makes it active once nothing is missing."))
    return None


def with_review_first(vendor: Vendor, offered: Sequence[Button]) -> Sequence[Button]:
    """Return the buttons; where an assessment is to be begun, that comes next."""
    return raised(offered, "start_review") if is_to_be_assessed(vendor) else offered


def is_to_be_assessed(vendor: Vendor) -> bool:
    """Return whether the next review is near or over, or a candidate was never assessed."""
    if vendor.status == Status.CANDIDATE:
        return last_signed_off(vendor) is None
    near = tokyo_day(timezone.now()) + REVIEW_NEAR
    return vendor.status == Status.ACTIVE and vendor.next_review_on is not None and vendor.next_review_on <= near
