"""Which files belong to a record?"""

from pathlib import PurePosixPath
from typing import Unpack
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.content import inspect
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.sealed_fields import Binding, SealedFileField
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.references.models import Reference

# The label of whatever proves who somebody is.
IDENTITY = "identity"


def storage_path(attachment: "Attachment", name: str) -> str:
    """Return where a file is stored: never under the name it was sent with."""
    key = uuid4().hex
    return str(PurePosixPath(key[:2]) / key)


class Attachment(ErasableModel, AppendOnlyModel, Binding):
    """A file as it was received, encrypted; `label` says which part of the record it proves (a checklist item's code).

    `sha256` is that of what was received.
    """

    content = ("file", "name")

    reference = models.ForeignKey(
        Reference, verbose_name=_("number"), on_delete=models.PROTECT, related_name="attachments"
    )
    label = models.CharField(_("belongs to"), max_length=40, blank=True)
    file = SealedFileField(_("file"), upload_to=storage_path, max_length=120)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    restricted = models.BooleanField(_("restricted"), default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["reference", "label"], name="attachment_by_record")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
            erased_is_empty("attachment_erased_is_empty", "file", "name"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("erased file"))

    def save(self, **options: Unpack[Saving]) -> None:
        """Keep the file once it is what it says it is, whatever door it comes by.

        :raises FileRefused: when it is not.
        """
        if self._state.adding:
            self.insist()
        super().save(**options)

    @property
    def needs_reason(self) -> bool:
        """Return whether it is taken for a written reason only: an identity paper, or marked as restricted."""
        return self.restricted or self.label == IDENTITY

    def bound_to(self, name: str) -> str:
        """Return what the file is bound to: laid under another row, another record or other marks, it does not open."""
        marks = f"{self.reference_id}:{int(self.restricted)}:{self.sha256}:{self.label}"
        return f"attachments.attachment.file:{name}:{marks}"

    def insist(self) -> None:
        """Ask the file what it is, and write that down.

        :raises FileRefused: when it is empty, too large, of a kind not kept, or not what its name says.
        """
        content = inspect(self.file, limit=settings.PORTAL_ATTACHMENT_LIMIT)
        self.name, self.content_type = content.name, content.content_type
        self.size, self.sha256 = content.size, content.sha256
