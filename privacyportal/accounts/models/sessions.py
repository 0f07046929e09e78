"""In which browsers is a person signed in, and from where have they signed in before?"""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from privacyportal.accounts.models.people import User

# What a session of `pending` carries: when it began, and when the person last did something in it.
BEGAN_AT = "accounts.began_at"
SEEN_AT = "accounts.seen_at"


class Browser(models.TextChoices):
    """What program shows the pages, as it says of itself."""

    EDGE = "edge", "Microsoft Edge"
    CHROME = "chrome", "Google Chrome"
    FIREFOX = "firefox", "Firefox"
    SAFARI = "safari", "Safari"
    OTHER = "other", pgettext_lazy("browser", "another program")


class System(models.TextChoices):
    """On what it runs, as it says of itself."""

    WINDOWS = "windows", "Windows"
    ANDROID = "android", "Android"
    IOS = "ios", "iPhone / iPad"
    MACOS = "macos", "macOS"
    LINUX = "linux", "Linux"
    OTHER = "other", pgettext_lazy("operating system", "another system")


class Factor(models.TextChoices):
    """With what the second step of a sign-in was taken."""

    NONE = "", pgettext_lazy("second step", "none")
    PASSKEY = "passkey", _("passkey")
    GENERATOR = "generator", _("one-time code")
    RECOVERY = "recovery", _("recovery code")
    NEW_KEY = "new_key", _("a key added at the sign-in")
    PROVIDER = "provider", _("the provider's own second step")


class OpenSession(models.Model):
    """A sign-in that goes on: it goes with its session, and is over when the account has had a fresh start.

    The key that opens the session is known to the browser and to Django's table alone; whoever speaks of a session
    speaks of this row.
    """

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="open_sessions")
    session = models.OneToOneField(Session, on_delete=models.CASCADE, editable=False, related_name="open_session")
    epoch = models.PositiveIntegerField(editable=False)
    began_at = models.DateTimeField(_("signed in at"))
    by_provider = models.BooleanField(_("through the provider"), default=False)
    factor = models.CharField(_("second step"), max_length=10, choices=Factor.choices, blank=True)
    address = models.CharField(_("network address"), max_length=50, blank=True)
    browser = models.CharField(_("browser"), max_length=10, choices=Browser.choices)
    system = models.CharField(_("operating system"), max_length=10, choices=System.choices)

    class Meta:
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.began_at:%Y-%m-%d}"

    @property
    def last_used_at(self) -> datetime | None:
        """Return when the person last did something in it, to the minute; None where it cannot be read any more."""
        said = self.session.get_decoded().get(SEEN_AT)
        return datetime.fromisoformat(said) if said else None

    @property
    def program(self) -> str:
        """Return browser and system in words."""
        return told_program(self.browser, self.system)

    @property
    def way(self) -> str:
        """Return in words how the person signed in."""
        first = _now("provider") if self.by_provider else _now("password")
        return pgettext("list", ", ").join([first, self.get_factor_display()] if self.factor else [first])


def told_program(browser: str, system: str) -> str:
    """Return browser and system in words."""
    said = {"browser": Browser(browser).label, "system": System(system).label}
    return _now("%(browser)s on %(system)s") % said


class KnownPlace(models.Model):
    """A browser at a network address from which a person has signed in before, kept as a keyed hash of both."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="known_places")
    mark = models.CharField(max_length=64, editable=False)
    last_seen_at = models.DateTimeField(_("last used at"))

    class Meta:
        verbose_name = _("place of earlier sign-ins")
        verbose_name_plural = _("places of earlier sign-ins")
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="known_place_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.mark[:8]}"
