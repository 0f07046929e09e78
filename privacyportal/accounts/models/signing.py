"""What is kept of how people sign in: attempts in vain, former passwords?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models.people import User


class SignInCount(models.Model):
    """How often somebody has tried in vain under one name, or from one address, and until when it is held.

    Names and addresses are kept as keyed hashes: what is typed as a name may be a password, and need be no account.
    """

    class Kind(models.TextChoices):
        """What is counted."""

        NAME = "name", _("sign-in name")
        ADDRESS = "address", _("network address")
        CODE = "code", _("second step")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=64, editable=False)
    tries = models.PositiveIntegerField(_("attempts"), default=0)
    began_at = models.DateTimeField(_("counted since"))
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    turned_away = models.PositiveIntegerField(_("turned away"), default=0)
    told = models.PositiveIntegerField(_("of these in the trail"), default=0)
    told_at = models.DateTimeField(_("last told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("count of attempts to sign in")
        verbose_name_plural = _("counts of attempts to sign in")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="sign_in_count_once"),
            models.CheckConstraint(condition=Q(kind__in=["name", "address", "code"]), name="sign_in_count_kind_known"),
            models.CheckConstraint(condition=Q(told__lte=models.F("turned_away")), name="sign_in_count_told_happened"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key[:8]}"


class FormerPassword(models.Model):
    """A password that a person has given up, as its hash: it is not chosen again."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128, editable=False)
    given_up_at = models.DateTimeField(_("given up at"))

    class Meta:
        verbose_name = _("former password")
        verbose_name_plural = _("former passwords")
        ordering = ["-given_up_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.given_up_at:%Y-%m-%d}"
