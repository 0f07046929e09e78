"""What does a person sign in with beside the password? Codes of a program, passkeys, recovery codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models.people import User


class Key(models.Model):
    """What a person signs in with beside the password has a name of theirs, once among their keys of its kind."""

    name = models.CharField(_("name of the key"), max_length=60)
    added_at = models.DateTimeField(_("added at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name


class CodeGenerator(Key):
    """A program that writes one-time codes (RFC 6238); its secret is sealed and shown once, when it is added."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="code_generators")
    secret = models.TextField(editable=False)
    # The half-minute of the last code that was taken: that code, and older ones, are not taken again.
    last_step = models.BigIntegerField(default=0, editable=False)

    class Meta(Key.Meta):
        verbose_name = _("program for one-time codes")
        verbose_name_plural = _("programs for one-time codes")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="code_generator_name_once")]


class Passkey(Key):
    """A passkey (WebAuthn): the public half, and how often its device says it was used."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="passkeys")
    credential = models.TextField(unique=True, editable=False)
    public_key = models.TextField(editable=False)
    uses = models.BigIntegerField(default=0, editable=False)

    class Meta(Key.Meta):
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="passkey_name_once")]


class RecoveryCode(models.Model):
    """A code on paper for the day on which no key is at hand: kept as a keyed hash, good once."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"
