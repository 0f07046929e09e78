"""Backups as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels


class BackupsConfig(AppConfig):
    """Owns the file that a backup is, the way back from it, and the record that the portal was restored."""

    name = "privacyportal.backups"
    verbose_name = _("Backups")

    def ready(self) -> None:
        """Name this app's entries of the audit trail."""
        labels.register(
            {
                "backups.taken": _("Backup taken"),
                "backups.restored": _("Portal restored from a backup"),
            }
        )
