"""What does the published policy say, and what does it oblige the firm to?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import VisibleQuerySet


def in_language(japanese: str, english: str) -> str:
    """Return the text in the active language; Japanese where there is no English."""
    return english if english and get_language() == "en" else japanese


class PolicyVersion(models.Model):
    """A policy text as published; a changed text is a new version."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    source_name = models.CharField(_("file"), max_length=200, blank=True)
    content_sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    loaded_at = models.DateTimeField(_("loaded at"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("loaded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")

    def __str__(self) -> str:
        return str(_("version %(number)d") % {"number": self.number})


class PolicySection(models.Model):
    """A numbered section of a version; section 0 is the preamble."""

    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, related_name="sections"
    )
    number = models.PositiveSmallIntegerField(_("section"))
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    body = models.TextField(_("text"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy section")
        verbose_name_plural = _("policy sections")
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="policy_section_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading}"


class PolicyClause(models.Model):
    """A numbered item inside a section, labelled as the policy labels it: `7)`, `a)`, `(iv)`, `①`."""

    section = models.ForeignKey(
        PolicySection, verbose_name=_("policy section"), on_delete=models.PROTECT, related_name="clauses"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("item above"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    label = models.CharField(_("label"), max_length=20)
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy clause")
        verbose_name_plural = _("policy clauses")
        constraints = [models.UniqueConstraint(fields=["section", "order"], name="policy_clause_order_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.text[:40]}"


class Obligation(models.Model):
    """What a section obliges the firm to, in our own words; each firm's policy is mapped onto it."""

    key = models.SlugField(_("key"), max_length=50, unique=True)
    default_section = models.PositiveSmallIntegerField(_("usual section"), null=True, blank=True)
    title_ja = models.CharField(_("title in Japanese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    description_ja = models.TextField(_("description in Japanese"))
    description_en = models.TextField(_("description in English"))
    details_ja = models.TextField(_("purposes, grounds, parties and desk, in Japanese"), blank=True)
    details_en = models.TextField(_("purposes, grounds, parties and desk, in English"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")

    def __str__(self) -> str:
        return in_language(self.title_ja, self.title_en)


class ObligationMapping(models.Model):
    """Which section of a version holds an obligation."""

    version = models.ForeignKey(
        PolicyVersion, verbose_name=_("policy version"), on_delete=models.PROTECT, related_name="mappings"
    )
    obligation = models.ForeignKey(
        Obligation, verbose_name=_("obligation"), on_delete=models.PROTECT, related_name="mappings"
    )
    section = models.ForeignKey(
        PolicySection, verbose_name=_("policy section"), on_delete=models.PROTECT, related_name="mappings"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping of an obligation")
        verbose_name_plural = _("mappings of obligations")
        constraints = [models.UniqueConstraint(fields=["version", "obligation"], name="obligation_mapped_once")]

    def __str__(self) -> str:
        return f"{self.obligation} → {self.section}"


class PurposeOfUse(models.Model):
    """A published purpose of use (section 3), or one of the two affairs for individual numbers."""

    class Kind(models.TextChoices):
        """For what data the purpose holds."""

        GENERAL = "general", _("personal information")
        INDIVIDUAL_NUMBER = "individual_number", _("individual numbers")

    code = models.CharField(_("code"), max_length=10, unique=True)
    kind = models.CharField(_("for"), max_length=20, choices=Kind.choices)
    clause = models.CharField(_("clause of the policy"), max_length=20, blank=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("purpose of use")
        verbose_name_plural = _("purposes of use")
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

    class Sensitivity(models.TextChoices):
        """Which rules beyond the ordinary ones apply."""

        ORDINARY = "ordinary", _("ordinary")
        SPECIAL_CARE = "special_care", _("special care-required")
        SENSITIVE = "sensitive", _("sensitive information")
        INDIVIDUAL_NUMBER = "individual_number", _("individual number")

    code = models.CharField(_("code"), max_length=30, unique=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    sensitivity = models.CharField(_("sensitivity"), max_length=20, choices=Sensitivity.choices)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the active language."""
        return in_language(self.name_ja, self.name_en)


class ConsentWording(models.Model):
    """A version of the words that a person is shown when deciding; once shown it never changes."""

    class Scope(models.TextChoices):
        """What the person consents to."""

        USE = "use", _("use for the purpose")
        THIRD_PARTY = "third_party", _("provision to a third party")
        FOREIGN = "foreign", _("provision to a third party abroad")

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

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
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
