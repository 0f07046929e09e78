"""How is a vendor's certificate recorded, and renewed by the next one?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.clocks import river as clocks
from vendors import permissions
from vendors.models import Vendor, VendorEvidence


@deed(right=permissions.SUPERVISE, on="vendor", words=_("record of evidence"))
def record_evidence(
    *, vendor: Vendor, kind: str, name: str, issued_on: date, expires_on: date, by: Actor, at: datetime
) -> VendorEvidence:
    """Record a certificate or report; the newest of its kind counts, and its last day is due to be renewed.

    :raises Refused: when it expires before it was issued, or was issued in the future.
    """
    refuse_if([_in_order(issued_on, expires_on), _issued(issued_on, tokyo_day(at))], obj=vendor)
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


def _in_order(issued_on: date, expires_on: date) -> Refusal | None:
    if issued_on <= expires_on:
        return None
    return Refusal(
        code="evidence_out_of_order",
        section="6",
        cannot=_("This evidence cannot be recorded."),
        missing=_("Evidence expires after it was issued."),
        next_step=_("Check the two days."),
        field="expires_on",
    )


def _issued(issued_on: date, today: date) -> Refusal | None:
    if issued_on <= today:
        return None
    return Refusal(
        code="evidence_not_issued",
        section="6",
        cannot=_("This evidence cannot be recorded."),
        missing=_("It has not been issued yet."),
        next_step=_("Record it when it has been issued."),
        field="issued_on",
    )
