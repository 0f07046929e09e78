"""Mail as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.imports.along import goes_along
from privacyportal.notifications.states import UNSENT, Posting, Reason, Way


class NotificationsConfig(AppConfig):
    """Owns the outbox and the only way to the mail server."""

    name = "privacyportal.notifications"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Find the kinds of mail that apps declare in `mails.py`, and say in which ways colleagues can be told."""
        autodiscover_modules("mails", "notices")
        goes_along("notifications.Message", when=UNSENT)
        labels.register(
            {
                "notifications.bounced": _("Mail came back"),
                "notifications.return_closed": _("Mail that came back closed"),
                "notifications.resent": _("Mail sent again"),
                "notifications.dropped_letter": _("Letter not posted"),
                "notifications.posted": _("Letter posted"),
                "notifications.written_anew": _("Letter written anew"),
                "notifications.sent_after_all": _("Mail went out after all"),
                "notifications.settled": _("Mail settled without sending it again"),
                "kind": _("kind"),
                "way": _("what was done"),
                **{f"way={way.value}": way.label for way in Way},
                "posting": _("kind of posting"),
                **{f"posting={kind.value}": kind.label for kind in Posting},
                "status": _("state"),
            },
            of="notifications",
        )
        labels.register({f"notifications.{reason.value}": reason.label for reason in Reason})
