"""The roof as a Django app: it carries the commands and the site-wide templates."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Assembles ground and rooms; owns no table."""

    name = "privacyportal"
    label = "privacyportal"
    verbose_name = _("Privacy portal")
