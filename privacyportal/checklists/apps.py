"""Checklists as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.references.kinds import Kind, register


class ChecklistsConfig(AppConfig):
    """Owns templates, assessments, findings and corrective actions."""

    name = "privacyportal.checklists"
    verbose_name = _("Checklists and findings")

    def ready(self) -> None:
        """Register the kinds of number."""
        register(
            Kind("ASSESS", "checklists.Assessment"),
            Kind("FINDING", "checklists.Finding"),
            Kind("ACTION", "checklists.CorrectiveAction"),
        )
