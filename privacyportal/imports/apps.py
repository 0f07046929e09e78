"""Imports and exports as a Django app; its tables and rights bear the name of `backoffice`, where they began."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels


class ImportsConfig(AppConfig):
    """Brings other people's files in and lets every list go out."""

    name = "privacyportal.imports"
    verbose_name = _("imports")

    def ready(self) -> None:
        """Let every room declare what it takes in; name entries of the audit trail."""
        autodiscover_modules("imports")
        labels.register(
            {
                "backoffice.import_finished": _("Import ended"),
                "backoffice.import_refused": _("File refused"),
                "backoffice.import_failed": _("Import interrupted"),
                "backoffice.rejected_fetched": _("Rejected rows fetched"),
                "backoffice.import_files_resealed": _("Files of imports encrypted with the newest key"),
                "backoffice.exported": _("List exported"),
                "backoffice.register_exported": _("Register exported"),
                "backoffice.import_history_approved": _("File let in as history"),
                "backoffice.import_mapping_saved": _("Mapping of columns kept"),
                "backoffice.import_mapping_changed": _("Mapping of columns changed"),
                "backoffice.import_let_be": _("File of an import thrown away"),
                "is_shared": _("shared"),
                "is_retired": _("put away"),
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
            },
            of="imports",
        )
