"""The back office as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.joining import forbid
from privacyportal.audit.triggers import protect
from privacyportal.backoffice import following, labels, logs
from privacyportal.backoffice.joins import JOINS


class BackofficeConfig(AppConfig):
    """Owns the behaviour that all screens share."""

    name = "privacyportal.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Let every app declare which panels it shows and what it adds to lists; name entries of the audit trail."""
        logs.guard_access_log()
        following.follow_tasks()
        autodiscover_modules("panels", "list_additions")
        protect("backoffice_importmade")
        forbid(*JOINS)
        labels.register(
            {
                "fields": _("fields"),
                "backoffice.done_to_many": _("Done to many records"),
                "backoffice.view_saved": _("View of a list saved"),
                "backoffice.view_dropped": _("View of a list dropped"),
                "list": _("list"),
                "audience": _("for whom"),
                "opens": _("the list opens with it"),
                "done": _("done to"),
                "left": _("left as they are"),
                "notice": _("mails to colleagues"),
            }
        )
