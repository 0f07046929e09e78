"""The search as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Owns the index of everything that can be found."""

    name = "privacyportal.search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Find what apps declare in `findables.py`."""
        autodiscover_modules("findables")
