"""Who works here, in which department, at which desk?"""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.persons import are_named_alike, is_one_person
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deciding import refusal_has_reason
from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet, view_permission
from privacyportal.calendars.models import BusinessCalendar

# Where Django keeps what an account may, with the account object.
RIGHTS = "_perm_cache"


class Department(models.Model):
    """A part of the firm."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("head of department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="headed_departments",
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class UserQuerySet(VisibleQuerySet):
    """Users, and which of them a person may see."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all users to those who may see users; everybody sees their own row."""
        return self if user.has_perm(view_permission(self.model)) else self.filter(pk=user.pk or 0)

    def stood_in_by(self, user: Viewer, day: date | None = None) -> Self:
        """Return who is away on a Tokyo day, today where none is given, with this person as their deputy."""
        day = day or tokyo_day(timezone.now())
        return self.filter(deputy=user.pk or 0, absent_from__lte=day, absent_until__gte=day, is_active=True)


class PortalUserManager(UserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users, and reads them as `UserQuerySet` does."""


class User(AbstractUser):
    """A member of staff; family name first, as names are written here."""

    staff_number = models.CharField(
        _("staff number"),
        max_length=30,
        null=True,
        blank=True,
        unique=True,
        help_text=_("Tells a person from a namesake; who has two accounts cannot be their own second pair of eyes."),
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, null=True, blank=True, related_name="staff"
    )
    manager = models.ForeignKey(
        "self", verbose_name=_("supervisor"), on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    deputy = models.ForeignKey(
        "self", verbose_name=_("deputy"), on_delete=models.PROTECT, null=True, blank=True, related_name="deputizes_for"
    )
    absent_from = models.DateField(_("absent from"), null=True, blank=True)
    absent_until = models.DateField(_("absent until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="ja")
    # Whatever opens something in the person's name (session, calendar feed, link) carries the count of its day: it is
    # raised when the account is closed or opened again, and with a new password, and what carries an older one is dead.
    epoch = models.PositiveIntegerField(_("fresh starts"), default=1, editable=False)

    # Beside what the account may, which Django keeps in the same way, once it was looked up (`accounts.backends`).
    role_names: list[str] | None = None

    objects: ClassVar[PortalUserManager] = PortalUserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")  # type: ignore[assignment]
        verbose_name_plural = _("users")  # type: ignore[assignment]
        constraints = [
            models.CheckConstraint(
                condition=Q(absent_from__isnull=True, absent_until__isnull=True)
                | Q(absent_from__isnull=False, absent_until__gte=F("absent_from")),
                name="user_absence_in_order",
                violation_error_message=_("An absence has a first and a last day, in this order."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email="") & Q(is_active=True),
                name="user_mail_once",
                violation_error_message=_("Another open account has this email address."),
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("id")), name="user_not_own_manager"
            ),
            models.CheckConstraint(condition=Q(deputy__isnull=True) | ~Q(deputy=F("id")), name="user_not_own_deputy"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Return whether the account holds a permission, by itself or by its roles, or was given it on the record.

        A page asks two hundred times. What is held everywhere is one set, looked up once (`accounts.backends`); Django
        would make every backend anew to ask each of them for it.
        """
        held: set[str] | None = vars(self).get(RIGHTS)
        if obj is None and held is not None and self.is_active and not self.is_superuser:
            return perm in held
        return bool(super().has_perm(perm, obj))

    def get_full_name(self) -> str:
        """Return family name, then given name."""
        return f"{self.last_name} {self.first_name}".strip()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must carry to be this account's today; Django asks with each of its keys."""
        return salted_hmac("accounts.session", f"{self.password}:{self.epoch}", secret, algorithm="sha256").hexdigest()

    def is_same_person(self, other: "User") -> bool:
        """Return whether both accounts are one person's."""
        return self.pk == other.pk or is_one_person(
            are_namesakes=are_named_alike((self.last_name, self.first_name), (other.last_name, other.first_name)),
            numbers=(self.staff_number or "", other.staff_number or ""),
        )

    def is_absent_on(self, day: date) -> bool:
        """Return whether the person is away on a Tokyo day."""
        if self.absent_from is None or self.absent_until is None:
            return False
        return self.absent_from <= day <= self.absent_until


class Desk(models.Model):
    """A place that answers: our planning department, another of our desks, the JSDA, a partner's own desk."""

    class Kind(models.TextChoices):
        """Whose desk it is."""

        PLANNING = "planning", _("our planning department")
        OURS = "ours", _("another desk of ours")
        JSDA = "jsda", _("JSDA consultation office")
        PARTNER = "partner", _("a joint-use partner's desk")
        AUTHORITY = "authority", _("an authority or another body")

    OURS = (Kind.PLANNING, Kind.OURS)

    code = models.CharField(_("code"), max_length=30, unique=True)
    kind = models.CharField(_("whose desk"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    hours = models.CharField(_("hours"), max_length=100, blank=True)
    calendar = models.ForeignKey(
        BusinessCalendar, verbose_name=_("business calendar"), on_delete=models.PROTECT, related_name="desks"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, null=True, blank=True, related_name="desks"
    )
    url = models.URLField(_("web page"), blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("members"), blank=True, related_name="desks"
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def is_ours(self) -> bool:
        """Return whether our own staff sit there."""
        return self.kind in self.OURS

    def can_do_without(self, person: User) -> bool:
        """Return whether others sit there too, or nobody has to."""
        others = self.members.filter(is_active=True).exclude(pk=person.pk)
        return not self.is_ours or not self.is_active or others.exists()


class AccountRequest(models.Model):
    """A change of who an account belongs to or of what it may do; it counts once a second person has agreed.

    `changes` holds the wanted values by field; `roles` are the roles that would come with it.
    """

    class Decision(models.TextChoices):
        """What became of it."""

        PENDING = "pending", _("awaiting a second person")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", pgettext_lazy("request", "refused")

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.PROTECT, related_name="requests")
    changes = models.JSONField(_("details"), default=dict)
    roles = models.JSONField(_("roles"), default=list)
    resets_keys = models.BooleanField(_("removes all keys to sign in"), default=False)
    # Who the person is at the sign-in provider, where the request is to link the account with it.
    issuer = models.CharField(_("sign-in provider"), max_length=255, blank=True)
    subject = models.CharField(_("subject at the sign-in provider"), max_length=255, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        User, verbose_name=_("asked by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for rights")
        verbose_name_plural = _("requests for rights")
        permissions = (("decide_accountrequest", "Can decide on requests for rights"),)
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(decision="pending"), name="account_request_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(decision="pending") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="account_request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (Q(asked_by__isnull=False) & ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("user"))),
                name="account_request_second_person",
                violation_error_message=_("A second person decides, and nobody decides on their own rights."),
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["pending", "agreed", "refused"]), name="account_request_decision_known"
            ),
            refusal_has_reason("account_request", refused=["refused"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_decision_display()})"
