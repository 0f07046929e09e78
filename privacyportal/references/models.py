"""Which number is a record known by?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reference(models.Model):
    """The identity of everything that can be due, carry files or be spoken of: `CASE-2026-000123`."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    prefix = models.CharField(_("kind"), max_length=16)

    class Meta:
        verbose_name = _("reference number")
        verbose_name_plural = _("reference numbers")

    def __str__(self) -> str:
        return self.number


class Counter(models.Model):
    """The last number given out for a kind and year; year 0 where a kind counts through."""

    prefix = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="reference_counter_once")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.year}: {self.last}"
