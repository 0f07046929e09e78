"""Clocks as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.standing_still import keep_still
from privacyportal.backoffice import labels
from privacyportal.clocks.plan.lasting import LASTING
from privacyportal.clocks.plan.telling import name_of_duty, name_of_measure
from privacyportal.clocks.show.words import WORDS
from privacyportal.imports.along import goes_along


class ClocksConfig(AppConfig):
    """Owns everything that is ever due."""

    name = "privacyportal.clocks"
    verbose_name = _("Deadlines")

    def ready(self) -> None:
        """Find the duties that apps declare in `clocks.py`; register this app's mails, tabs and words for the trail."""
        keep_still(*LASTING)
        autodiscover_modules("clocks")
        for registers in ("river.braking", "river.limits", "show.mails", "show.panels", "show.turns"):
            import_module(f"{self.name}.{registers}")
        for follows in ("clocks.Clock", "clocks.Level", "clocks.Notice"):
            goes_along(follows)
        labels.register(WORDS, of="clocks")
        labels.tell("duty", name_of_duty)
        labels.tell("code", name_of_measure, of="clocks")
