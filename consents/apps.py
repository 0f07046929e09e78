"""The consents room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels
from privacyportal.references.kinds import Kind, register


class ConsentsConfig(AppConfig):
    """Owns data subjects, consent entries and provisions."""

    name = "consents"
    verbose_name = _("Consents and provisions")

    def ready(self) -> None:
        """Register the kinds of number, protect the append-only tables, name the entries of the audit trail."""
        register(
            Kind("PERSON", "consents.DataSubject", digits=6, by_year=False),
            Kind("CONSENT", "consents.ConsentEntry"),
            Kind("PROVISION", "consents.ThirdPartyProvision"),
        )
        protect("consents_consententry", "consents_thirdpartyprovision")
        labels.register({"consents.consent_recorded": _("Consent recorded")})
