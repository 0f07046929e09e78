"""For which purposes, on which data, with which words of consent?

A purpose and a category are what records point at; what they are called and how sensitive they are stands in their
dated versions, and whoever judges asks for the version of the day. What stands on purpose and category themselves is
that of the version in force, for lists and labels; `services.follow_the_day` keeps it.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.publishing import DatedVersion, Stage, one_at_a_time
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.policies.models.language import in_language
from privacyportal.policies.querysets import DatedQuerySet, WordingQuerySet
from privacyportal.policies.states import PurposeKind, Recipients, Scope, Sensitivity


class Bilingual(models.Model):
    """Something named in both languages."""

    name_ja = models.CharField(_("name in Japanese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """Return the name in the active language."""
        return in_language(self.name_ja, self.name_en)


class PurposeOfUse(Bilingual):
    """A published purpose of use (section 3), or one of the two affairs for individual numbers."""

    Kind = PurposeKind

    code = models.CharField(_("code"), max_length=10, unique=True)
    kind = models.CharField(_("kind of purpose"), max_length=20, choices=PurposeKind.choices)
    clause = models.CharField(_("clause of the policy"), max_length=20, blank=True)
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

    def is_published_on(self, day: date) -> bool:
        """Return whether it was one of the purposes on a Tokyo day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def on(self, day: date) -> "PurposeVersion | None":
        """Return the version of a Tokyo day; None before the first and after the end."""
        version: PurposeVersion | None = self.versions.filter(is_end=False).in_force(day).first()
        return version


class DataCategory(Bilingual):
    """A category of personal data and how sensitive it is (section 7)."""

    Sensitivity = Sensitivity

    code = models.CharField(_("code"), max_length=30, unique=True)
    sensitivity = models.CharField(_("sensitivity"), max_length=20, choices=Sensitivity.choices)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def sensitivity_on(self, day: date) -> str:
        """Return how sensitive it was on a Tokyo day; before its first version, what that says."""
        versions = list(self.versions.published().order_by("valid_from"))
        begun = [version for version in versions if version.valid_from <= day]
        version = begun[-1] if begun else next(iter(versions), None)
        return version.sensitivity if version else self.sensitivity


class PurposeVersion(Bilingual, DatedVersion):
    """What a purpose said from one day on; `is_end` says that from that day it is a purpose no more."""

    purpose = models.ForeignKey(
        PurposeOfUse,
        verbose_name=_("purpose of use"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
    )
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("kind of purpose"), max_length=20, choices=PurposeKind.choices)
    clause = models.CharField(_("clause of the policy"), max_length=20, blank=True)
    announcement = models.CharField(
        _("how people are told"),
        max_length=300,
        blank=True,
        help_text=_("A changed purpose is notified or published (Article 21(3)): where and when."),
    )
    is_end = models.BooleanField(_("from that day it is no longer in use"), default=False)

    class Meta(DatedVersion.Meta):
        verbose_name = _("version of a purpose of use")
        verbose_name_plural = _("versions of purposes of use")
        ordering = ["code", "-valid_from"]
        constraints = [
            *DatedVersion.Meta.constraints,
            *one_at_a_time("policies_purpose", ["code"]),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED) | Q(purpose__isnull=False),
                name="policies_purpose_published_has_row",
            ),
            models.CheckConstraint(
                condition=Q(drafted_by=None) | ~Q(announcement=""),
                name="policies_purpose_change_is_announced",
                violation_error_message=_("Say how people are told of the purpose."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CategoryVersion(Bilingual, DatedVersion):
    """What a category was called and how sensitive it was from one day on."""

    category = models.ForeignKey(
        DataCategory,
        verbose_name=_("data category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
    )
    code = models.CharField(_("code"), max_length=30)
    sensitivity = models.CharField(_("sensitivity"), max_length=20, choices=Sensitivity.choices)
    law_sensitivity = models.CharField(
        _("at least, by law"), max_length=20, choices=Sensitivity.choices, blank=True, editable=False
    )

    class Meta(DatedVersion.Meta):
        verbose_name = _("version of a data category")
        verbose_name_plural = _("versions of data categories")
        ordering = ["code", "-valid_from"]
        constraints = [
            *DatedVersion.Meta.constraints,
            *one_at_a_time("policies_category", ["code"]),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED) | Q(category__isnull=False),
                name="policies_category_published_has_row",
            ),
            models.CheckConstraint(
                condition=Q(law_sensitivity="") | Q(sensitivity=F("law_sensitivity")),
                name="policies_category_within_the_law",
                violation_error_message=_("The law itself says how sensitive this category is."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ConsentWording(DatedVersion):
    """A version of the words that a person is shown when deciding; once published it never changes.

    A wording for a provision says whether it names one company or a class of recipients, and which; `is_end` says that
    from that day the code is shown no more.
    """

    Scope = Scope
    PROVISIONS = (Scope.THIRD_PARTY, Scope.FOREIGN)

    code = models.CharField(_("code"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    scope = models.CharField(_("consent to"), max_length=12, choices=Scope.choices)
    purpose = models.ForeignKey(
        PurposeOfUse, verbose_name=_("purpose of use"), on_delete=models.PROTECT, related_name="wordings"
    )
    categories = models.ManyToManyField(DataCategory, verbose_name=_("items"), related_name="wordings", blank=True)
    recipients = models.CharField(_("names"), max_length=10, choices=Recipients.choices, blank=True)
    recipient = models.CharField(_("recipient named"), max_length=200, blank=True)
    text_ja = models.TextField(_("wording in Japanese"))
    text_en = models.TextField(_("wording in English"), blank=True)
    foreign_information = models.TextField(
        _("information on the foreign country"),
        blank=True,
        help_text=_("Country, its system for personal information, the recipient's measures (Article 28(2))."),
    )
    is_end = models.BooleanField(_("from that day it is no longer in use"), default=False)

    objects = WordingQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DatedVersion.Meta):
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
        ordering = ["code", "version"]
        constraints = [
            *DatedVersion.Meta.constraints,
            *one_at_a_time("policies_wording", ["code"]),
            models.UniqueConstraint(fields=["code", "version"], name="wording_version_once"),
            models.CheckConstraint(
                condition=~Q(scope="foreign") | ~Q(foreign_information=""),
                name="wording_foreign_has_information",
                violation_error_message=_("A consent to a provision abroad needs the information of Article 28(2)."),
            ),
            models.CheckConstraint(
                condition=Q(scope="use", recipients="")
                | (~Q(scope="use") & Q(recipients__in=Recipients.values) & ~Q(recipient="")),
                name="wording_names_its_recipients",
                violation_error_message=_("A consent to a provision names a company or a class of recipients."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def text(self) -> str:
        """Return the wording in the active language."""
        return in_language(self.text_ja, self.text_en)

    def was_shown_on(self, day: date) -> bool:
        """Return whether these were the words to be shown on a Tokyo day."""
        return self.covers(day) and not self.is_end

    def next(self, **fields: object) -> Self:
        """Return an unsaved next version with the same content but for `fields`."""
        same = ("code", "scope", "purpose", "recipients", "recipient", "text_ja", "text_en", "foreign_information")
        model = type(self)
        copied = {field.name: field.value_from_object(self) for field in self._meta.fields if field.name in same}
        copied["purpose"] = self.purpose
        return model(**{**copied, **fields})
