"""The vendors room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacyportal.audit.joining import forbid
from privacyportal.audit.standing_still import keep_still
from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels
from privacyportal.policies import uses
from privacyportal.references.kinds import RecordKind, register
from vendors.joins import JOINS
from vendors.lasting import LASTING

LABELS: dict[str, labels.Text] = {
    "vendors.vendor_registered": _("Vendor registered"),
    "vendors.vendor_changed": _("Vendor changed"),
    "vendors.owner_assigned": _("Vendor owner assigned"),
    "vendors.access_realigned": _("Access to the vendor realigned"),
    "vendors.vendor_activated": _("Vendor made active"),
    "vendors.vendor_suspended": _("Entrustment suspended"),
    "vendors.vendor_terminated": _("Entrustment ended with return or erasure"),
    "vendors.entrustment_added": _("Entrustment contract registered"),
    "vendors.entrustment_renewed": _("Entrustment contract renewed"),
    "vendors.further_tier_permitted": _("Individual numbers entrusted further by permission"),
    "tier": _("tier"),
    "permitted_on": _("permitted on"),
    "vendors.entrustment_ended": _("Entrustment contract ended"),
    "vendors.ground_added": _("Ground abroad registered"),
    "vendors.ground_ended": _("Ground abroad ended"),
    "vendors.equivalent_checked": _("Periodic check abroad recorded"),
    "vendors.provision_stopped": _("Provision abroad stopped"),
    "vendors.review_started": _("Assessment of the vendor started"),
    "vendors.reviewed": _("Vendor reviewed"),
    "vendors.review_commented": _("Comment on the sign-off"),
    "vendors.partner_registered": _("Joint-use partner registered"),
    "vendors.partner_changed": _("Joint-use partner changed"),
    "vendors.arrangement_registered": _("Joint use registered"),
    "vendors.arrangement_changed": _("Joint use changed"),
    "vendors.arrangement_replaced": _("Joint use replaced after announcement"),
    "vendors.system_drafted": _("System of a country drafted"),
    "vendors.system_corrected": _("Draft of a country's system changed"),
    "vendors.system_published": _("System of a country put in force"),
    "vendors.system_withdrawn": _("Draft of a country's system withdrawn"),
    "vendors.arrangement_settled": _("Joint use wound up"),
    "vendors.particulars_changed": _("Responsible party's particulars changed"),
    "vendors.particulars_announced": _("Responsible party's particulars announced"),
    "changed_on": _("changed on"),
    "announced_on": _("announced on"),
    "publication": _("where it was announced"),
    "vendors.country_changed": _("Country information changed"),
    "vendors.country_designated": _("Country designated"),
    "vendors.designation_ended": _("Designation of a country ended"),
    "vendors.countries_installed": _("Countries installed"),
    "vendors.evidence_recorded": _("Evidence recorded"),
    "evidence": _("kind of evidence"),
    "issued_on": _("issued on"),
    "expires_on": _("expires on"),
    "grounds": _("grounds that rest on it"),
    "isms": _("ISMS certificate (ISO/IEC 27001)"),
    "privacy_mark": _("PrivacyMark"),
    "soc": _("SOC report"),
    "vendors.nothing_due": _("Nothing late or near"),
    "fields": _("fields"),
    "assessment": _("assessment"),
    "owner": _("vendor owner"),
    "granted": _("access granted"),
    "withdrawn": _("access withdrawn"),
    "criticality": _("criticality"),
    "next_review_on": _("next review on"),
    "last_reviewed_on": _("last reviewed on"),
    "entrustment": _("entrustment"),
    "ground": _("ground"),
    "arrangement": _("joint use"),
    "occasion": _("occasion"),
    "onboarding": _("before the work starts"),
    "periodic": _("periodic"),
    "ad_hoc": _("ad hoc"),
    "purposes": _("purposes of use"),
    "starts_on": _("starts on"),
    "ends_on": _("ends on"),
    "ended_on": _("ended early on"),
    "signed_on": _("contract signed on"),
    "basis": _("ground"),
    "designated": _("country designated by the rules"),
    "equivalent": _("equivalent-measures system"),
    "exempt": _("exempt case of Article 27(1)"),
    "aspect": _("what was checked"),
    "implementation": _("implementation of the measures"),
    "law": _("foreign law that may affect them"),
    "checked_on": _("checked on"),
    "valid_to": _("valid to"),
    "stopped_on": _("provision stopped on"),
    "returned_on": _("data returned or erased on"),
    "published_on": _("announced on"),
    "from_on": _("takes effect on"),
    "high": pgettext_lazy("criticality", "high"),
    "medium": pgettext_lazy("criticality", "medium"),
    "low": pgettext_lazy("criticality", "low"),
    "group": _("group company"),
    "co_host": _("seminar co-host"),
    "lecturer": _("outside lecturer"),
    "handles_individual_numbers": _("handles individual numbers"),
    "handles_sensitive": _("handles sensitive information"),
    "uses_cloud": _("cloud service"),
    "person_count": _("persons whose data is handled"),
    "contact_name": _("contact person"),
    "contact_email": _("contact's email"),
    "contact_telephone": _("contact's telephone"),
    "corporate_number": _("corporate number"),
    "criticality_reason": _("why the criticality is lower than the data suggests"),
    "system_checked_on": _("system information checked on"),
    "countries": _("countries"),
    "designations": _("designations of countries"),
}

# Tables whose rows are added and never changed.
SEALED = ("vendors_equivalentcheck", "vendors_numberpermission", "vendors_vendorevidence", "vendors_standing")

# What of this room rests on purposes, data categories and systems of countries.
USES = (
    uses.Use(
        model="vendors.Entrustment",
        label=_("Entrustments"),
        purpose="purposes",
        category="categories",
        standing=lambda rows, day: rows.in_force_on(day),
    ),
    uses.Use(
        model="vendors.Entrustment",
        label=_("Entrustments"),
        country="country_system__country",
        day="starts_on",
        standing=lambda rows, day: rows.in_force_on(day),
    ),
    uses.Use(
        model="vendors.ForeignGround",
        label=_("Grounds for provision abroad"),
        country="country_system__country",
        day="valid_from",
        standing=lambda rows, day: rows.in_force_on(day),
    ),
    uses.Use(
        model="vendors.JointUseArrangement",
        label=_("Joint-use arrangements"),
        purpose="purposes",
        category="categories",
        standing=lambda rows, day: rows.filter(starts_on__lte=day).exclude(ends_on__lt=day),
    ),
)


class VendorsConfig(AppConfig):
    """Owns vendors, entrustments, joint-use partners and arrangements."""

    name = "vendors"
    verbose_name = _("Vendors and joint use")

    def ready(self) -> None:
        """Register the kinds of number, protect the checks and name this room's entries of the audit trail."""
        keep_still(*LASTING)
        register(
            RecordKind("VENDOR", "vendors.Vendor", digits=4, by_year=False),
            RecordKind("ENTRUST", "vendors.Entrustment", digits=4, by_year=False),
            RecordKind("GROUND", "vendors.ForeignGround", digits=4, by_year=False),
            RecordKind("PARTNER", "vendors.JointUsePartner", digits=4, by_year=False),
            RecordKind("JOINTUSE", "vendors.JointUseArrangement", digits=4, by_year=False),
        )
        protect(*SEALED)
        forbid(*JOINS)
        uses.register(*USES)
        labels.register(LABELS, of="vendors")
