"""How does each person wish to be reminded, and where do they read their deadlines?"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import Viewer
from privacyportal.clocks.plan import Warnings


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


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Feeds by person and by whether they still work."""

    def visible_to(self, user: Viewer) -> Self:
        """One's own feeds only: nobody else, of whatever role, needs to know of them."""
        return self.filter(user_id=user.pk or 0)

    def active(self) -> Self:
        """Neither revoked, nor of a closed account, nor older than the account's last closing or its password."""
        return self.filter(revoked_at=None, user__is_active=True, epoch=F("user__epoch"))


class CalendarFeed(models.Model):
    """One secret address of a person's own deadlines; the secret is kept as a hash and shown once, when it is made."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds", verbose_name=_("user")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_on = models.DateField(_("last read on"), null=True, blank=True)
    epoch = models.PositiveIntegerField(_("fresh starts of the account"), default=1, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="clocks_one_active_feed_per_person"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("created_at")),
                name="clocks_feed_revoked_after_created",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"
