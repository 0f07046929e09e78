"""The back office as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import following, labels, logs


class BackofficeConfig(AppConfig):
    """Owns the behaviour that all screens share."""

    name = "privacyportal.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Let every app declare which panels it shows and what it adds to lists; name entries of the audit trail."""
        logs.guard_access_log()
        following.follow_tasks()
        autodiscover_modules("panels", "list_additions")
        labels.register({"fields": _("fields")})
