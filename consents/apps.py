"""The consents room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consents.joins import JOINS
from privacyportal.audit.joining import forbid
from privacyportal.audit.triggers import Allowed, protect
from privacyportal.backoffice import labels
from privacyportal.policies import uses
from privacyportal.references.kinds import RecordKind, register

# What the entries of the trail and the words in them are called on screen.
LABELS = {
    "consents.person_registered": _("Person registered"),
    "consents.person_changed": _("Person's details changed"),
    "consents.consent_recorded": _("Consent recorded"),
    "consents.consent_imported": _("Consent imported"),
    "consents.provision_recorded": _("Provision recorded"),
    "consents.provision_ended": _("End of a provision recorded"),
    "ending": _("how it ended"),
    "stopped": _("provision stopped"),
    "returned": _("stopped, and returned or erased at the recipient"),
    "once": _("made once, not continued"),
    "ended_on": _("ended on"),
    "decision": _("decision"),
    "scope": _("consent to"),
    "consent_given": pgettext_lazy("consent", "given"),
    "consent_refused": pgettext_lazy("consent", "refused"),
    "consent_withdrawn": pgettext_lazy("consent", "withdrawn"),
    "consent_to_use": _("use for the purpose"),
    "consent_to_third_party": _("provision to a third party"),
    "consent_to_foreign": _("provision to a third party abroad"),
    "wording": _("wording version"),
    "decided_on": _("decided on"),
    "expires_on": _("last day in force"),
    "person": _("person or entry"),
    "provision": _("third-party provision"),
    "ground": _("ground"),
    "foreign_basis": _("ground for abroad"),
    "provided_on": _("provided on"),
    "keep_until_on": _("record kept until"),
    "categories": _("items"),
    "purpose": _("purpose of use"),
    "country": _("country"),
    "person_name": pgettext_lazy("person", "name"),
    "person_kana": _("reading"),
    "person_customer_number": _("customer number"),
    "person_address": pgettext_lazy("person", "address"),
    "person_telephone": _("telephone"),
    "person_email": _("email"),
}


class ConsentsConfig(AppConfig):
    """Owns data subjects, consent entries and provisions."""

    name = "consents"
    verbose_name = _("Consents and provisions")

    def ready(self) -> None:
        """Register the kinds of number, protect the append-only tables, name the entries of the audit trail."""
        register(
            RecordKind("PERSON", "consents.DataSubject", digits=6, by_year=False),
            RecordKind("CONSENT", "consents.ConsentEntry"),
            RecordKind("PROVISION", "consents.ThirdPartyProvision"),
        )
        forbid(*JOINS)
        protect("consents_consententry", allowed=Allowed("erasure_id", ("note",)), taken_back=True)
        texts = ("subjects", "facts", "consent_difficulty", "sensitive_reason")
        protect("consents_thirdpartyprovision", allowed=Allowed("erasure_id", texts))
        protect("consents_thirdpartyprovision_categories")
        protect("consents_provisionending", allowed=Allowed("erasure_id", ("note",)))
        uses.register(
            uses.Use(
                model="consents.ConsentEntry",
                label=_("Consents"),
                purpose="purpose",
                category="wording__categories",
                wording="wording",
                day="decided_on",
                standing=lambda rows, day: rows.in_force_on(day),
            ),
            uses.Use(
                model="consents.ThirdPartyProvision",
                label=_("Provisions"),
                purpose="purpose",
                category="categories",
                wording="consent__wording",
                country="country_system__country",
                day="provided_on",
                standing=lambda rows, day: rows.to_keep_on(day),
            ),
        )
        labels.register(LABELS, of="consents")
