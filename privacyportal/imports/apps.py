"""Imports and exports as a Django app; its tables and rights bear the name of `backoffice`, where they began."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.imports.along import goes_along
from privacyportal.imports.words import WORDS


class ImportsConfig(AppConfig):
    """Brings other people's files in and lets every list go out."""

    name = "privacyportal.imports"
    verbose_name = _("imports")

    def ready(self) -> None:
        """Let every room declare what it takes in; name entries of the audit trail."""
        autodiscover_modules("imports")
        goes_along("search.Entry")
        labels.register(WORDS, of="imports")
