"""The cases room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels
from privacyportal.references.kinds import Kind, register


class CasesConfig(AppConfig):
    """Owns cases, their parties, steps and correspondence, and the routing table."""

    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Register the kind of number, protect the append-only tables, name the entries of the audit trail."""
        register(Kind("CASE", "cases.Case"))
        protect("cases_casestep", "cases_internalnote", "cases_correspondence")
        labels.register({"cases.opened": _("Case registered")})
