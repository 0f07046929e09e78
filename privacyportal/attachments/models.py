"""Which files belong to a record?"""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Self, Unpack
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.content import inspect
from privacyportal.audit.covered import CoveredQuerySet
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.sealed_fields import Binding, SealedFileField
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.references.models import Reference
from privacyportal.references.reading import Viewer, VisibleQuerySet, view_permission
from privacyportal.references.registry import about_visible

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

    objects = CoveredQuerySet.as_manager()

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


class ScanQuerySet(VisibleQuerySet):
    """What the scanner said of files, seen by those who may see rows of the kind and what hangs on the record."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of records whose contents the person may see."""
        if not user.has_perm(view_permission(self.model)):
            return self.none()
        return self.filter(about_visible(user, "attachment__reference"))

    def due(self, at: datetime) -> Self:
        """Return what the scanner is to be asked now, whoever waits longest first; what was erased no more."""
        return self.filter(next_at__lte=at, attachment__erasure=None).order_by("next_at", "pk")


class Scan(models.Model):
    """What the virus scanner said of a file; `next_at` is when it is to be asked, `trouble` why it could not be."""

    class Status(models.TextChoices):
        """Waiting and quarantined files are given to nobody."""

        WAITING = "waiting", _("waiting for the virus scanner")
        OLDER = "older", _("kept before it was scanned")
        CLEAN = "clean", _("nothing found")
        QUARANTINED = "quarantined", _("in quarantine")
        RELEASED = "released", _("released from quarantine")

    HELD = (Status.WAITING, Status.QUARANTINED)

    attachment = models.OneToOneField(Attachment, verbose_name=_("file"), on_delete=models.PROTECT, related_name="scan")
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.WAITING)
    signature = models.CharField(_("what was found"), max_length=200, blank=True)
    next_at = models.DateTimeField(_("asked again at"), null=True, blank=True)
    tries = models.PositiveIntegerField(_("tries in vain"), default=0)
    trouble = models.CharField(_("why there is no verdict"), max_length=200, blank=True)
    scanned_at = models.DateTimeField(_("scanned at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    release_reason = models.CharField(_("reason of the release"), max_length=500, blank=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("virus scan")
        verbose_name_plural = _("virus scans")
        permissions = [("decide_quarantine", _("Can decide on files in quarantine"))]
        indexes = [models.Index(fields=["next_at"], name="scan_due", condition=Q(next_at__isnull=False))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "older"], scanned_at=None)
                | Q(status__in=["clean", "quarantined", "released"], scanned_at__isnull=False),
                name="scan_verdict_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["quarantined", "released"]) | ~Q(signature=""),
                name="scan_quarantine_says_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(status="released", released_by__isnull=False, released_at__isnull=False)
                & ~Q(release_reason="")
                | ~Q(status="released") & Q(released_by=None, released_at=None, release_reason=""),
                name="scan_release_has_person_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    @property
    def reference(self) -> Reference:
        """Return the number of the file's record."""
        return self.attachment.reference
