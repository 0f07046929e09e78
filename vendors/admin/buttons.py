"""Which buttons do the pages of this room have? Each is one form and one service call."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import Link, ObjectAction
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.drafts import correcting_button, publishing_button, withdrawing_button
from privacyportal.backoffice.publishing import no_draft_yet
from privacyportal.backoffice.refusals import Refusal
from privacyportal.backoffice.steps import Step
from privacyportal.checklists.admin import obstacles
from privacyportal.checklists.models import Assessment
from privacyportal.checklists.states import AssessmentStatus
from privacyportal.erasure.buttons import ERASE
from vendors import services
from vendors.forms import actions as forms
from vendors.models import (
    Country,
    CountrySystem,
    Entrustment,
    ForeignGround,
    JointUsePartner,
    Vendor,
)
from vendors.services import systems
from vendors.services.lifecycle import activation_refusals
from vendors.states import ACTIVATE, SUSPEND, TERMINATE, Status


def stands_before(step: Step) -> Callable[[Vendor, User], bool]:
    """Return whether the step starts from where this vendor stands."""
    return lambda vendor, user: step.starts_from(vendor.status)


def is_current(vendor: Vendor, user: User | None = None) -> bool:
    """Return whether the vendor has not ended."""
    return bool(vendor.status != Status.TERMINATED)


def may_start(vendor: Vendor, user: User) -> bool:
    """Return whether the vendor can be made active; while an assessment is open, its outcome is awaited."""
    return ACTIVATE.starts_from(vendor.status) and open_assessment(vendor) is None


def open_assessment(vendor: Vendor) -> Assessment | None:
    """Return the vendor's assessment that is not signed off yet."""
    return (
        Assessment.objects.filter(subject=vendor.reference_id)
        .exclude(status=AssessmentStatus.SIGNED_OFF)
        .select_related("submitted_by")
        .first()
    )


def assessment_url(assessment: Assessment) -> str:
    """Return the path of an assessment's items."""
    return f"{reverse('admin:checklists_assessment_change', args=[assessment.pk])}#items"


def awaits_sign_off(vendor: Vendor, user: User) -> bool:
    """Return whether an assessment awaits the sign-off of somebody who did not submit it."""
    found = open_assessment(vendor)
    return found is not None and found.status == AssessmentStatus.SUBMITTED and found.submitted_by_id != user.pk


def is_handed_in(vendor: Vendor, user: User) -> bool:
    """Return whether an assessment awaits its sign-off."""
    found = open_assessment(vendor)
    return found is not None and found.status == AssessmentStatus.SUBMITTED


def own_review(vendor: Vendor, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from signing off: that they answered or submitted the assessment."""
    return obstacles.own_answers(_submitted(vendor), by)


def not_ready(vendor: Vendor, by: Actor) -> Sequence[Refusal | None]:
    """Return what a vendor lacks before data may be handed to it today."""
    return activation_refusals(vendor, tokyo_day(timezone.now()))


def sign_off(*, obj: Vendor, reason: str, by: Actor, at: datetime) -> Assessment:
    """Sign off the assessment that awaits it."""
    return services.sign_off_review(assessment=_submitted(obj), reason=reason, by=by, at=at)


def send_back(*, obj: Vendor, reason: str, by: Actor, at: datetime) -> Assessment:
    """Return the assessment that awaits sign-off."""
    return services.send_back_review(assessment=_submitted(obj), reason=reason, by=by, at=at)


def _submitted(vendor: Vendor) -> Assessment:
    return Assessment.objects.select_related("reference", "subject", "submitted_by").get(
        subject=vendor.reference_id, status=AssessmentStatus.SUBMITTED
    )


FILE = ObjectAction[Model](name="add_file", label=_("Add file"), deed=services.keep_file, form=forms.AddFileForm)
ADD_FILE = ObjectAction[Vendor](
    name="add_file",
    label=_("Add file"),
    deed=services.keep_file,
    form=forms.AddFileForm,
    available=is_current,
)
ADD_GROUND = ObjectAction[Vendor | JointUsePartner](
    name="add_ground",
    label=_("Register ground abroad"),
    deed=services.add_foreign_ground,
    form=forms.GroundForm,
    available=lambda party, user: party.is_abroad,
    help_text=_("Exactly one ground is fixed for each recipient abroad (policy section 11, Article 28)."),
)
# Leads to the assessment's own page, where the items are answered.
ANSWER = Link(label=_("Answer assessment"), tone="primary")
VENDOR: tuple[ObjectAction[Vendor], ...] = (
    ObjectAction(
        name="activate",
        label=_("Make active"),
        deed=services.activate,
        available=may_start,
        obstacles=not_ready,
        tone="primary",
        help_text=_("From then on data may be handed to the vendor within its entrustment."),
    ),
    ObjectAction(
        name="sign_off",
        label=_("Sign off assessment"),
        deed=services.sign_off_review,
        run=sign_off,
        form=forms.SignOffForm,
        available=is_handed_in,
        obstacles=own_review,
        tone="primary",
        help_text=_("Confirms the answers as a second person, raises the findings and sets the next review."),
    ),
    ObjectAction(
        name="send_back",
        label=_("Send back assessment"),
        deed=services.send_back_review,
        run=send_back,
        form=forms.ReasonForm,
        available=awaits_sign_off,
    ),
    ObjectAction(
        name="start_review",
        label=_("Start assessment"),
        deed=services.start_review,
        form=forms.StartReviewForm,
        many=forms.StartReviewForm,
        available=lambda vendor, user: is_current(vendor, user) and open_assessment(vendor) is None,
        help_text=_("The items that apply are chosen by what the vendor handles, where, and how."),
    ),
    ObjectAction(
        name="add_entrustment",
        label=_("Register entrustment"),
        deed=services.add_entrustment,
        form=forms.EntrustmentForm,
        available=is_current,
    ),
    ADD_GROUND,
    ObjectAction(
        name="add_evidence",
        label=_("Record evidence"),
        deed=services.record_evidence,
        form=forms.EvidenceForm,
        available=is_current,
        help_text=_("The newest of a kind counts; before its last day the owner is reminded to ask for the next."),
    ),
    ObjectAction(
        name="assign_owner",
        label=_("Assign owner"),
        deed=services.assign_owner,
        form=forms.AssignOwnerForm,
        many=forms.AssignOwnerForm,
        available=is_current,
        help_text=_("The owner and the owner's deputy may then see the vendor and work on it, and nobody before them."),
    ),
    ADD_FILE,
    ObjectAction(
        name="suspend",
        label=_("Suspend entrustment"),
        deed=services.suspend,
        form=forms.ReasonForm,
        available=stands_before(SUSPEND),
        tone="danger",
    ),
    ObjectAction(
        name="terminate",
        label=_("End with return or erasure"),
        deed=services.terminate,
        form=forms.TerminateForm,
        available=stands_before(TERMINATE),
        tone="danger",
        help_text=_("Ends all contracts of the vendor from today."),
    ),
    ERASE,
)
ENTRUSTMENT: tuple[ObjectAction[Entrustment], ...] = (
    ObjectAction(
        name="renew",
        label=_("Renew contract"),
        deed=services.renew_entrustment,
        form=forms.RenewForm,
        available=lambda contract, user: contract.terminated_on is None and contract.ends_on is not None,
        tone="primary",
    ),
    ObjectAction(
        name="permit",
        label=_("Permit further tier"),
        deed=services.permit_further_tier,
        form=forms.FurtherTierForm,
        available=lambda contract, user: contract.sub_outsourcing_allowed and contract.holds_numbers,
        help_text=_("Individual numbers go to nobody further without our own permission, at any tier (Article 10)."),
    ),
    FILE,
    ObjectAction(
        name="end",
        label=_("End contract early"),
        deed=services.end_entrustment,
        form=forms.EndEntrustmentForm,
        available=lambda contract, user: contract.terminated_on is None,
        tone="danger",
    ),
    ERASE,
)
GROUND: tuple[ObjectAction[ForeignGround], ...] = (
    ObjectAction(
        name="record_check",
        label=_("Record periodic check"),
        deed=services.record_equivalent_check,
        form=forms.CheckForm,
        available=lambda ground, user: ground.checks_due_on is not None and ground.stopped_on is None,
        tone="primary",
        help_text=_("The measures and the foreign law are checked separately, each about once a year."),
    ),
    FILE,
    ObjectAction(
        name="end",
        label=_("End ground"),
        deed=services.end_ground,
        form=forms.EndGroundForm,
        available=lambda ground, user: ground.stopped_on is None and ground.valid_to is None,
    ),
    ObjectAction(
        name="stop",
        label=_("Stop provision"),
        deed=services.stop_provision,
        form=forms.ReasonForm,
        available=lambda ground, user: ground.stopped_on is None,
        tone="danger",
        help_text=_("From today no data is provided on this ground any more (Article 28(3))."),
    ),
    ERASE,
)
COUNTRY: tuple[ObjectAction[Country], ...] = (
    ObjectAction(
        name="draft_system",
        label=_("Draft what is told of its system"),
        deed=services.draft_system,
        form=forms.SystemForm,
        obstacles=lambda country, by: [no_draft_yet(CountrySystem.objects.filter(country=country))],
        available=lambda country, user: country.code != "JP",
    ),
    ObjectAction(
        name="designate",
        label=_("Enter designation"),
        deed=services.designate,
        form=forms.DesignateForm,
        available=lambda country, user: country.code != "JP",
    ),
    ObjectAction(
        name="end_designation",
        label=_("End designation"),
        deed=services.end_designation,
        form=forms.EndDesignationForm,
        available=lambda country, user: country.designations.filter(valid_to__isnull=True).exists(),
        tone="danger",
    ),
)
SYSTEM: tuple[ObjectAction[CountrySystem], ...] = (
    publishing_button(services.publish_system, forms.PublishSystemForm, systems.CHANGES),
    correcting_button(services.correct_system, forms.SystemForm),
    withdrawing_button(services.withdraw_system),
)
