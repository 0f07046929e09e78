"""Which text waits for a person to look at how it comes apart, before it is stored as a version of the policy?"""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacyportal.audit.saving import Saving
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.policies import outline_guards as guards
from privacyportal.policies.models.policy import PolicyVersion
from privacyportal.policies.parser.rows import Role, Row

type StoredRow = tuple[str, str, str, int, str]


class PolicyOutline(models.Model):
    """A policy's text line by line, with what each line was taken for; a draft until it is stored or given up.

    A row is the line as published, its role, and of a heading the printed label, the number and the words.
    """

    source_name = models.CharField(_("file"), max_length=200, blank=True)
    text = models.TextField(_("text as published"))
    content_sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    stored_rows = models.JSONField(_("lines"), default=list)
    drafted_at = models.DateTimeField(_("read at"))
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("read by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.OneToOneField(
        PolicyVersion,
        verbose_name=_("policy version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outline",
    )
    given_up_at = models.DateTimeField(pgettext_lazy("outline", "given up at"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("outline of a text")
        verbose_name_plural = _("outlines of texts")
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=None) | Q(given_up_at=None), name="policy_outline_kept_or_given_up"
            ),
            models.UniqueConstraint(
                fields=["content_sha256"],
                condition=Q(version=None, given_up_at=None),
                name="policy_outline_one_open_a_text",
            ),
        ]

    def __str__(self) -> str:
        title = next((row.text for row in self.rows if row.role == Role.TITLE), "")
        return title or self.source_name or str(_("Text without a title"))

    def save(self, **options: Unpack[Saving]) -> None:
        """Store the outline as far as it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask what no constraint of one row can say: what was closed stays, and a version has a section.

        :raises Refused: when it was stored or given up already, or no line is the heading of a section.
        """
        is_closed = type(self).objects.filter(pk=self.pk).exclude(version=None, given_up_at=None).exists()
        has_section = any(row.role == Role.SECTION for row in self.rows)
        refuse_if(
            [
                guards.outline_open(not is_closed),
                guards.outline_has_section(has_section or self.version_id is None),
            ],
            obj=self,
        )

    @property
    def is_open(self) -> bool:
        """Whether it may still be corrected and stored."""
        return self.version_id is None and self.given_up_at is None

    @property
    def rows(self) -> list[Row]:
        """Return the lines with what each was taken for."""
        stored: list[StoredRow] = self.stored_rows
        return [Row(text, Role(role), label, number, heading) for text, role, label, number, heading in stored]

    @property
    def stage_text(self) -> str:
        """Return where it stands, in words."""
        if self.is_open:
            return str(_("Draft"))
        return str(self.version) if self.version_id else str(_("Withdrawn draft"))


def to_store(rows: list[Row]) -> list[StoredRow]:
    """Return the lines of an outline as they are stored."""
    return [(row.text, row.role.value, row.label, row.number, row.heading) for row in rows]
