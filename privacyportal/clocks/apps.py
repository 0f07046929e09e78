"""Clocks as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.clocks.states import Reason


class ClocksConfig(AppConfig):
    """Owns everything that is ever due."""

    name = "privacyportal.clocks"
    verbose_name = _("Deadlines")

    def ready(self) -> None:
        """Find the duties that apps declare in `clocks.py`; name this app's words for the trail."""
        autodiscover_modules("clocks")
        labels.register(
            {
                "clocks.rule_entered": _("Deadline rule entered"),
                "clocks.rule_amended": _("Deadline rule changed"),
                "clocks.level_set": _("Step of a deadline rule set"),
                "clocks.level_dropped": _("Step of a deadline rule removed"),
                "duty": _("duty"),
                "level": _("step"),
                "role": _("who is told"),
                "offset": _("distance"),
                "valid_from": _("valid from"),
                "fields": _("fields"),
            }
        )
        labels.register({f"clocks.{reason.value}": reason.label for reason in Reason})
