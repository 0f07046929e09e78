"""The roof as a Django app: it carries the commands and the site-wide templates."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.celery import is_stopping
from privacyportal.notifications import stopping

# What the demonstration's data is made of.
MADE = {
    "users": _("users"),
    "vendors": _("vendors"),
    "joint-use partners": _("joint-use partners"),
    "cases": _("cases"),
    "consents": _("consents"),
    "provisions": _("third-party provisions"),
}


class PortalConfig(AppConfig):
    """Assembles ground and rooms; owns no table."""

    name = "privacyportal"
    label = "privacyportal"
    verbose_name = _("Privacy portal")

    def ready(self) -> None:
        """Name the roof's entries of the audit trail; let long work ask the worker whether it is to end."""
        stopping.learn_from(is_stopping)
        labels.register({"privacyportal.demo_built": _("Demonstration data made"), **MADE}, of="privacyportal")
