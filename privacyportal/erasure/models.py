"""What is known of content that is gone, and what is proposed to be erased?"""

from collections.abc import Collection
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel
from privacyportal.backoffice.deciding import refusal_has_reason
from privacyportal.erasure.rules import Decision, Rule
from privacyportal.references.models import Reference
from privacyportal.references.reading import Viewer, VisibleQuerySet, view_permission
from privacyportal.references.registry import about_visible


class OfReferenceQuerySet(VisibleQuerySet):
    """Rows about a numbered record, seen by those who may see rows of the kind and what hangs on the record."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows about records whose contents the person may see."""
        if not user.has_perm(view_permission(self.model)):
            return self.none()
        return self.filter(about_visible(user))


class Erasure(AppendOnlyModel):
    """The proof that the content of one row is gone; `path` is its file as long as that is still on the disk."""

    reference = models.ForeignKey(
        Reference, verbose_name=_("number"), on_delete=models.PROTECT, related_name="erasures"
    )
    model = models.CharField(_("kind of record"), max_length=80)
    object_pk = models.CharField(_("record"), max_length=40)
    rule = models.CharField(_("rule of erasure"), max_length=12, choices=Rule)
    reason = models.CharField(_("reason"), max_length=500)
    sha256 = models.CharField(_("fingerprint of what it was (SHA-256)"), max_length=64)
    erased_at = models.DateTimeField(_("erased at"))
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("erased by"), on_delete=models.PROTECT, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(_("file still to be removed"), max_length=120, blank=True, editable=False)
    finished_at = models.DateTimeField(_("nothing left since"), null=True, blank=True)

    objects = OfReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["-erased_at"], name="erasure_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["model", "object_pk"], name="erasure_once_a_row"),
            models.CheckConstraint(condition=~Q(erased_by=F("checked_by")), name="erasure_four_eyes"),
            models.CheckConstraint(condition=~Q(reason="") & Q(rule__in=Rule.values), name="erasure_has_a_reason"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(path="", finished_at__gte=F("erased_at")),
                name="erasure_finished_leaves_no_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.erased_at:%Y-%m-%d}"


class ErasureProposal(models.Model):
    """What somebody wants erased; a second person decides."""

    reference = models.ForeignKey(Reference, verbose_name=_("number"), on_delete=models.PROTECT, related_name="+")
    model = models.CharField(_("kind of record"), max_length=80)
    object_pk = models.CharField(_("record"), max_length=40)
    rule = models.CharField(_("rule of erasure"), max_length=12, choices=Rule)
    reason = models.CharField(_("reason"), max_length=500)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    erasure = models.OneToOneField(
        Erasure, verbose_name=_("erasure"), on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    objects = OfReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal to erase")
        verbose_name_plural = _("proposals to erase")
        permissions = [("propose_erasure", _("Can propose that content is erased")),
                       ("approve_erasure", _("Can approve that content is erased"))]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_pk"], condition=Q(decision="pending"), name="erasure_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="erasure_proposal_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_by__isnull=True, decided_at__isnull=True, erasure__isnull=True)
                | Q(decision="approved", decided_by__isnull=False, decided_at__isnull=False, erasure__isnull=False)
                | Q(decision="refused", decided_by__isnull=False, decided_at__isnull=False, erasure__isnull=True),
                name="erasure_approved_is_done",
            ),
            refusal_has_reason("erasure_proposal", refused=["refused"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.get_rule_display()}"


class ErasableModel(models.Model):
    """A row whose content can be erased once: `content` names its fields, which are empty ever after.

    A field that may be NULL becomes so: where it is unique, two rows may be empty of it.
    """

    content: ClassVar[tuple[str, ...]] = ()

    erasure = models.OneToOneField(
        Erasure,
        verbose_name=_("erasure"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    @classmethod
    def emptied(cls) -> dict[str, str | None]:
        """Return what stands in the fields of the content once it is erased."""
        return {name: None if cls._meta.get_field(name).null else "" for name in cls.content}


def erased_is_empty(name: str, *content: str, gone: Collection[str] = ()) -> models.CheckConstraint:
    """Return the constraint that a row with an erasure holds none of its content: texts empty, `gone` NULL."""
    without = {**dict.fromkeys(content, ""), **{f"{field}__isnull": True for field in gone}}
    return models.CheckConstraint(
        condition=Q(erasure__isnull=True) | Q(**without),
        name=name,
        violation_error_message=_("What was erased cannot be written again."),
    )
