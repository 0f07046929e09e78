"""Which buttons do a calendar and its versions have?"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.publishing import second_person
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.refusals import Refusal
from privacyportal.calendars import services
from privacyportal.calendars.forms import (
    DayForm,
    DraftForm,
    DropForm,
    FileForm,
    PublishForm,
    SourceForm,
    WeekForm,
    YearForm,
)
from privacyportal.calendars.hours import Slot
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion
from privacyportal.calendars.services.versions import CHANGES


def set_days(
    *,
    obj: CalendarVersion,
    on: date,
    until: date | None,
    until_year: int | None,
    hours: Sequence[Slot],
    kind: str,
    name: str,
    layer: str,
    by: Actor,
    at: datetime,
) -> None:
    """Set one or many dates of a draft."""
    services.set_range(
        version=obj,
        first=on,
        last=until or on,
        until_year=until_year,
        kind=kind,
        name=name,
        layer=layer,
        slots=hours,
        by=by,
        at=at,
    )


def drop_days(*, obj: CalendarVersion, on: date, until: date | None, layer: str, by: Actor, at: datetime) -> None:
    """Take dated days out of a draft."""
    services.drop_days(version=obj, first=on, last=until or on, layer=layer, by=by, at=at)


def is_draft(version: CalendarVersion, user: Viewer) -> bool:
    """Whether a version may still be changed."""
    return version.is_draft


def own_draft(version: CalendarVersion, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from putting a draft in force: that they drafted or changed it."""
    return [second_person(version, by, CHANGES)]


ON_CALENDAR: tuple[ObjectAction[BusinessCalendar], ...] = (
    ObjectAction(
        name="draft",
        label=_("Draft a new version"),
        deed=services.draft,
        form=DraftForm,
        help_text=_("The draft starts as a copy of the version in force. A second person publishes it."),
    ),
    ObjectAction(
        name="import_holidays",
        label=_("Load the Cabinet Office's file"),
        deed=services.draft_from_file,
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
        deed=services.publish,
        available=is_draft,
        obstacles=own_draft,
        form=PublishForm,
        tone="primary",
        help_text=_("Open deadlines follow the new version at the next sweep; nobody is mailed for the past."),
        done=_("The version is in force."),
    ),
    ObjectAction(
        name="set_day",
        label=_("Set dates"),
        deed=services.set_range,
        run=set_days,
        available=is_draft,
        form=DayForm,
        done=_("The dates are set in the draft."),
    ),
    ObjectAction(
        name="drop_days",
        label=_("Take dates out"),
        deed=services.drop_days,
        run=drop_days,
        available=is_draft,
        form=DropForm,
        help_text=_("Only what this layer says of these days; what another layer says of them stays."),
        done=_("The dates are taken out of the draft."),
    ),
    ObjectAction(
        name="set_week",
        label=_("Set the week's hours"),
        deed=services.set_week,
        available=is_draft,
        form=WeekForm,
        help_text=_("Several stretches a day are separated by commas; a lunch break is the gap between two."),
        done=_("The hours are set in the draft."),
    ),
    ObjectAction(
        name="import_holidays",
        label=_("Load the Cabinet Office's file"),
        deed=services.import_holidays,
        available=is_draft,
        form=FileForm,
        done=_("The holidays of the file are in the draft."),
    ),
    ObjectAction(
        name="confirm_year",
        label=_("Confirm the holidays of a year"),
        deed=services.confirm_year,
        available=is_draft,
        form=YearForm,
        done=_("The holidays are confirmed."),
    ),
    ObjectAction(
        name="correct_source",
        label=_("Correct the source"),
        deed=services.correct_source,
        available=is_draft,
        form=SourceForm,
        done=_("The source is corrected in the draft."),
    ),
    ObjectAction(
        name="withdraw",
        label=_("Withdraw the draft"),
        deed=services.withdraw,
        available=is_draft,
        form=ReasonForm,
        tone="danger",
        done=_("The draft is withdrawn."),
    ),
)
