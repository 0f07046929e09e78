"""The back office as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    """Owns the behaviour that all screens share."""

    name = "privacyportal.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Let every app declare what it can import and which panels it shows."""
        autodiscover_modules("imports", "panels")
