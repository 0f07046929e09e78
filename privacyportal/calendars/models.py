"""Which days and hours does the firm, or another body, count?"""

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.calendars.states import DayKind, Layer, VersionStatus, Weekday

MIDNIGHT = "00:00:00"


def validate_timezone(name: str) -> None:
    """Accept the IANA name of a time zone.

    :raises ValidationError: for any other text.
    """
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not the name of a time zone."), params={"name": name})


class BusinessCalendar(models.Model):
    """A calendar by its name: the desk's, the government's, an outside body's own."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    timezone = models.CharField(_("time zone"), max_length=64, default="Asia/Tokyo", validators=[validate_timezone])

    objects = VisibleQuerySet.as_manager()

    # Read with the list and the page.
    version_in_force: int | None

    class Meta:
        verbose_name = _("business calendar")
        verbose_name_plural = _("business calendars")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_ja if (get_language() or "ja").startswith("ja") else self.name_en

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its hours are written."""
        return ZoneInfo(self.timezone)


class CalendarVersion(models.Model):
    """One state of a calendar; never changed once published, so that every limit can name what it was computed from."""

    calendar = models.ForeignKey(
        BusinessCalendar, on_delete=models.PROTECT, related_name="versions", verbose_name=_("business calendar")
    )
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("state"), max_length=12, choices=VersionStatus, default=VersionStatus.DRAFT)
    source = models.CharField(_("source"), max_length=300, blank=True)
    known_until = models.DateField(_("holidays entered until"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("drafted by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        ordering = ["calendar", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendars_version_number_once"),
            models.UniqueConstraint(
                fields=["calendar"], condition=Q(status="published"), name="calendars_one_version_in_force"
            ),
            models.CheckConstraint(
                condition=(
                    Q(status__in=["draft", "withdrawn"], published_at=None)
                    | Q(status__in=["published", "retired"], published_at__isnull=False)
                ),
                name="calendars_published_versions_are_dated",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(drafted_by=None) | ~Q(published_by=F("drafted_by")),
                name="calendars_published_by_a_second_person",
                violation_error_message=_("A version is published by a second person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar.code} {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.status == VersionStatus.DRAFT


class OpenSlot(models.Model):
    """A stretch of an ordinary weekday; `closes` 00:00 is midnight."""

    version = models.ForeignKey(
        CalendarVersion, on_delete=models.CASCADE, related_name="slots", verbose_name=_("calendar version")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["version", "weekday", "opens"], name="calendars_slot_once"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")) | Q(closes=MIDNIGHT),
                name="calendars_slot_opens_before_it_closes",
                violation_error_message=_("Hours open before they close."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class CalendarDay(models.Model):
    """What is different on one concrete date, and by whose decision (C2, C3)."""

    version = models.ForeignKey(
        CalendarVersion, on_delete=models.CASCADE, related_name="days", verbose_name=_("calendar version")
    )
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind, default=DayKind.CLOSED)
    layer = models.CharField(_("decided by"), max_length=8, choices=Layer, default=Layer.LOCAL)
    name = models.CharField(_("name"), max_length=100)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("dated day")
        verbose_name_plural = _("dated days")
        ordering = ["on", "layer", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "on", "layer"], condition=~Q(kind="special"), name="calendars_day_once_a_layer"
            ),
            models.UniqueConstraint(
                fields=["version", "on", "layer", "opens"], condition=Q(kind="special"), name="calendars_hours_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="special", opens__isnull=False, closes__isnull=False)
                    & (Q(opens__lt=F("closes")) | Q(closes=MIDNIGHT))
                )
                | ~Q(kind="special") & Q(opens=None, closes=None),
                name="calendars_only_special_days_have_hours",
                violation_error_message=_("Special hours need an opening and a later closing time; other days none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class HolidayImport(models.Model):
    """A file in the Cabinet Office's form that went into a draft: which, when, and what it changed (C3)."""

    version = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, related_name="imports", verbose_name=_("calendar version")
    )
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("imported by"),
    )
    first_year = models.PositiveSmallIntegerField(_("from year"))
    last_year = models.PositiveSmallIntegerField(_("until year"))
    added = models.PositiveIntegerField(_("added"))
    removed = models.PositiveIntegerField(_("removed"))
    renamed = models.PositiveIntegerField(_("renamed"))
    remarks = models.JSONField(_("what was assumed and left out"), default=list, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of holidays")
        verbose_name_plural = _("imports of holidays")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
