"""Was the portal restored, and has a person said since that it may go on as before?"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RestorationQuerySet(models.QuerySet["Restoration"]):
    """Restorations."""

    def held(self) -> Self:
        """Those after which nobody has released the mail yet: while there is one, none leaves."""
        return self.filter(released_at=None)


class Restoration(models.Model):
    """The portal went back to an earlier state; what fell due or left since is not known to it.

    Written together with the restored tables. `again` says that the person who released it knew that nothing had been
    sent since the backup.
    """

    archive = models.CharField(_("SHA-256 of the file"), max_length=64)
    taken_at = models.DateTimeField(_("backup taken at"))
    restored_at = models.DateTimeField(_("restored at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.TextField(_("reason"), blank=True, default="")
    again = models.BooleanField(_("sent again"), default=False)

    objects = RestorationQuerySet.as_manager()

    class Meta:
        verbose_name = _("restoration")
        verbose_name_plural = _("restorations")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, reason="", again=False)
                | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(reason=""),
                name="backups_released_by_a_person_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.restored_at:%Y-%m-%d %H:%M}"


def is_held() -> bool:
    """Whether the portal was restored and no person has released its mail yet."""
    return Restoration.objects.held().exists()
