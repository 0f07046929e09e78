"""Who is which account's person in the eyes of the firm's provider?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models.people import User


class ProviderLink(models.Model):
    """A person at a provider, known by issuer and subject alone, and whose account it is here.

    Names and mail addresses change hands, and are nobody's proof (OpenID Connect Core 1.0, section 5.7).
    """

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="provider_links")
    issuer = models.CharField(max_length=255, editable=False)
    subject = models.CharField(max_length=255, editable=False)
    linked_at = models.DateTimeField(_("linked at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("account at the sign-in provider")
        verbose_name_plural = _("accounts at the sign-in provider")
        ordering = ["linked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="provider_subject_once"),
            models.UniqueConstraint(fields=["user", "issuer"], name="provider_link_once"),
            models.CheckConstraint(condition=~models.Q(issuer="") & ~models.Q(subject=""), name="provider_link_named"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.issuer}"
