"""Whose turn is it with a vendor?"""

from django.utils.translation import gettext as _

from privacyportal.backoffice.turns import Turn
from privacyportal.checklists.admin.turns import of_assessment
from vendors.admin.buttons import open_assessment
from vendors.models import Vendor
from vendors.states import Status


def turn_of(vendor: Vendor) -> Turn | None:
    """Return whose turn it is with the open assessment, then with a candidate; None leaves it to what is due next."""
    assessment = open_assessment(vendor)
    if assessment is not None:
        return of_assessment(assessment)
    if vendor.status == Status.CANDIDATE:
        return Turn(text=_("Somebody who signs off vendors makes it active once nothing is missing."))
    return None
