"""How is a vendor's certificate recorded, and renewed by the next one?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.clocks import river as clocks
from vendors import permissions
from vendors.guards import evidence as guards
from vendors.models import Vendor, VendorEvidence


@deed(right=permissions.SUPERVISE, on="vendor", words=_("record of evidence"))
def record_evidence(
    *, vendor: Vendor, kind: str, name: str, issued_on: date, expires_on: date, by: Actor, at: datetime
) -> VendorEvidence:
    """Record a certificate or report; the newest of its kind counts, and its last day is due to be renewed.

    :raises Refused: when it expires before it was issued, or was issued in the future.
    """
    in_time = guards.issued(issued_on=issued_on, today=tokyo_day(at))
    refuse_if([guards.in_order(issued_on=issued_on, expires_on=expires_on), in_time], obj=vendor)
    evidence = VendorEvidence.objects.create(
        vendor=vendor,
        kind=kind,
        name=name,
        issued_on=issued_on,
        expires_on=expires_on,
        recorded_at=at,
        recorded_by=by.account,
    )
    clocks.refresh(reference=vendor.reference, at=at)
    changes = {"evidence": kind, "issued_on": issued_on, "expires_on": expires_on}
    trail.record(action="vendors.evidence_recorded", obj=vendor, by=by, at=at, changes=changes, section="6")
    return evidence
