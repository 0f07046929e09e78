"""For which purposes, on which data, with which words of consent?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.policies.models.language import in_language
from privacyportal.policies.querysets import DatedQuerySet
from privacyportal.policies.states import PurposeKind, Scope, Sensitivity


class PurposeOfUse(models.Model):
    """A published purpose of use (section 3), or one of the two affairs for individual numbers."""

    Kind = PurposeKind

    code = models.CharField(_("code"), max_length=10, unique=True)
    kind = models.CharField(_("kind of purpose"), max_length=20, choices=Kind.choices)
    clause = models.CharField(_("clause of the policy"), max_length=20, blank=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("purpose of use")
        verbose_name_plural = _("purposes of use")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="purpose_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """Return the name in the active language."""
        return in_language(self.name_ja, self.name_en)


class DataCategory(models.Model):
    """A category of personal data and how sensitive it is (section 7)."""

    Sensitivity = Sensitivity

    code = models.CharField(_("code"), max_length=30, unique=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    sensitivity = models.CharField(_("sensitivity"), max_length=20, choices=Sensitivity.choices)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the active language."""
        return in_language(self.name_ja, self.name_en)


class ConsentWording(models.Model):
    """A version of the words that a person is shown when deciding; once shown it never changes."""

    Scope = Scope

    PROVISIONS = (Scope.THIRD_PARTY, Scope.FOREIGN)

    code = models.CharField(_("code"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    scope = models.CharField(_("consent to"), max_length=12, choices=Scope.choices)
    purpose = models.ForeignKey(
        PurposeOfUse, verbose_name=_("purpose of use"), on_delete=models.PROTECT, related_name="wordings"
    )
    categories = models.ManyToManyField(DataCategory, verbose_name=_("items"), related_name="wordings", blank=True)
    recipient = models.CharField(_("recipient named"), max_length=200, blank=True)
    text_ja = models.TextField(_("wording in Japanese"))
    text_en = models.TextField(_("wording in English"), blank=True)
    foreign_information = models.TextField(
        _("information on the foreign country"),
        blank=True,
        help_text=_("Country, its system for personal information, the recipient's measures (Article 28(2))."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="wording_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="wording_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(scope="foreign") | ~Q(foreign_information=""),
                name="wording_foreign_has_information",
                violation_error_message=_("A consent to a provision abroad needs the information of Article 28(2)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def text(self) -> str:
        """Return the wording in the active language."""
        return in_language(self.text_ja, self.text_en)

    @property
    def is_used(self) -> bool:
        """Return whether anybody has decided on these words; then they never change."""
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self}).exists()
            for relation in self._meta.related_objects
        )
