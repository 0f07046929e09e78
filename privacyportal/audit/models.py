"""What has been done in the portal, by whom, when and why?"""

from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import acting_for
from privacyportal.audit.chain import GENESIS

REFUSED = "backoffice.refused"


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a record that may only be added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
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
