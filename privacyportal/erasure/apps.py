"""Erasure as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.triggers import Allowed, protect
from privacyportal.backoffice import labels
from privacyportal.erasure.rules import Rule


class ErasureConfig(AppConfig):
    """Owns the proof of every erasure, and the one way to erase."""

    name = "privacyportal.erasure"
    verbose_name = _("Erasure")

    def ready(self) -> None:
        """Find what apps declare in `erasables.py`, protect the proof, name this app's entries of the audit trail."""
        autodiscover_modules("erasables")
        protect("erasure_erasure", allowed=Allowed("finished_at", ("path",)))
        labels.register(
            {
                "erasure.proposed": _("Erasure proposed"),
                "erasure.erased": _("Content erased"),
                "erasure.refused": _("Erasure refused"),
                "erasure.repeated": _("Erasure repeated after a restore"),
                "rule": _("rule of erasure"),
                **{f"rule={rule.value}": rule.label for rule in Rule},
            }
        )
