"""Reference numbers as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferencesConfig(AppConfig):
    """Owns the numbers by which people speak of records."""

    name = "privacyportal.references"
    verbose_name = _("Reference numbers")
