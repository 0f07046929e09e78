"""What has been done in the portal, by whom, when and why?"""

from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import acting_for
from privacyportal.audit.chain import GENESIS
from privacyportal.audit.covered import CoveredQuerySet

REFUSED = "backoffice.refused"


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a record that may only be added to."""


class AppendOnlyQuerySet(CoveredQuerySet[Any]):
    """A queryset that adds and reads, and does nothing else."""

    def update(self, **kwargs: object) -> int:
        """Refuse: entries are never changed.

        :raises AppendOnlyError: always.
        """
        raise AppendOnlyError(f"{self.model.__name__} rows cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: entries are never deleted.

        :raises AppendOnlyError: always.
        """
        raise AppendOnlyError(f"{self.model.__name__} rows cannot be deleted.")


class AppendOnlyModel(models.Model):
    """A row that is written once; the database's triggers say the same to everybody else."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row.

        :raises AppendOnlyError: when the row is already stored.
        """
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows cannot be changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refuse.

        :raises AppendOnlyError: always.
        """
        raise AppendOnlyError(f"{type(self).__name__} rows cannot be deleted.")


class AuditHead(models.Model):
    """The last link of the chain; one row, locked while an entry is added, so that numbers have no gap."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    entry_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_single")]

    def __str__(self) -> str:
        return str(self.sequence)


class AuditEntry(AppendOnlyModel):
    """One deed: an action on an object, in the same transaction as the deed itself."""

    sequence = models.BigIntegerField(_("sequence"), primary_key=True)
    at = models.DateTimeField(_("date and time"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("done by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    actor_name = models.CharField(_("done by (name)"), max_length=150, blank=True)
    actor_kind = models.CharField(_("what they are"), max_length=10, blank=True)
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    acting_for_name = models.CharField(_("for (name)"), max_length=150, blank=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    reference = models.CharField(_("number"), max_length=40, blank=True)
    model = models.CharField(_("kind of record"), max_length=80, blank=True)
    object_pk = models.CharField(_("record"), max_length=40, blank=True)
    changes = models.JSONField(_("what"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(_("reason"), blank=True)
    section = models.CharField(_("policy section"), max_length=20, blank=True)
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64)
    entry_hash = models.CharField(_("hash"), max_length=64, unique=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["reference", "sequence"], name="audit_by_reference"),
            models.Index(fields=["actor", "sequence"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.reference}".rstrip()

    @property
    def done_by(self) -> str:
        """Return who did it, in words: "A for B" of a deputy, the portal where nobody else is named."""
        if self.actor is None:
            return self.actor_name or gettext("the portal")
        return str(self.actor) if self.acting_for is None else acting_for(str(self.actor), str(self.acting_for))


class RefusedAttemptManager(models.Manager[Any]):
    """Reads the entries that keep a refusal."""

    def get_queryset(self) -> AppendOnlyQuerySet:
        """Return the refused attempts."""
        return AppendOnlyQuerySet(self.model, using=self._db).filter(action=REFUSED)


class RefusedAttempt(AuditEntry):
    """An attempt that a rule of the policy refused: what was tried, by whom, under which section, what was missing."""

    objects: ClassVar[RefusedAttemptManager] = RefusedAttemptManager()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("refused attempt")
        verbose_name_plural = _("refused attempts")


class ProvedModel(AppendOnlyModel):
    """A row beside the trail, written without its lock; an entry of the trail soon proves it together with others."""

    # The entries that prove rows of this kind, and those that tell that old ones went; the columns that are proved.
    proved: ClassVar[str]
    gone: ClassVar[str] = ""
    told: ClassVar[tuple[str, ...]]

    proved_by = models.BigIntegerField(_("proved by entry"), null=True, editable=False, db_index=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


class Reading(ProvedModel):
    """One page that showed a person records, or refused to: what, to whom, when."""

    class What(models.TextChoices):
        """What was shown, or asked for."""

        RECORD = "record", _("record read")
        ROWS = "rows", _("list read")
        SEARCH = "search", _("searched")
        REFUSED = "refused", _("refused")
        HIDDEN = "hidden", _("record that may not be seen")
        UNKNOWN = "unknown", _("record that does not exist")

    proved = "audit.readings_proved"
    gone = "audit.readings_gone"
    told = ("at", "actor_id", "actor_name", "what", "model", "object_pk", "reference", "route", "rows", "keys")

    at = models.DateTimeField(_("date and time"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_name = models.CharField(_("person (sign-in name)"), max_length=150)
    what = models.CharField(_("what was shown"), max_length=10, choices=What)
    model = models.CharField(_("kind of record"), max_length=80, blank=True)
    object_pk = models.CharField(_("record"), max_length=40, blank=True)
    reference = models.CharField(_("number"), max_length=40, blank=True)
    route = models.CharField(_("page"), max_length=100, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=1)
    keys = models.JSONField(_("records shown"), default=list, blank=True)

    class Meta:
        verbose_name = _("view of records")
        verbose_name_plural = _("views of records")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["actor", "at"], name="reading_by_person"),
            models.Index(fields=["model", "object_pk", "id"], name="reading_by_record"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.what} {self.reference or self.object_pk}".rstrip()


class RowDigest(ProvedModel):
    """What a row that decisions rest on was when the portal wrote it (`audit.rows`)."""

    proved = "audit.rows_proved"
    told = ("model", "row", "digest")

    model = models.CharField(max_length=80)
    row = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["model", "row", "id"], name="digest_by_row")]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"


class TakenBack(AppendOnlyModel):
    """Rows of a table, by their keys, that a deed took back because nothing was built on them (`audit.taking_back`).

    The triggers of a table that otherwise lets no row go ask this one. `entry` is the entry of the trail that says so.
    """

    table_name = models.CharField(max_length=80)
    first_key = models.BigIntegerField()
    last_key = models.BigIntegerField()
    entry = models.BigIntegerField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["table_name", "last_key", "first_key"], name="taken_back_by_row")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_key__lte=models.F("last_key")), name="taken_back_from_first_to_last"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.first_key} to {self.last_key}"
