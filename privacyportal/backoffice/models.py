"""Which files were taken in, and which row became which record?"""

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.import_made import ImportMade
from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet
from privacyportal.backoffice.saved_views import SavedView
from privacyportal.backoffice.sealed_fields import Binding, SealedFileField
from privacyportal.references.models import Reference

__all__ = ["ImportMade", "ImportRun", "ImportRunQuerySet", "ImportedRow", "SavedView", "Sending"]

# A worker says that it lives after each batch; a batch takes seconds.
SILENT_FOR = timedelta(minutes=3)


def _private_path(run: "ImportRun", name: str) -> str:
    return f"imports/{uuid4().hex}/{name}"


class ImportRunQuerySet(VisibleQuerySet):
    """Runs."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all runs to those who may import, and to those who may read runs."""
        return self if user.has_perm("backoffice.import_records") else super().visible_to(user)

    def interrupted(self, at: datetime) -> Self:
        """Return the runs whose worker has fallen silent."""
        return self.filter(status=ImportRun.Status.RUNNING, heartbeat_at__lt=at - SILENT_FOR)

    def to_be_undone(self, at: datetime) -> Self:
        """Return the runs whose undoing no worker has begun, or one that has fallen silent."""
        is_free = Q(heartbeat_at=None) | Q(heartbeat_at__lt=at - SILENT_FOR)
        return self.filter(is_free, status=ImportRun.Status.UNDOING)


class ImportRun(Binding):
    """One attempt to take in one file; the row is the truth about it, whatever became of the worker."""

    class Status(models.TextChoices):
        """How far it is; proposed is history that nobody has let in yet.

        Matching: a person is saying which column is what. Refused: the file was broken, or let lie. Failed: the worker
        stopped or met a fault. Undone: all that it brought was taken back.
        """

        MATCHING = "matching", _("columns are being matched")
        PROPOSED = "proposed", _("waiting for a second person")
        WAITING = "waiting", _("waiting for a worker")
        RUNNING = "running", _("being imported")
        FINISHED = "finished", _("import ended")
        REFUSED = "refused", _("file refused")
        FAILED = "failed", _("import interrupted")
        UNDO_ASKED = "undo_asked", _("undoing waits for a second person")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    class Hidden(models.TextChoices):
        """What becomes of rows that a sheet holds and does not show."""

        READ = "read", _("read them too")
        SKIP = "skip", _("leave them out")

    kind = models.CharField(_("kind of record"), max_length=20)
    mapping_name = models.CharField(_("mapping"), max_length=100)
    # What the mapping said when the run was asked for, as TOML; empty for one that is shipped or lies in a file.
    mapping_content = models.TextField(_("content of the mapping"), blank=True)
    file_name = models.CharField(_("name of the file"), max_length=255)
    content_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    upload = SealedFileField(_("uploaded file"), upload_to=_private_path, max_length=400, blank=True)
    dry_run = models.BooleanField(_("dry run"), default=False)
    as_history = models.BooleanField(_("as history"), default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    hidden_rows = models.CharField(_("hidden rows"), max_length=10, choices=Hidden.choices, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.WAITING)
    rows_total = models.PositiveIntegerField(_("rows in the file"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    superseded = models.PositiveIntegerField(_("replaced by a later row"), default=0)
    rejected_file = SealedFileField(_("rejected rows"), upload_to=_private_path, max_length=400, blank=True)
    message = models.TextField(_("result in words"), blank=True)
    remarks = models.JSONField(_("what was assumed and left out"), default=list, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("registered at"))
    worker = models.CharField(_("host and process"), max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undo_reason = models.TextField(_("reason for undoing"), blank=True)
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undoing asked for by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    undo_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undoing approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    # What forbade it when it was tried last, row by row: a number (or ""), and what was built on it, as codes.
    undo_found = models.JSONField(_("what was built on it"), default=list, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        permissions: ClassVar = [
            ("import_records", "Can import records"),
            ("export_records", "Can export lists"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(status__in=["running", "undoing"], dry_run=False),
                name="one_import_of_a_kind_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["matching", "proposed", "waiting", "running"], finished_at__isnull=True)
                | Q(
                    status__in=["finished", "refused", "failed", "undo_asked", "undoing", "undone"],
                    finished_at__isnull=False,
                ),
                name="import_finished_at_with_end",
            ),
            models.CheckConstraint(
                condition=Q(status="undone", undone_at__isnull=False) & ~Q(undo_reason="")
                | ~Q(status="undone") & Q(undone_at__isnull=True),
                name="import_undone_with_day_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="undone", as_history=True)
                | Q(undo_asked_by__isnull=False, undo_approved_by__isnull=False)
                & ~Q(undo_asked_by=F("undo_approved_by")),
                name="import_of_history_undone_by_two",
                violation_error_message=_("History is undone by two persons."),
            ),
            models.CheckConstraint(
                condition=Q(as_history=False, approved_by__isnull=True)
                | Q(status__in=["matching", "proposed", "refused"])
                | Q(dry_run=True)
                | Q(approved_by__isnull=False, started_by__isnull=False) & ~Q(approved_by=F("started_by")),
                name="import_of_history_by_two",
                violation_error_message=_("History comes in by two persons."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def bound_to(self, name: str) -> str:
        """Return what the run's files are bound to: their folder, which is this run's alone."""
        folder = PurePosixPath(name).parent
        return f"backoffice.importrun:{folder}:{self.kind}:{self.created_at.timestamp()}"

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will happen to this run by itself."""
        return self.finished_at is not None

    @property
    def is_waiting(self) -> bool:
        """Return whether a worker has it or will take it."""
        return self.status in (ImportRun.Status.WAITING, ImportRun.Status.RUNNING, ImportRun.Status.UNDOING)

    @property
    def percent(self) -> int:
        """Return how much is done, 0 to 100."""
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0


class ImportMappingQuerySet(VisibleQuerySet):
    """Remembered mappings."""

    def visible_to(self, user: Viewer) -> Self:
        """Return one's own and those that are shared, to those who may import."""
        if not user.has_perm("backoffice.import_records"):
            return self.none()
        return self.filter(Q(owner=user.pk) | Q(is_shared=True))

    def in_use(self) -> Self:
        """Return those that nobody has put away."""
        return self.filter(is_retired=False)


class ImportMapping(models.Model):
    """What somebody said once of a file's columns, under a name: the next file of the kind needs no more saying."""

    kind = models.CharField(_("kind of record"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner of the mapping"), on_delete=models.PROTECT, related_name="+"
    )
    is_shared = models.BooleanField(_("shared"), default=False)
    is_retired = models.BooleanField(_("put away"), default=False)
    content = models.TextField(_("content of the mapping"))
    saved_at = models.DateTimeField(_("saved at"))

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "kind", "name"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """Where a row of a file went: by this the same row never makes a second record.

    `source` is the name space of the keys (a mapping's `identity.source`); `digest` says whether the row has changed;
    `run` is the one that brought the row first.
    """

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=32)
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="imported_rows")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "source", "key"], name="imported_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.key}"


class Sending(models.Model):
    """A form that was sent and recorded; by its token the same form is recorded once (`backoffice.sendings`).

    It is written in the transaction of what it records, and forgotten when its token is too old to be used again.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    led_to = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.path
