"""Calendars as a Django app."""

from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.standing_still import keep_still
from privacyportal.backoffice import labels
from privacyportal.calendars import memo
from privacyportal.calendars.lasting import LASTING
from privacyportal.calendars.telling import told_day, told_hours


class CalendarsConfig(AppConfig):
    """Owns the days and hours that count."""

    name = "privacyportal.calendars"
    verbose_name = _("Business calendars")

    def ready(self) -> None:
        """Let pages look calendars up once a request, and name what stays as it was published."""
        keep_still(*LASTING)
        request_started.connect(memo.forget, dispatch_uid="calendars.memo")
        labels.register(
            {
                "calendars.created": _("Calendar registered"),
                "calendars.drafted": _("Calendar version drafted"),
                "calendars.source_corrected": _("Source of a calendar draft corrected"),
                "calendars.days_set": _("Days set"),
                "calendars.week_set": _("Opening hours set"),
                "calendars.published": _("Calendar version published"),
                "calendars.days_dropped": _("Days taken out"),
                "calendars.holidays_imported": _("Holidays loaded from a file"),
                "calendars.year_confirmed": _("Holidays of a year confirmed"),
                "calendars.withdrawn": _("Calendar version withdrawn"),
                "version": _("version"),
                "year": _("year"),
                "until_year": _("until year"),
                "sha256": _("SHA-256 of the file"),
                "added": _("added"),
                "removed": _("removed"),
                "renamed": _("renamed"),
                "later": _("moved later"),
                "earlier": _("moved earlier"),
                "fixed": _("promised dates that stay"),
                "days": _("days"),
                "slots": _("hours"),
                "zone": _("time zone"),
            },
            of="calendars",
        )
        labels.tell("days", told_day, of="calendars")
        labels.tell("slots", told_hours, of="calendars")
