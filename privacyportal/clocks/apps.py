"""Clocks as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.clocks.words import WORDS


class ClocksConfig(AppConfig):
    """Owns everything that is ever due."""

    name = "privacyportal.clocks"
    verbose_name = _("Deadlines")

    def ready(self) -> None:
        """Find the duties that apps declare in `clocks.py`; name this app's words for the trail."""
        autodiscover_modules("clocks")
        labels.register(WORDS)
