"""What has the firm set for all reminders, and what does each person wish within that?"""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.clocks.states import Warnings


class ReminderSettings(models.Model):
    """What the firm sets for all reminders; one row."""

    brake_total = models.PositiveIntegerField(
        _("notices in one sweep before the storm brake acts"), default=500, validators=[MinValueValidator(1)]
    )
    brake_per_person = models.PositiveIntegerField(
        _("notices for one person in one sweep before the storm brake acts"),
        default=100,
        validators=[MinValueValidator(1)],
    )
    may_decline_warnings = models.BooleanField(_("early notices may be declined"), default=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder settings")
        verbose_name_plural = _("reminder settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="clocks_one_row_of_settings"),
            models.CheckConstraint(
                condition=Q(brake_total__gte=1, brake_per_person__gte=1), name="clocks_brake_lets_something_through"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Reminder settings"))


class ReminderPreference(models.Model):
    """How one person wants to be reminded, within what the firm allows."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reminder_preference",
        verbose_name=_("person"),
    )
    warnings = models.CharField(_("notices before a limit"), max_length=10, choices=Warnings, default=Warnings.EACH)

    class Meta:
        verbose_name = _("reminder preference")
        verbose_name_plural = _("reminder preferences")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_warnings_display()}"
