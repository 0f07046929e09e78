"""The policy as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.joining import forbid
from privacyportal.audit.standing_still import keep_still
from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels
from privacyportal.policies import uses
from privacyportal.policies.joins import JOINS
from privacyportal.policies.lasting import LASTING
from privacyportal.policies.shipped_names import name_of_category
from privacyportal.references.kinds import RecordKind, register

# What the entries and fields of the audit trail are called.
LABELS = {
    "policies.version_loaded": _("Policy version loaded"),
    "policies.outline_drafted": _("Text of a policy read"),
    "policies.outline_corrected": _("Outline of a text corrected"),
    "policies.outline_given_up": _("Outline of a text given up"),
    "lines": _("lines"),
    "policies.version_proposed": _("First day of a policy version proposed"),
    "policies.version_published": _("Policy version put in force"),
    "policies.obligation_mapped": _("Obligation mapped to a section"),
    "policies.obligation_confirmed": _("Mapping of an obligation confirmed"),
    "policies.obligation_changed": _("Obligation changed"),
    "policies.purpose_drafted": _("Purpose of use drafted"),
    "policies.purpose_corrected": _("Draft of a purpose of use changed"),
    "policies.purpose_published": _("Purpose of use published"),
    "policies.purpose_withdrawn": _("Draft of a purpose of use withdrawn"),
    "policies.category_drafted": _("Data category drafted"),
    "policies.category_corrected": _("Draft of a data category changed"),
    "policies.category_published": _("Data category published"),
    "policies.category_withdrawn": _("Draft of a data category withdrawn"),
    "policies.wording_drafted": _("Consent wording drafted"),
    "policies.wording_corrected": _("Draft of a consent wording changed"),
    "policies.wording_published": _("Consent wording published"),
    "policies.wording_withdrawn": _("Draft of a consent wording withdrawn"),
    # Before versions were drafted and published, one person changed these in place.
    "policies.version_dated": _("Dates of a policy version set"),
    "policies.purpose_added": _("Purpose of use added"),
    "policies.purpose_changed": _("Purpose of use changed"),
    "policies.category_added": _("Data category added"),
    "policies.category_changed": _("Data category changed"),
    "policies.wording_added": _("Consent wording added"),
    "policies.wording_changed": _("Consent wording changed"),
    "policies.item_raised": _("Review item raised"),
    "policies.access_review_opened": _("Access review opened"),
    "policies.access_review_closed": _("Access review closed"),
    "policies.access_kept": _("Access confirmed"),
    "policies.access_withdrawn": _("Access withdrawn"),
    "policies.access_lapsed": _("Access withdrawn by silence"),
    "policies.access_stays": _("Access could not be withdrawn"),
    "policies.access_gone": _("Access had ended by itself"),
    "person": _("member of staff"),
    "kind": _("why"),
    "kind=role": _("role"),
    "kind=desk": _("seat at a desk"),
    "kind=deputy": _("deputy of"),
    "granted": _("what gives access"),
    "policies.item_settled": _("Review item settled"),
    "occasion": _("occasion"),
    "is_end": _("from that day it is no longer in use"),
    "policies.catalogue_installed": _("Standard master data installed"),
    "policies.reviewed": _("Policy reviewed"),
    "policies.pledged": _("Pledge signed"),
    "policies.trained": _("Training recorded"),
    "course": _("course"),
    "taken_on": _("trained on"),
    "policies.number_end_registered": _("End of the need for individual numbers registered"),
    "policies.numbers_disposed": _("Individual numbers disposed of"),
    "affair": _("affair"),
    "need_ended_on": _("last day of the need"),
    "law_until_on": _("kept by law until"),
    "disposed_on": _("disposed of on"),
    "reviewed_on": _("reviewed on"),
    "needs_change": _("a new version is needed"),
    "sections": _("sections"),
    "wordings": _("consent wordings"),
    "obligations": _("obligations"),
    "fields": _("fields"),
    "obligation": _("obligation"),
    "version": _("version"),
    "sha256": _("fingerprint (SHA-256)"),
}


class PoliciesConfig(AppConfig):
    """Owns the published policy, its obligations and the master data that it names."""

    name = "privacyportal.policies"
    verbose_name = _("Privacy policy")

    def ready(self) -> None:
        """Register the kinds of number, protect the append-only tables, name the entries of the audit trail."""
        keep_still(*LASTING)
        register(RecordKind("POLICY", "policies.PolicyVersion", by_year=False, digits=4))
        register(RecordKind("POLREV", "policies.ReviewItem"))
        register(RecordKind("NUMBERS", "policies.NumberDisposal"))
        register(RecordKind("ACCESS", "policies.AccessReview"))
        register(RecordKind("PLEDGE", "policies.StaffPledge", by_year=False))
        uses.register(
            uses.Use(
                model="policies.ConsentWording",
                label=_("Consent wordings"),
                purpose="purpose",
                category="categories",
                standing=lambda rows, day: rows.filter(valid_to=None, stage="published"),
            )
        )
        forbid(*JOINS)
        protect("policies_policyreview", "policies_pledgesigning", "policies_training")
        labels.register(LABELS, of="policies")
        labels.tell("categories", name_of_category)
