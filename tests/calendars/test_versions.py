"""Does a calendar change only by a version that a second person published?"""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.calendars import catalogue, services
from privacyportal.calendars.arithmetic import is_open
from privacyportal.calendars.errors import NoCalendar
from privacyportal.calendars.loading import in_force, open_hours
from privacyportal.calendars.models import BusinessCalendar, CalendarDay, CalendarVersion, OpenSlot
from tests.calendars.calendars import tokyo
from tests.factories.calendars import desk_calendar, make_calendar

AT = tokyo("2026-11-24T10:00")


def drafted(by: User) -> CalendarVersion:
    return services.draft(calendar=desk_calendar(), source="社内決定", by=by, at=AT)


def test_the_shipped_calendars_know_holidays_and_year_end(db: None) -> None:
    desk, offices = open_hours("DESK"), open_hours("GOV")
    assert not desk.is_open_day(date(2026, 5, 6))
    assert not desk.is_open_day(date(2026, 9, 22))
    assert desk.is_open_day(date(2026, 12, 30))
    assert not offices.is_open_day(date(2026, 12, 30))
    assert desk.days[date(2026, 11, 23)].name == "勤労感謝の日"


def test_installing_again_adds_nothing(db: None) -> None:
    assert catalogue.install(by=PORTAL, at=AT) == []


def test_a_published_version_takes_effect_at_once_and_retires_the_one_before(baba: User, endo: User) -> None:
    before = in_force("DESK").version
    version = drafted(baba)
    services.set_day(version=version, on=date(2026, 12, 2), kind="closed", name="創立記念日", by=baba, at=AT)
    assert open_hours("DESK").is_open_day(date(2026, 12, 2))
    services.publish(version=version, by=endo, at=AT)
    assert not open_hours("DESK").is_open_day(date(2026, 12, 2))
    before.refresh_from_db()
    assert (before.status, in_force("DESK").version) == ("retired", version)


def test_who_drafted_a_version_cannot_publish_it(baba: User) -> None:
    version = drafted(baba)
    with pytest.raises(Refused):
        services.publish(version=version, by=baba, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarVersion.objects.filter(pk=version.pk).update(published_by=baba)


def test_who_changed_another_persons_draft_cannot_publish_it_either(baba: User, endo: User, honda: User) -> None:
    version = drafted(baba)
    services.set_day(version=version, on=date(2026, 12, 2), kind="closed", name="創立記念日", by=endo, at=AT)
    for person in (baba, endo):
        with pytest.raises(Refused):
            services.publish(version=version, by=person, at=AT)
    assert services.publish(version=version, by=honda, at=AT).published_by == honda


def test_a_published_version_cannot_be_changed(baba: User) -> None:
    with pytest.raises(Conflict):
        services.set_day(
            version=in_force("DESK").version, on=date(2026, 12, 2), kind="closed", name="休業", by=baba, at=AT
        )


def test_a_local_decision_wins_over_a_national_holiday(baba: User, endo: User) -> None:
    version = drafted(baba)
    services.set_day(
        version=version, on=date(2026, 11, 23), kind="special", name="臨時受付",
        opens=time(10), closes=time(12), by=baba, at=AT,
    )  # fmt: skip
    services.publish(version=version, by=endo, at=AT)
    hours = open_hours("DESK")
    assert is_open(hours, tokyo("2026-11-23T11:59"))
    assert not is_open(hours, tokyo("2026-11-23T12:00"))


def test_special_hours_need_hours_and_other_days_have_none(baba: User) -> None:
    version = drafted(baba)
    for kind, opens in (("special", None), ("closed", time(9))):
        with pytest.raises(ValidationError):
            services.set_day(
                version=version, on=date(2026, 12, 2), kind=kind, name="x", opens=opens, closes=opens, by=baba, at=AT
            )


def test_several_slots_a_day_leave_the_lunch_hour_closed(db: None) -> None:
    make_calendar("LUNCH", (time(9), time(12)), (time(13), time(17)), at=AT)
    hours = open_hours("LUNCH")
    assert [is_open(hours, tokyo(f"2026-11-24T{at}")) for at in ("11:59", "12:00", "12:59", "13:00")] == [
        True,
        False,
        False,
        True,
    ]


def test_no_calendar_and_no_published_version_is_an_error(db: None) -> None:
    BusinessCalendar.objects.create(code="EMPTY", name_ja="空", name_en="Empty")
    for code in ("EMPTY", "MISSING"):
        with pytest.raises(NoCalendar):
            open_hours(code)


def test_a_version_without_hours_cannot_be_published(baba: User, endo: User) -> None:
    calendar = services.create_calendar(
        code="NIGHT", name_ja="夜", name_en="Night", timezone="Asia/Tokyo", by=baba, at=AT
    )
    version = services.draft(calendar=calendar, by=baba, at=AT)
    with pytest.raises(Refused):
        services.publish(version=version, by=endo, at=AT)


def test_the_database_refuses_hours_that_end_before_they_begin(baba: User) -> None:
    version = drafted(baba)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenSlot.objects.create(version=version, weekday=5, opens=time(12), closes=time(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(version=version, on=date(2027, 12, 31), kind="closed", layer="firm", name="二重")


def test_in_the_admin_one_person_drafts_and_sets_a_date_and_another_puts_it_in_force(
    baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    calendar = desk_calendar()
    first, second = as_user(baba), as_user(endo)
    do(first, f"/admin/calendars/businesscalendar/{calendar.pk}/do/draft/", source="取締役会決定")
    version = CalendarVersion.objects.get(calendar=calendar, status="draft")
    page = f"/admin/calendars/calendarversion/{version.pk}/"
    do(first, f"{page}do/set_day/", on="2026-12-02", kind="closed", layer="local", name="創立記念日")
    refused = first.post(f"{page}do/publish/", {"sent": "1"})
    assert "ご自身が作成または変更した版" in refused.content.decode()
    do(second, f"{page}do/publish/", sent="1")
    assert not open_hours("DESK").is_open_day(date(2026, 12, 2))
    assert "創立記念日" in first.get(f"{page}change/").content.decode()


def test_a_desk_handler_reads_calendars_and_changes_none(aoki: User, as_user: Callable[[User], Client]) -> None:
    browser, calendar = as_user(aoki), desk_calendar()
    assert browser.get("/admin/calendars/calendarversion/").status_code == 200
    assert browser.post(f"/admin/calendars/businesscalendar/{calendar.pk}/do/draft/").status_code == 403


def do(browser: Client, path: str, **data: Any) -> None:
    """Press a button and expect to come back to the object."""
    response = browser.post(path, data)
    assert response.status_code == 302, response.content.decode()
