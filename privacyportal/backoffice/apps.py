"""The back office as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels, logs


class BackofficeConfig(AppConfig):
    """Owns the behaviour that all screens share."""

    name = "privacyportal.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Let every app declare what it can import and which panels it shows; name entries of the audit trail."""
        logs.guard_access_log()
        autodiscover_modules("imports", "panels")
        labels.register(
            {
                "backoffice.import_finished": _("Import ended"),
                "backoffice.import_refused": _("File refused"),
                "backoffice.import_failed": _("Import interrupted"),
                "backoffice.rejected_fetched": _("Rejected rows fetched"),
                "backoffice.exported": _("List exported"),
                "mapping": _("mapping"),
                "sha256": _("SHA-256 of the file"),
                "dry_run": _("dry run"),
                "created": _("created"),
                "updated": _("updated"),
                "unchanged": _("unchanged"),
                "superseded": _("replaced by a later row"),
                "rows": _("rows"),
                "list": _("list"),
                "form": _("form of the file"),
                "filters": _("filters"),
                "fields": _("fields"),
            }
        )
