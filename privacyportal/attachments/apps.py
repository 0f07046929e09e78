"""Attachments as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.triggers import Allowed, protect
from privacyportal.backoffice import labels


class AttachmentsConfig(AppConfig):
    """Owns the files that belong to numbered records."""

    name = "privacyportal.attachments"
    verbose_name = _("Attachments")

    def ready(self) -> None:
        """Protect the table and name this app's entries of the audit trail."""
        protect("attachments_attachment", allowed=Allowed("erasure_id", ("file", "name")))
        labels.register(
            {
                "attachments.added": _("File added"),
                "attachments.downloaded": _("File downloaded"),
                "attachments.scanned": _("File looked at by the virus scanner"),
                "attachments.released": _("File released from quarantine"),
                "attachments.discarded": _("File in quarantine proposed for erasure"),
                "scan": _("verdict"),
                "scan=clean": _("nothing found"),
                "scan=quarantined": _("in quarantine"),
                "signature": _("what was found"),
                "attachments.resealed": _("Stored files encrypted with the newest key"),
                "key": _("key (fingerprint)"),
                "sha256": _("fingerprint (SHA-256)"),
                "name": _("belongs to"),
                "size": _("size in bytes"),
            },
            of="attachments",
        )
