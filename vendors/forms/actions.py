"""What must be typed before a button of this room does its work?"""

from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.publishing import ImpactForm, Stage
from privacyportal.backoffice.written.readings import Towards
from privacyportal.checklists.states import Occasion
from privacyportal.policies.models import DataCategory, PurposeOfUse
from vendors.forms import fields
from vendors.models import (
    Country,
    CountrySystem,
    Entrustment,
    NumberPermission,
    Vendor,
    VendorEvidence,
)
from vendors.services.systems import effect_of_system
from vendors.states import CheckedAspect, ExemptCase, ForeignBasis, Status


class ReasonForm(ActionForm):
    """A written reason."""

    reason = fields.text(label=_("reason"))


class AssignOwnerForm(ActionForm):
    """Who answers for the vendor from now on."""

    owner = fields.record(User.objects.none(), label=_("vendor owner"))
    reason = fields.text(label=_("reason"), required=False)

    def prepare(self) -> None:
        """Offer the people whom the person sees."""
        people = User.objects.visible_to(self.user).filter(is_active=True)
        offer_rows(self, "owner", people.order_by("last_name", "first_name"))


class EntrustmentForm(ActionForm):
    """A contract: the work, its purposes, the data, the dates."""

    work = fields.line(label=_("entrusted work"), max_length=200)
    purposes = fields.records(PurposeOfUse.objects.none(), label=_("purposes of use"))
    categories = fields.records(DataCategory.objects.none(), label=_("data handled"))
    contract_number = fields.line(label=_("contract number"), max_length=50, required=False)
    signed_on = fields.day(
        towards=Towards.PAST,
        label=_("contract signed on"),
        required=False,
        help_text=_("Empty while the contract is not signed yet."),
    )
    starts_on = fields.day(label=_("starts on"))
    ends_on = fields.day(towards=Towards.FUTURE, label=_("ends on"), required=False)
    renews_automatically = fields.check(
        label=_("renews automatically"),
        help_text=_("Each renewal is still recorded here: a contract past its last day is not in force."),
    )
    sub_outsourcing_allowed = fields.check(label=_("sub-outsourcing allowed with approval"))

    def prepare(self) -> None:
        """Offer the purposes and items that the person sees, in the order in which they were set up."""
        offer_rows(self, "purposes", PurposeOfUse.objects.visible_to(self.user).order_by("pk"))
        offer_rows(self, "categories", DataCategory.objects.visible_to(self.user).order_by("pk"))


class RenewForm(ActionForm):
    """To when a contract was renewed."""

    signed_on = fields.day(towards=Towards.PAST, label=_("renewal signed on"))
    ends_on = fields.day(
        towards=Towards.FUTURE,
        label=_("new last day"),
        required=False,
        help_text=_("Empty for a contract without an end."),
    )


class EndEntrustmentForm(ActionForm):
    """When a contract ends before its last day, and why."""

    ended_on = fields.day(towards=Towards.PAST, label=_("ended early on"))
    reason = fields.text(label=_("reason"))


class FurtherTierForm(ActionForm):
    """Who may handle individual numbers further, what for, through whom, and how their safety was checked."""

    company = fields.line(label=_("company permitted"), max_length=200)
    work = fields.line(label=_("work entrusted further"), max_length=200)
    through = fields.record(
        NumberPermission.objects.none(), label=_("entrusted by, if not by the vendor"), required=False
    )
    checked = fields.text(label=_("how its safety for the numbers was checked"))
    permitted_on = fields.day(towards=Towards.PAST, label=_("permitted on"))

    obj: Entrustment

    def prepare(self) -> None:
        """Offer the companies that were permitted under this contract."""
        offer_rows(self, "through", self.obj.number_permissions.order_by("pk"))


class StartReviewForm(ActionForm):
    """Why an assessment is made and by when."""

    occasion = fields.choice(Occasion.choices, label=_("occasion"))
    due_on = fields.day(
        towards=Towards.FUTURE,
        label=_("to be answered by"),
        required=False,
        help_text=_("Left empty, the firm's usual time applies."),
    )
    at_termination = fields.check(
        label=_("for the end of the entrustment"),
        help_text=_("Adds the items on return, erasure and closing of access."),
    )

    obj: Vendor

    def prepare(self) -> None:
        """Open with the usual occasion."""
        is_new = self.obj.status == Status.CANDIDATE
        self.initial["occasion"] = Occasion.ONBOARDING if is_new else Occasion.PERIODIC


class SignOffForm(ActionForm):
    """A word on the sign-off."""

    reason = fields.text(label=_("comment"), required=False)


class TerminateForm(ActionForm):
    """The proof that all data came back or was erased."""

    returned_on = fields.day(towards=Towards.PAST, label=_("data returned or erased on"), required=False)
    return_proof = fields.text(
        label=_("proof of return or erasure"),
        required=False,
        help_text=_("What was returned or erased, how, by whom, and the certificate's number."),
    )
    certificate = fields.file(
        label=_("certificate"), required=False, help_text=_("Needed where individual numbers were handled.")
    )
    reason = fields.text(label=_("reason"), required=False)


class AddFileForm(ActionForm):
    """A file and what it belongs to."""

    file = fields.file(label=_("file"))
    label = fields.line(label=_("belongs to"), max_length=40, required=False)


class EvidenceForm(ActionForm):
    """A certificate or report of the vendor."""

    kind = fields.choice(VendorEvidence.Kind.choices, label=_("kind of evidence"))
    name = fields.line(label=_("name or number"), max_length=200)
    issued_on = fields.day(towards=Towards.PAST, label=_("issued on"))
    expires_on = fields.day(towards=Towards.FUTURE, label=_("expires on"))


class GroundForm(ActionForm):
    """The ground of section 11 for a party abroad."""

    basis = fields.choice(ForeignBasis.choices, label=_("ground"))
    evidence = fields.text(
        label=_("how the ground was established"),
        help_text=_("The contract, group rules, certificate or consent, and where it is kept."),
    )
    exempt_case = fields.choice(
        [("", "－"), *ExemptCase.choices],
        label=_("case of Article 27(1)"),
        required=False,
        help_text=_("For an exempt case."),
    )
    consent_wording = fields.line(
        label=_("wording consented to and where it is kept"),
        max_length=300,
        required=False,
        help_text=_("For consent."),
    )
    consent_informed_on = fields.day(
        towards=Towards.PAST,
        label=_("persons informed since (Article 28(2))"),
        required=False,
        help_text=_("For consent."),
    )
    valid_from = fields.day(label=_("valid from"))
    valid_to = fields.day(towards=Towards.FUTURE, label=_("valid to"), required=False)
    implementation_checked_on = fields.day(
        towards=Towards.PAST,
        label=_("measures last checked on"),
        required=False,
        help_text=_("For equivalent measures."),
    )
    law_checked_on = fields.day(
        towards=Towards.PAST,
        label=_("foreign law last checked on"),
        required=False,
        help_text=_("For equivalent measures."),
    )


class CheckForm(ActionForm):
    """One of the two yearly checks."""

    aspect = fields.choice(CheckedAspect.choices, label=_("what was checked"))
    checked_on = fields.day(towards=Towards.PAST, label=_("checked on"))
    method = fields.line(label=_("how it was checked"), max_length=300)
    finding = fields.text(label=_("what was found"))


class EndGroundForm(ActionForm):
    """The last day of a ground, and why it ends."""

    valid_to = fields.day(towards=Towards.FUTURE, label=_("last day"))
    reason = fields.text(label=_("reason"))


class DesignateForm(ActionForm):
    """From when, and by which notice, the rules name a country."""

    valid_from = fields.day(label=_("valid from"))
    source = fields.line(label=_("source"), max_length=200)
    certainty = fields.line(label=_("certainty"), max_length=40, required=False)


class SystemForm(ActionForm):
    """What people are told of a country's system from a day on, beginning with what they are told now."""

    text = fields.text(
        label=_("its system for personal information"),
        help_text=_("What the person is told before consenting to a provision there (Article 28(2))."),
    )
    checked_on = fields.day(towards=Towards.PAST, label=_("system information checked on"))
    valid_from = fields.day(label=_("valid from"))
    change_reason = fields.line(label=_("reason for the change"), max_length=500)

    obj: Country | CountrySystem

    def prepare(self) -> None:
        """Begin with the draft, or with the newest text of the country."""
        if isinstance(self.obj, Country):
            newest = self.obj.systems.filter(stage=Stage.PUBLISHED).order_by("-valid_from").first()
            self.initial = {"text": newest.text if newest else ""}
            return
        names = ("text", "checked_on", "valid_from", "change_reason")
        self.initial = {name: value for name, value in model_to_dict(self.obj).items() if name in names}


class PublishSystemForm(ImpactForm):
    """What the second person is shown of a draft of a country's system."""

    obj: CountrySystem

    def measure(self) -> str:
        """Return what rests on the present text."""
        return effect_of_system(self.obj)


class EndDesignationForm(ActionForm):
    """Until when the rules name a country."""

    valid_to = fields.day(towards=Towards.FUTURE, label=_("last day"))
    reason = fields.text(label=_("reason"))
