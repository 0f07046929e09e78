"""Which buttons do a calendar and its versions have?"""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.calendars import services
from privacyportal.calendars.cabinet import HolidayFile
from privacyportal.calendars.forms import DayForm, DraftForm, DropForm, FileForm, PublishForm, WeekForm, YearForm
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion, OpenSlot
from privacyportal.calendars.states import VersionStatus

CHANGE = "calendars.change_calendarversion"
type Person = AbstractBaseUser


def draft(*, obj: BusinessCalendar, source: str, by: Person, at: datetime) -> CalendarVersion:
    """Start the next version of a calendar."""
    return services.draft(calendar=obj, source=source, by=by, at=at)


def draft_from_file(
    *, obj: BusinessCalendar, file: HolidayFile, file_name: str, by: Person, at: datetime
) -> CalendarVersion:
    """Start the next version of a calendar with a file's holidays."""
    return services.draft_from_file(calendar=obj, file=file, file_name=file_name, by=by, at=at)


def import_holidays(*, obj: CalendarVersion, file: HolidayFile, file_name: str, by: Person, at: datetime) -> None:
    """Bring a file's holidays into a draft."""
    services.import_holidays(version=obj, file=file, file_name=file_name, by=by, at=at)


def publish(*, obj: CalendarVersion, by: Person, at: datetime) -> CalendarVersion:
    """Put a version in force."""
    return services.publish(version=obj, by=by, at=at)


def set_days(
    *,
    obj: CalendarVersion,
    on: date,
    until: date | None,
    until_year: int | None,
    hours: Any,
    by: Person,
    at: datetime,
    **day: Any,
) -> None:
    """Set one or many dates of a draft."""
    services.set_range(version=obj, first=on, last=until or on, until_year=until_year, slots=hours, by=by, at=at, **day)


def drop_days(*, obj: CalendarVersion, on: date, until: date | None, layer: str, by: Person, at: datetime) -> None:
    """Take dated days out of a draft."""
    services.drop_days(version=obj, first=on, last=until or on, layer=layer, by=by, at=at)


def set_week(*, obj: CalendarVersion, slots: list[OpenSlot], by: Person, at: datetime) -> None:
    """Set the hours of a draft's week."""
    services.set_week(version=obj, slots=slots, by=by, at=at)


def confirm_year(*, obj: CalendarVersion, year: int, source: str, by: Person, at: datetime) -> None:
    """Vouch for a year's holidays."""
    services.confirm_year(version=obj, year=year, source=source, by=by, at=at)


def withdraw(*, obj: CalendarVersion, reason: str, by: Person, at: datetime) -> None:
    """Give a draft up."""
    services.withdraw(version=obj, reason=reason, by=by, at=at)


def is_draft(version: CalendarVersion, user: Any) -> bool:
    """Whether a version may still be changed."""
    return version.is_draft


def is_used(version: CalendarVersion, user: Any) -> bool:
    """Whether a version is a draft or in force."""
    return version.status in {VersionStatus.DRAFT, VersionStatus.PUBLISHED}


ON_CALENDAR = (
    ObjectAction(
        name="draft",
        label=_("Draft a new version"),
        run=draft,
        permission=CHANGE,
        form=DraftForm,
        help_text=_("The draft starts as a copy of the version in force. A second person publishes it."),
    ),
    ObjectAction(
        name="import_holidays",
        label=_("Load the Cabinet Office's file"),
        run=draft_from_file,
        permission=CHANGE,
        form=FileForm,
        help_text=_(
            "Drafts a new version with the holidays of the file. Firm closures and local decisions stay, "
            "and nothing takes effect until a second person puts the draft in force."
        ),
        done=_("The holidays are in a new draft. A second person checks it and puts it in force."),
    ),
)
ON_VERSION = (
    ObjectAction(
        name="publish",
        label=_("Put in force"),
        run=publish,
        permission=CHANGE,
        available=is_draft,
        form=PublishForm,
        tone="primary",
        help_text=_("Open deadlines follow the new version at the next sweep; nobody is mailed for the past."),
        done=_("The version is in force."),
    ),
    ObjectAction(
        name="set_day",
        label=_("Set dates"),
        run=set_days,
        permission=CHANGE,
        available=is_draft,
        form=DayForm,
        done=_("The dates are set in the draft."),
    ),
    ObjectAction(
        name="drop_days",
        label=_("Take dates out"),
        run=drop_days,
        permission=CHANGE,
        available=is_draft,
        form=DropForm,
        help_text=_("Only what this layer says of these days; what another layer says of them stays."),
        done=_("The dates are taken out of the draft."),
    ),
    ObjectAction(
        name="set_week",
        label=_("Set the week's hours"),
        run=set_week,
        permission=CHANGE,
        available=is_draft,
        form=WeekForm,
        help_text=_("Several stretches a day are separated by commas; a lunch break is the gap between two."),
        done=_("The hours are set in the draft."),
    ),
    ObjectAction(
        name="import_holidays",
        label=_("Load the Cabinet Office's file"),
        run=import_holidays,
        permission=CHANGE,
        available=is_draft,
        form=FileForm,
        done=_("The holidays of the file are in the draft."),
    ),
    ObjectAction(
        name="confirm_year",
        label=_("Confirm the holidays of a year"),
        run=confirm_year,
        permission=CHANGE,
        available=is_used,
        form=YearForm,
        done=_("The holidays are confirmed."),
    ),
    ObjectAction(
        name="withdraw",
        label=_("Withdraw the draft"),
        run=withdraw,
        permission=CHANGE,
        available=is_draft,
        form=ReasonForm,
        tone="danger",
        done=_("The draft is withdrawn."),
    ),
)
