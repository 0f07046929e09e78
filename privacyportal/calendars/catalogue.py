"""Which calendars does the portal bring along?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.calendars import services
from privacyportal.calendars.models import BusinessCalendar, CalendarDay, CalendarVersion, OpenSlot
from privacyportal.calendars.national import national_holidays, source
from privacyportal.calendars.services.drafts import CHANGE
from privacyportal.calendars.states import DayKind, Layer, Weekday

FIRST_YEAR = 2010
YEARS_AHEAD = 5
# The Cabinet Office announces the next year in February; what the library says beyond is a forecast.
YEARS_ANNOUNCED = 1
OPENS, CLOSES = time(9), time(17)
WORKING_DAYS = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
NEW_YEAR = ((1, 1), (1, 2), (1, 3))
YEAR_END_NAME = "年末年始休業"


@dataclass(frozen=True)
class Shipped:
    """A calendar that comes with the portal; `year_end` are (month, day) of its closure."""

    code: str
    name_ja: str
    name_en: str
    year_end: tuple[tuple[int, int], ...]


# Desk hours and closures: policy section 12 and law.md A2; government: 行政機関の休日に関する法律 article 1.
CALENDARS = (
    Shipped("DESK", "受付窓口の営業日カレンダー", "Desk", ((12, 31), *NEW_YEAR)),
    Shipped("GOV", "行政機関の開庁日カレンダー", "Government offices", ((12, 29), (12, 30), (12, 31), *NEW_YEAR)),
)


@deed(right=CHANGE, words=_("Calendars of this release"), by_portal=True)
def install(*, by: Actor, at: datetime) -> list[CalendarVersion]:
    """Publish the shipped calendars that do not exist yet; return what was published, nothing the second time."""
    known = set(BusinessCalendar.objects.values_list("code", flat=True))
    return [_install(shipped, by, at) for shipped in CALENDARS if shipped.code not in known]


def _install(shipped: Shipped, by: Actor, at: datetime) -> CalendarVersion:
    calendar = services.create_calendar(
        code=shipped.code, name_ja=shipped.name_ja, name_en=shipped.name_en, timezone="Asia/Tokyo", by=by, at=at
    )
    version = services.draft(calendar=calendar, source=source(), by=PORTAL, at=at)
    version.known_until = date(at.year + YEARS_ANNOUNCED, 12, 31)
    version.save(update_fields=["known_until"])
    services.set_week(version=version, slots=_week(), by=PORTAL, at=at)
    years = range(FIRST_YEAR, at.year + YEARS_AHEAD + 1)
    services.set_days(version=version, days=[*national_days(years), *_closures(shipped, years)], by=PORTAL, at=at)
    return services.publish(version=version, by=by, at=at)


def national_days(years: range) -> Iterator[CalendarDay]:
    """National holidays, substitute holidays and bridge days of Japan as the library knows them (unsaved)."""
    for on, name in national_holidays(years).items():
        yield CalendarDay(on=on, kind=DayKind.CLOSED, layer=Layer.NATIONAL, name=name)


def _closures(shipped: Shipped, years: range) -> Iterator[CalendarDay]:
    for year in years:
        for month, day in shipped.year_end:
            yield CalendarDay(on=date(year, month, day), layer=Layer.FIRM, name=YEAR_END_NAME)


def _week() -> list[OpenSlot]:
    return [OpenSlot(weekday=weekday, opens=OPENS, closes=CLOSES) for weekday in WORKING_DAYS]
