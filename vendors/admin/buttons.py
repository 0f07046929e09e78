"""Which buttons do the pages of this room have? Each is one form and one service call."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.attachments import services as attachments
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.checklists.models import Assessment
from privacyportal.checklists.states import AssessmentStatus
from vendors import services
from vendors.forms import actions as forms
from vendors.models import Vendor
from vendors.states import Status, can

SUPERVISE, CHANGE = "vendors.supervise_vendor", "vendors.change_vendor"
ASSIGN, SIGN_OFF = "vendors.assign_vendor", "vendors.sign_off_vendor"


def handing(name: str, service: Callable[..., Any]) -> Callable[..., Any]:
    """Return the service as a button calls it: the page's object under the service's own name for it."""

    def run(*, obj: Any, **data: Any) -> Any:
        return service(**{name: obj}, **data)

    return run


def move(name: str) -> Callable[[Vendor, Any], bool]:
    """Return whether the transition table allows a move of this vendor."""
    return lambda vendor, user: can(name, vendor.status)


def is_current(vendor: Vendor, user: Any) -> bool:
    """Return whether the vendor has not ended."""
    return bool(vendor.status != Status.TERMINATED)


def may_start(vendor: Vendor, user: Any) -> bool:
    """Return whether the vendor can be made active; while an assessment is open, its outcome is awaited."""
    return can("activate", vendor.status) and open_assessment(vendor) is None


def open_assessment(vendor: Vendor) -> Assessment | None:
    """Return the vendor's assessment that is not signed off yet."""
    return (
        Assessment.objects.filter(subject=vendor.reference_id)
        .exclude(status=AssessmentStatus.SIGNED_OFF)
        .select_related("submitted_by")
        .first()
    )


def awaits_sign_off(vendor: Vendor, user: Any) -> bool:
    """Return whether an assessment awaits the sign-off of somebody who did not submit it."""
    found = open_assessment(vendor)
    return found is not None and found.status == AssessmentStatus.SUBMITTED and found.submitted_by_id != user.pk


def sign_off(*, obj: Vendor, **data: Any) -> Any:
    """Sign off the assessment that awaits it."""
    return services.sign_off_review(assessment=_submitted(obj), **data)


def send_back(*, obj: Vendor, **data: Any) -> Any:
    """Return the assessment that awaits sign-off."""
    return services.send_back_review(assessment=_submitted(obj), **data)


def _submitted(vendor: Vendor) -> Assessment:
    return Assessment.objects.select_related("reference", "subject", "submitted_by").get(
        subject=vendor.reference_id, status=AssessmentStatus.SUBMITTED
    )


def add_file(*, obj: Any, file: File, label: str, by: User, at: datetime) -> Any:
    """Keep a file with the record."""
    return attachments.attach(reference=obj.reference, file=file, label=label, by=by, at=at)


FILE = ObjectAction(
    name="add_file",
    label=_("Add file"),
    run=add_file,
    permission=SUPERVISE,
    form=forms.AddFileForm,
)
ADD_FILE = replace(FILE, available=is_current)
ADD_GROUND = ObjectAction(
    name="add_ground",
    label=_("Register ground abroad"),
    run=handing("party", services.add_foreign_ground),
    permission=CHANGE,
    form=forms.GroundForm,
    available=lambda party, user: party.is_abroad,
    help_text=_("Exactly one ground is fixed for each recipient abroad (policy section 11, Article 28)."),
)
# Leads to the assessment's own page, where the items are answered.
ANSWER = {"label": _("Answer assessment"), "tone": "primary"}
VENDOR = (
    ObjectAction(
        name="activate",
        label=_("Make active"),
        run=handing("vendor", services.activate),
        permission=SIGN_OFF,
        available=may_start,
        tone="primary",
        help_text=_("From then on data may be handed to the vendor within its entrustment."),
    ),
    ObjectAction(
        name="sign_off",
        label=_("Sign off assessment"),
        run=sign_off,
        permission=SIGN_OFF,
        form=forms.SignOffForm,
        available=awaits_sign_off,
        tone="primary",
        help_text=_("Confirms the answers as a second person, raises the findings and sets the next review."),
    ),
    ObjectAction(
        name="send_back",
        label=_("Send back assessment"),
        run=send_back,
        permission=SIGN_OFF,
        form=forms.ReasonForm,
        available=awaits_sign_off,
    ),
    ObjectAction(
        name="start_review",
        label=_("Start assessment"),
        run=handing("vendor", services.start_review),
        permission=SUPERVISE,
        form=forms.StartReviewForm,
        available=lambda vendor, user: is_current(vendor, user) and open_assessment(vendor) is None,
        help_text=_("The items that apply are chosen by what the vendor handles, where, and how."),
    ),
    ObjectAction(
        name="add_entrustment",
        label=_("Register entrustment"),
        run=handing("vendor", services.add_entrustment),
        permission=CHANGE,
        form=forms.EntrustmentForm,
        available=is_current,
    ),
    ADD_GROUND,
    ObjectAction(
        name="add_evidence",
        label=_("Record evidence"),
        run=handing("vendor", services.record_evidence),
        permission=SUPERVISE,
        form=forms.EvidenceForm,
        available=is_current,
        help_text=_("The newest of a kind counts; before its last day the owner is reminded to ask for the next."),
    ),
    ObjectAction(
        name="assign_owner",
        label=_("Assign owner"),
        run=handing("vendor", services.assign_owner),
        permission=ASSIGN,
        form=forms.AssignOwnerForm,
        available=is_current,
        help_text=_("The owner and the owner's deputy may then see the vendor and work on it, and nobody before them."),
    ),
    ADD_FILE,
    ObjectAction(
        name="suspend",
        label=_("Suspend entrustment"),
        run=handing("vendor", services.suspend),
        permission=SIGN_OFF,
        form=forms.ReasonForm,
        available=move("suspend"),
        tone="danger",
    ),
    ObjectAction(
        name="terminate",
        label=_("End with return or erasure"),
        run=handing("vendor", services.terminate),
        permission=SIGN_OFF,
        form=forms.TerminateForm,
        available=move("terminate"),
        tone="danger",
        help_text=_("Ends all contracts of the vendor from today."),
    ),
)
ENTRUSTMENT = (
    ObjectAction(
        name="renew",
        label=_("Renew contract"),
        run=handing("entrustment", services.renew_entrustment),
        permission=SUPERVISE,
        form=forms.RenewForm,
        available=lambda contract, user: contract.terminated_on is None and contract.ends_on is not None,
        tone="primary",
    ),
    FILE,
    ObjectAction(
        name="end",
        label=_("End contract early"),
        run=handing("entrustment", services.end_entrustment),
        permission=CHANGE,
        form=forms.EndEntrustmentForm,
        available=lambda contract, user: contract.terminated_on is None,
        tone="danger",
    ),
)
GROUND = (
    ObjectAction(
        name="record_check",
        label=_("Record periodic check"),
        run=handing("ground", services.record_equivalent_check),
        permission=SUPERVISE,
        form=forms.CheckForm,
        available=lambda ground, user: ground.checks_due_on is not None and ground.stopped_on is None,
        tone="primary",
        help_text=_("The measures and the foreign law are checked separately, each about once a year."),
    ),
    FILE,
    ObjectAction(
        name="end",
        label=_("End ground"),
        run=handing("ground", services.end_ground),
        permission=CHANGE,
        form=forms.EndGroundForm,
        available=lambda ground, user: ground.stopped_on is None and ground.valid_to is None,
    ),
    ObjectAction(
        name="stop",
        label=_("Stop provision"),
        run=handing("ground", services.stop_provision),
        permission=CHANGE,
        form=forms.ReasonForm,
        available=lambda ground, user: ground.stopped_on is None,
        tone="danger",
        help_text=_("From today no data is provided on this ground any more (Article 28(3))."),
    ),
)
ARRANGEMENT = (
    ObjectAction(
        name="replace",
        label=_("Change purposes or responsible party"),
        run=handing("arrangement", services.replace_arrangement),
        permission="vendors.change_jointusearrangement",
        form=forms.ReplaceArrangementForm,
        available=lambda arrangement, user: not hasattr(arrangement, "superseded_by"),
        help_text=_(
            "Announced before the day it takes effect (Article 27(6)); the present joint use ends the day before."
        ),
    ),
    replace(FILE, permission="vendors.change_jointusearrangement"),
)
COUNTRY = (
    ObjectAction(
        name="designate",
        label=_("Enter designation"),
        run=handing("country", services.designate),
        permission="vendors.change_country",
        form=forms.DesignateForm,
        available=lambda country, user: country.code != "JP",
    ),
    ObjectAction(
        name="end_designation",
        label=_("End designation"),
        run=handing("country", services.end_designation),
        permission="vendors.change_country",
        form=forms.EndDesignationForm,
        available=lambda country, user: country.designations.filter(valid_to__isnull=True).exists(),
        tone="danger",
    ),
)
