"""How is a vendor looked at, and what follows from the sign-off (policy section 6)?"""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.writing import locked, write
from privacyportal.checklists import rights
from privacyportal.checklists import services as checklists
from privacyportal.checklists.catalogue import SUPERVISION
from privacyportal.checklists.models import Answer, Assessment
from privacyportal.checklists.selection import TERMINATION
from privacyportal.checklists.states import Result
from privacyportal.clocks import river as clocks
from vendors import permissions
from vendors.models import Vendor
from vendors.services import schedule
from vendors.services.lifecycle import stop_work
from vendors.services.register import next_review_of
from vendors.states import Status

ASSESSMENT = "checklists.assessment"


@deed(right=permissions.SUPERVISE, on="vendor", words=_lazy("start of the assessment"))
def start_review(
    *,
    vendor: Vendor,
    occasion: str,
    due_on: date | None = None,
    at_termination: bool = False,
    by: Actor,
    at: datetime,
) -> Assessment:
    """Start an assessment of a vendor with the items that apply to it; return it.

    Without `due_on` it is to be answered in the time that the rule of `checklists.assessment` gives.

    :raises Refused: while another assessment of the vendor is open.
    :raises Conflict: when the vendor's entrustment has ended, or no checklist has been imported.
    """
    if vendor.status == Status.TERMINATED:
        raise Conflict(_("The vendor's entrustment has ended; there is nothing left to assess."))
    template = checklists.template_on(SUPERVISION, tokyo_day(at))
    if template is None:
        raise Conflict(_("No checklist for the supervision of vendors is in force."))
    assessment = checklists.start_assessment(
        subject=vendor.reference,
        template=template,
        occasion=occasion,
        due_on=due_on or _usual_day(at),
        applies_to=applies_to(vendor, tokyo_day(at), at_termination=at_termination),
        by=by,
        at=at,
    )
    changes = {"assessment": str(assessment.reference), "occasion": occasion, "due_on": assessment.due_on}
    trail.record(action="vendors.review_started", obj=vendor, by=by, at=at, changes=changes, section="6")
    return assessment


def applies_to(vendor: Vendor, day: date, *, at_termination: bool = False) -> frozenset[str]:
    """Return what a vendor is like, in the words of the checklist's column `applies_to`."""
    contracts = vendor.entrustments.in_force_on(day).filter(sub_outsourcing_allowed=True)
    kinds = {
        "my_number": vendor.handles_individual_numbers,
        "foreign": vendor.is_abroad,
        "cloud": vendor.uses_cloud,
        "sub-outsourcing": contracts.exists(),
        TERMINATION: at_termination,
    }
    return frozenset(kind for kind, holds in kinds.items() if holds)


@deed(right=rights.SIGN_OFF, on="assessment", words=_lazy("sign-off of the assessment"))
def sign_off_review(*, assessment: Assessment, by: Actor, at: datetime, reason: str = "") -> Assessment:
    """Sign off the assessment of a vendor as a second person; what follows for the vendor is in the same deed.

    :raises Refused: section 6, when the same person answered or submitted it.
    :raises Conflict: when it is not awaiting sign-off.
    """
    signed = checklists.sign_off(assessment=assessment, by=by, at=at)
    if reason:
        trail.record(action="vendors.review_commented", obj=signed, by=by, at=at, reason=reason, section="6")
    return signed


def note_sign_off(*, assessment: Assessment, by: Actor, at: datetime) -> None:
    """Note a review on its vendor and set the day of the next, in the transaction of the sign-off.

    An active vendor with a critical item that is not fit is suspended: no data goes there until it has been put right.
    """
    vendor = locked(vendor_of(assessment), "country", "reference", "owner", "department")
    write(vendor, last_reviewed_on=tokyo_day(at))
    write(vendor, next_review_on=next_review_of(vendor))
    changes = {
        "assessment": str(assessment.reference),
        "rating": assessment.rating,
        "outcome": assessment.outcome,
        "next_review_on": vendor.next_review_on,
    }
    trail.record(action="vendors.reviewed", obj=vendor, by=by, at=at, changes=changes, section="6")
    failed = critical_failures(assessment)
    if failed and vendor.status == Status.ACTIVE:
        stop_work(vendor, reason=_("Critical items not fit: %(items)s.") % {"items": failed}, by=by, at=at)
    else:
        schedule.refresh(vendor, at=at)


@deed(right=rights.SIGN_OFF, on="assessment", words=_lazy("return of the assessment"))
def send_back_review(*, assessment: Assessment, reason: str, by: Actor, at: datetime) -> Assessment:
    """Return an assessment to those who answer it, with the reason.

    :raises Conflict: when it is not awaiting sign-off.
    """
    return checklists.send_back(assessment=assessment, reason=reason, by=by, at=at)


def critical_failures(assessment: Assessment) -> str:
    """Return the codes of the critical items that are not fit."""
    failed = Answer.objects.filter(assessment=assessment, item__critical=True, result=Result.NOT_FIT)
    return ", ".join(failed.order_by("item__order").values_list("item__code", flat=True))


def vendor_of(assessment: Assessment) -> Vendor:
    """Return the vendor that an assessment is about.

    :raises Vendor.DoesNotExist: when it is about something else.
    """
    rows = Vendor.objects.select_related("country", "reference", "owner", "department")
    vendor: Vendor = rows.get(reference=assessment.subject_id)
    return vendor


def _usual_day(at: datetime) -> date:
    limit = clocks.preview(duty=ASSESSMENT, started_at=at)
    return limit.on if limit else tokyo_day(at)
