"""What is asked, by version?"""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.publishing import DatedVersion, one_at_a_time
from privacyportal.backoffice.querysets import VisibleQuerySet


class Sureness(models.TextChoices):
    """Whether the cited text has been read; what has not is checked before anybody relies on it."""

    HIGH = "high", _("text read")
    MEDIUM = "medium", _("by a second source only")
    LOW = "low", _("text not read yet")


def without_notes(source: str) -> str:
    """Return a source without the notes in brackets on who has read it."""
    return re.sub(r"\s*\[(seen|knowledge)[^\]]*\]", "", source)


class ChecklistTemplate(DatedVersion):
    """A version of a checklist: brought in as a draft by one person, put in force by another, never changed."""

    code = models.CharField(_("code"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    name_ja = models.CharField(_("name in Japanese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    content_sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    imported_at = models.DateTimeField(_("imported at"))
    remarks = models.JSONField(_("what was assumed and left out"), default=list, blank=True)

    # Counted by the list and the page.
    items_counted: int

    class Meta(DatedVersion.Meta):
        verbose_name = _("checklist template")
        verbose_name_plural = _("checklist templates")
        constraints = [
            *DatedVersion.Meta.constraints,
            *one_at_a_time("checklists_template", ["code"]),
            models.UniqueConstraint(fields=["code", "version"], name="template_version_once"),
        ]

    def __str__(self) -> str:
        name = self.name_en if get_language() == "en" else self.name_ja
        return f"{name} {gettext('version %(number)d') % {'number': self.version}}"


class ChecklistItem(models.Model):
    """One question of a template, with its weight and where it applies."""

    template = models.ForeignKey(
        ChecklistTemplate, verbose_name=_("checklist template"), on_delete=models.PROTECT, related_name="items"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=20)
    category = models.CharField(_("category"), max_length=30)
    text_ja = models.TextField(_("item in Japanese"))
    text_en = models.TextField(_("item in English"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    frequency = models.CharField(_("frequency"), max_length=60, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))
    critical = models.BooleanField(_("critical item"), default=False)
    applies_to = models.CharField(_("applies to"), max_length=30, default="all")
    source = models.CharField(_("source"), max_length=300, blank=True)
    certainty = models.CharField(_("how sure the source is"), max_length=6, choices=Sureness, default=Sureness.HIGH)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="item_code_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="item_has_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        """Return the question in the active language."""
        return self.text_en if get_language() == "en" else self.text_ja

    @property
    def shown_source(self) -> str:
        """Return the source as people outside read it: how sure we are of it is ours to know."""
        return without_notes(self.source)
