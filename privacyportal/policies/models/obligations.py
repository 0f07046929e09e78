"""What does the policy oblige the firm to, and which section says so?"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.policies.models.language import in_language
from privacyportal.policies.models.policy import PolicySection, PolicyVersion


class Obligation(models.Model):
    """What a section obliges the firm to, in our own words; each firm's policy is mapped onto it."""

    key = models.SlugField(_("key"), max_length=50, unique=True)
    default_section = models.PositiveSmallIntegerField(_("usual section"), null=True, blank=True)
    title_ja = models.CharField(_("title in Japanese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    description_ja = models.TextField(_("description in Japanese"))
    description_en = models.TextField(_("description in English"))
    purposes_ja = models.TextField(_("purposes in Japanese"), blank=True)
    purposes_en = models.TextField(_("purposes in English"), blank=True)
    grounds_ja = models.TextField(_("grounds in Japanese"), blank=True)
    grounds_en = models.TextField(_("grounds in English"), blank=True)
    parties_ja = models.TextField(_("parties in Japanese"), blank=True)
    parties_en = models.TextField(_("parties in English"), blank=True)
    desk_ja = models.TextField(_("desk in Japanese"), blank=True)
    desk_en = models.TextField(_("desk in English"), blank=True)
    keywords = models.CharField(
        _("words of its heading"),
        max_length=300,
        blank=True,
        help_text=_("Words by which another firm's section is recognised, parted by commas."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["default_section", "key"]

    def __str__(self) -> str:
        return in_language(self.title_ja, self.title_en)

    @property
    def description(self) -> str:
        """Return the description in the active language."""
        return in_language(self.description_ja, self.description_en)


class ObligationMapping(models.Model):
    """Which section of a version holds an obligation: proposed when the text is stored, confirmed by a person."""

    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, related_name="mappings"
    )
    obligation = models.ForeignKey(
        Obligation, verbose_name=_("obligation"), on_delete=models.PROTECT, related_name="mappings"
    )
    section = models.ForeignKey(
        PolicySection, verbose_name=_("policy section"), on_delete=models.PROTECT, related_name="mappings"
    )
    sentence = models.TextField(_("sentence that obliges"), blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping of an obligation")
        verbose_name_plural = _("mappings of obligations")
        constraints = [models.UniqueConstraint(fields=["version", "obligation"], name="obligation_mapped_once")]

    def __str__(self) -> str:
        return f"{self.obligation} → {self.section}"
