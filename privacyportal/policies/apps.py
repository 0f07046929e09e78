"""The policy as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """Owns the published policy, its obligations and the master data that it names."""

    name = "privacyportal.policies"
    verbose_name = _("Privacy policy")
