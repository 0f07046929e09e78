"""How does a vendor become active, stand still and end?"""

from datetime import date, datetime

from django.core.files.base import File
from django.db.models import Q

from privacyportal.attachments import services as attachments
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.writing import locked, move, write
from privacyportal.checklists.models import Answer, Assessment
from privacyportal.checklists.states import AssessmentStatus, Outcome, Result
from vendors.guards import abroad, entrustment, supervision
from vendors.guards.ground_needs import needs_met
from vendors.models import ForeignGround, Vendor
from vendors.services import schedule
from vendors.services.links import page
from vendors.services.register import next_review_of
from vendors.services.standing import note_vendor
from vendors.states import ACTIVATE, SUSPEND, TERMINATE, ForeignBasis

# Every tier of a checklist's critical items must be seen to before data goes out: nothing left to be confirmed.
UNSETTLED = (Result.NOT_FIT, Result.UNCONFIRMED)
# The contract and the check of the security measures: asked of every vendor, and never set aside before the start.
BEFORE_START = ("CON-01", "SEL-04")
# What is checked beforehand of whoever handles individual numbers (My Number Act, Article 11).
NUMBERS_SAFE = "SEL-09"


@deed(right=ACTIVATE.right, on="vendor", words=ACTIVATE.words)
def activate(*, vendor: Vendor, by: Actor, at: datetime) -> Vendor:
    """Let a vendor handle data: with an owner, a signed contract, a passed assessment and, abroad, a ground.

    :raises Refused: section 6 or 11, with everything that is missing.
    :raises Conflict: when the vendor is neither a candidate nor suspended any more.
    """
    started = locked(vendor, "country", "reference")
    refuse_if(activation_refusals(started, tokyo_day(at)), obj=started)
    move(started, ACTIVATE, activated_at=started.activated_at or at, suspended_reason="")
    note_vendor(started, by=by, at=at)
    write(started, next_review_on=next_review_of(started))
    schedule.refresh(started, at=at)
    changes = {"next_review_on": started.next_review_on}
    trail.record(action="vendors.vendor_activated", obj=started, by=by, at=at, changes=changes, section="6")
    return started


def activation_refusals(vendor: Vendor, day: date) -> list[Refusal | None]:
    """Return what keeps a vendor from being active on a Tokyo day; nothing but None when all is in place."""
    last = last_signed_off(vendor)
    ground = vendor.foreign_grounds.in_force_on(day).first() if vendor.is_abroad else None
    return [
        supervision.owner_named(has_owner=vendor.owner_id is not None, link=page(vendor, "assign_owner")),
        supervision.contract_in_force(
            has_contract=vendor.entrustments.in_force_on(day).exists(), link=page(vendor, "add_entrustment")
        ),
        supervision.assessment_passed(
            is_signed_off=last is not None,
            is_fit=last is not None and last.outcome != Outcome.NOT_FIT,
            open_items=unsettled_items(last) if last else "",
            link=page(vendor, "start_review"),
        ),
        entrustment.numbers_safe(
            wants_numbers=vendor.handles_individual_numbers,
            is_checked=numbers_checked(last),
            cannot=supervision.CANNOT_ACTIVATE,
            link=page(vendor, "start_review"),
        ),
        supervision.still_trading(has_ceased=vendor.ceased_on is not None and vendor.ceased_on <= day),
        abroad.ground_on_file(
            is_abroad=vendor.is_abroad,
            has_ground=ground is not None,
            cannot=supervision.CANNOT_ACTIVATE,
            link=page(vendor, "add_ground"),
        ),
        *_ground_needs(vendor, ground, day),
        abroad.still_designated(
            has_lapsed=ground is not None and ground.basis == ForeignBasis.DESIGNATED and ground.has_lapsed_on(day),
            cannot=supervision.CANNOT_ACTIVATE,
            link=page(vendor, "add_ground"),
        ),
        abroad.checks_on_time(
            is_overdue=ground is not None and ground.is_check_overdue_on(day),
            cannot=supervision.CANNOT_ACTIVATE,
            link=page(ground, "record_check") if ground else "",
        ),
    ]


def _ground_needs(vendor: Vendor, ground: ForeignGround | None, day: date) -> list[Refusal]:
    """Return what the ground lacks: one registered before its kind asked for it may hold a word only."""
    if ground is None:
        return []
    link, cannot = page(vendor, "add_ground"), supervision.CANNOT_ACTIVATE
    return needs_met(basis=ground.basis, filled=ground.filled(), day=day, cannot=cannot, link=link)


def last_signed_off(vendor: Vendor) -> Assessment | None:
    """Return the assessment of a vendor that was signed off last."""
    done = Assessment.objects.filter(subject=vendor.reference_id, status=AssessmentStatus.SIGNED_OFF)
    return done.order_by("-signed_off_at", "-pk").first()


def unsettled_items(assessment: Assessment) -> str:
    """Return the codes of the critical items that are not fit, not yet confirmed, or set aside though they may not."""
    wanting = Q(item__critical=True, result__in=UNSETTLED)
    set_aside = Q(item__code__in=BEFORE_START, result=Result.NOT_APPLICABLE)
    answers = Answer.objects.filter(wanting | set_aside, assessment=assessment)
    return ", ".join(answers.order_by("item__order").values_list("item__code", flat=True))


def numbers_checked(assessment: Assessment | None) -> bool:
    """Return whether an assessment asked for the safety of individual numbers, and found nothing that forbids them."""
    asked = Answer.objects.filter(assessment=assessment, item__code=NUMBERS_SAFE)
    return asked.exclude(result__in=(*UNSETTLED, Result.NOT_APPLICABLE)).exists()


@deed(right=SUSPEND.right, on="vendor", words=SUSPEND.words)
def suspend(*, vendor: Vendor, reason: str, by: Actor, at: datetime) -> Vendor:
    """Stop the entrustment for the time being: no data goes to the vendor until it is active again.

    :raises Conflict: when the vendor is not active.
    """
    return stop_work(vendor, reason=reason, by=by, at=at)


def stop_work(vendor: Vendor, *, reason: str, by: Actor, at: datetime) -> Vendor:
    """Suspend a vendor, as a deed of its own or as what follows from a sign-off."""
    stopped = move(locked(vendor, "reference"), SUSPEND, suspended_reason=reason)
    note_vendor(stopped, by=by, at=at, reason=reason)
    schedule.refresh(stopped, at=at)
    trail.record(action="vendors.vendor_suspended", obj=stopped, by=by, at=at, reason=reason, section="6")
    return stopped


@deed(right=TERMINATE.right, on="vendor", words=TERMINATE.words)
def terminate(
    *,
    vendor: Vendor,
    returned_on: date | None = None,
    return_proof: str = "",
    certificate: "File[bytes] | None" = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Vendor:
    """End all work of a vendor; one that handled data proves its return or erasure (items TRM-01, TRM-02).

    Contracts still running end on this day. A certificate is kept among the vendor's files.

    :raises Refused: section 6, when the proof is missing.
    :raises Conflict: when the vendor has ended already.
    """
    ended = locked(vendor, "reference")
    was_active = ended.activated_at is not None
    has_proof = returned_on is not None and returned_on <= tokyo_day(at) and bool(return_proof.strip())
    refusals = [
        supervision.return_proved(was_active=was_active, has_proof=has_proof),
        supervision.numbers_erased(
            handled_numbers=ended.handles_individual_numbers,
            was_active=was_active,
            has_certificate=certificate is not None,
        ),
    ]
    refuse_if(refusals, obj=ended)
    if certificate is not None:
        attachments.attach(reference=ended.reference, file=certificate, label="TRM-01", by=by, at=at)
    move(ended, TERMINATE, terminated_at=at, returned_on=returned_on, return_proof=return_proof)
    note_vendor(ended, by=by, at=at, reason=reason)
    _end_contracts(ended, tokyo_day(at))
    schedule.refresh(ended, at=at)
    changes = {"returned_on": returned_on}
    trail.record(
        action="vendors.vendor_terminated", obj=ended, by=by, at=at, changes=changes, reason=reason, section="6"
    )
    return ended


def _end_contracts(vendor: Vendor, day: date) -> None:
    running = vendor.entrustments.filter(terminated_on__isnull=True).exclude(ends_on__lt=day)
    running.update(terminated_on=day)
