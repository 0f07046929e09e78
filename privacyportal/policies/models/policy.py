"""What does the published policy say, version by version, section by section?"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.publishing import DatedVersion, Stage
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.policies.parser import compact
from privacyportal.policies.querysets import PolicyVersionQuerySet
from privacyportal.references.models import Reference


class PolicyVersion(DatedVersion):
    """A policy text as published; a changed text is a new version, and one is in force a day.

    A text is loaded as a draft; it has a first day once somebody proposes one, and holds from it once a second person
    has put it in force.
    """

    reference = models.OneToOneField(
        Reference, verbose_name=_("reference number"), on_delete=models.PROTECT, null=True, blank=True, editable=False
    )
    number = models.PositiveIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    source_name = models.CharField(_("file"), max_length=200, blank=True)
    content_sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    loaded_at = models.DateTimeField(_("loaded at"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("loaded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    valid_from = models.DateField(_("effective from"), null=True, blank=True)  # type: ignore[assignment]
    valid_to = models.DateField(_("retired on"), null=True, blank=True)
    closing = models.TextField(_("after the sections"), blank=True)
    furniture = models.TextField(_("page numbers and headers"), blank=True)

    objects = PolicyVersionQuerySet.as_manager()  # type: ignore[assignment, misc]

    # Counted by the list and the page.
    sections_counted: int

    class Meta(DatedVersion.Meta):
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["-number"]
        constraints = [
            *DatedVersion.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED) | Q(valid_from__isnull=False),
                name="policy_version_in_force_has_first_day",
            ),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(stage="published"), name="policy_version_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["stage"], condition=Q(stage="published", valid_to=None), name="policy_version_one_without_end"
            ),
        ]

    def __str__(self) -> str:
        return str(_("version %(number)d") % {"number": self.number})


class PolicySection(models.Model):
    """A section of a version under the policy's own number.

    Number 0 has no number in the policy: the preamble in part 1, an annex in a later part. A text that starts
    counting again has parts.
    """

    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, related_name="sections"
    )
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    number = models.PositiveSmallIntegerField(_("section"))
    label = models.CharField(_("number as printed"), max_length=20, blank=True)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    body = models.TextField(_("text of the section"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy section")
        verbose_name_plural = _("policy sections")
        ordering = ["version", "part", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "part", "number"], name="policy_section_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading}" if self.number else self.heading or str(_("Preamble"))

    @property
    def characters(self) -> int:
        """Return the number of characters of the text, white space left out."""
        return len(compact(self.body))


class PolicyClause(models.Model):
    """A numbered item inside a section, labelled as the policy labels it: `7)`, `a)`, `(iv)`, `①`."""

    section = models.ForeignKey(
        PolicySection, verbose_name=_("policy section"), on_delete=models.PROTECT, related_name="clauses"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("item above"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    label = models.CharField(_("label"), max_length=20)
    text = models.TextField(_("text of the item"))
    order = models.PositiveSmallIntegerField(_("order"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy clause")
        verbose_name_plural = _("policy clauses")
        ordering = ["section", "order"]
        constraints = [models.UniqueConstraint(fields=["section", "order"], name="policy_clause_order_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.text[:40]}"
