"""Which countries are designated as protecting personal information as Japan does, and since when?"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.publishing import DatedVersion, one_at_a_time
from vendors.querysets import CountryQuerySet


class Country(models.Model):
    """A country by its ISO 3166-1 code."""

    code = models.CharField(_("country code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    def is_designated_on(self, day: date) -> bool:
        """Return whether the rules designate the country on a Tokyo day (Enforcement Rules Article 15)."""
        return any(row.holds_on(day) for row in self.designations.all())

    def system_on(self, day: date) -> "CountrySystem | None":
        """Return what a person is told on a Tokyo day of the country's system; nothing when it was never written."""
        found: CountrySystem | None = CountrySystem.objects.in_force(day).filter(country=self).first()
        return found


class CountrySystem(DatedVersion):
    """What a person is told of a country's system before consenting to a provision there (Article 28(2)), dated."""

    country = models.ForeignKey(Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="systems")
    text = models.TextField(_("its system for personal information"))
    # Older texts were kept without the day of their check; a draft names it.
    checked_on = models.DateField(_("system information checked on"), null=True, blank=True)

    class Meta(DatedVersion.Meta):
        verbose_name = _("system of a country")
        verbose_name_plural = _("systems of countries")
        ordering = ["country", "-valid_from"]
        constraints = [
            *DatedVersion.Meta.constraints,
            *one_at_a_time("vendors_system", ["country"]),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True) | Q(checked_on__lte=F("valid_from")),
                name="vendors_system_checked_before_it_holds",
                violation_error_message=_("A text is checked before it holds."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.valid_from}"


class CountryDesignation(models.Model):
    """A country named by the PPC's rules (Enforcement Rules Article 15), from one day to another."""

    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="designations"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    certainty = models.CharField(_("certainty"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("designation of a country")
        verbose_name_plural = _("designations of countries")
        constraints = [
            models.UniqueConstraint(fields=["country", "valid_from"], name="designation_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="designation_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.valid_from}"

    def holds_on(self, day: date) -> bool:
        """Return whether the country is named on a Tokyo day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
