"""Can people keep a calendar by themselves: a partner's own, its week, ranges of days, a draft that is given up?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from privacyportal.accounts.models import Desk, User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.calendars import services
from privacyportal.calendars.arithmetic import is_open
from privacyportal.calendars.loading import in_force, open_hours
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion
from privacyportal.calendars.services.days import expand
from tests.calendars.calendars import tokyo
from tests.factories.calendars import desk_calendar
from tests.rewriting import published_as

AT = tokyo("2026-11-24T10:00")


def do(browser: Client, path: str, **data: Any) -> None:
    """Press a button and expect to come back to the object."""
    response = browser.post(path, {"sent": "1", **data})
    assert response.status_code == 302, response.content.decode()


def test_a_partners_calendar_is_made_filled_published_and_used_by_its_desk(
    baba: User, honda: User, as_user: Callable[[User], Client]
) -> None:
    first, second = as_user(baba), as_user(honda)
    names = {"code": "partner", "name_ja": "提携先のカレンダー", "name_en": "Partner", "timezone": "asia/tokyo"}
    assert first.post("/admin/calendars/businesscalendar/add/", names).status_code == 302
    calendar = BusinessCalendar.objects.get(code="PARTNER")
    do(first, f"/admin/calendars/businesscalendar/{calendar.pk}/do/draft/", source="提携先からの連絡")
    page = f"/admin/calendars/calendarversion/{calendar.versions.get().pk}/"
    week = {f"day_{n}": "10:00-12:00,13:00-16:00" for n in range(5)}
    do(first, f"{page}do/set_week/", **week)
    do(first, f"{page}do/set_day/", on="2026-12-29", until="2027-01-03", until_year="2028", kind="closed",
       layer="firm", name="年末年始")  # fmt: skip
    do(first, f"{page}do/set_day/", on="2026-12-28", kind="special", hours="10:00-12:00", layer="local", name="半日")
    do(first, f"{page}do/drop_days/", on="2028-12-30", layer="firm")
    do(second, f"{page}do/publish/")
    hours = open_hours("PARTNER")
    opened = [is_open(hours, tokyo(at)) for at in ("2026-12-25T12:30", "2026-12-25T13:00", "2026-12-28T13:00")]
    assert opened == [False, True, False]
    closed = [hours.is_open_day(date(*day)) for day in ((2027, 12, 31), (2029, 1, 3), (2028, 12, 30), (2029, 1, 4))]
    assert closed == [False, False, False, True], "28-12-30 is a Saturday"
    desk = Desk.objects.exclude(calendar=calendar)[0]
    assert f'<option value="{calendar.pk}"' in second.get(f"/admin/accounts/desk/{desk.pk}/change/").content.decode()


def test_wrong_entries_come_back_on_the_form(baba: User, as_user: Callable[[User], Client]) -> None:
    version = services.draft(calendar=desk_calendar(), by=baba, at=AT)
    browser, page = as_user(baba), f"/admin/calendars/calendarversion/{version.pk}/do/"
    day = {"on": "2026-12-02", "kind": "closed", "layer": "local", "name": "休業"}
    for path, data in (
        ("set_day", {**day, "until": "2026-12-01"}),
        ("set_day", {**day, "until_year": "2099"}),
        ("set_day", {**day, "kind": "special"}),
        ("set_day", {**day, "hours": "09:00-12:00"}),
        ("set_week", {"day_0": "17:00-09:00"}),
        ("drop_days", {"on": "2026-12-02", "layer": "local"}),
        ("confirm_year", {"year": "2050", "source": "官報"}),
    ):
        assert browser.post(page + path + "/", data).status_code == 200, path


def test_every_year_and_ranges_over_the_years_end_become_concrete_dates() -> None:
    assert expand(date(2026, 12, 31), date(2027, 1, 1), 2027) == [
        date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)
    ]  # fmt: skip
    assert expand(date(2028, 2, 28), date(2028, 2, 29), 2029) == [
        date(2028, 2, 28), date(2028, 2, 29), date(2029, 2, 28)
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        expand(date(2026, 12, 31), date(2026, 12, 30))


def test_a_withdrawn_draft_stays_readable_and_can_neither_change_nor_come_into_force(baba: User, endo: User) -> None:
    version = services.draft(calendar=desk_calendar(), by=baba, at=AT)
    services.withdraw(version=version, reason="日付の誤り", by=baba, at=AT)
    assert version.status == "withdrawn"
    with pytest.raises(Conflict):
        services.set_day(version=version, on=date(2026, 12, 2), kind="closed", name="休業", by=baba, at=AT)
    with pytest.raises(Conflict):
        services.publish(version=version, by=endo, at=AT)
    assert services.draft(calendar=desk_calendar(), by=baba, at=AT).number == version.number + 1


def test_a_draft_that_another_version_outran_cannot_undo_it(baba: User, endo: User) -> None:
    old = services.draft(calendar=desk_calendar(), by=baba, at=AT)
    new = services.draft(calendar=desk_calendar(), by=baba, at=AT)
    services.publish(version=new, by=endo, at=tokyo("2026-11-25T10:00"))
    with pytest.raises(Refused):
        services.publish(version=old, by=endo, at=tokyo("2026-11-26T10:00"))
    assert in_force("DESK").version == new


def test_two_persons_vouch_for_a_year(baba: User, endo: User) -> None:
    """A23: one officer alone vouched for a year on a calendar in force."""
    now = in_force("DESK").version
    published_as(CalendarVersion.objects.filter(pk=now.pk), known_until=date(2026, 12, 31))
    with pytest.raises(Conflict):
        services.confirm_year(version=now, year=2027, source="官報 令和8年2月2日", by=baba, at=AT)
    version = services.draft(calendar=now.calendar, source="2027年の祝日", by=endo, at=AT)
    services.confirm_year(version=version, year=2027, source="官報 令和8年2月2日", by=baba, at=AT)
    assert in_force("DESK").version.known_until == date(2026, 12, 31)
    with pytest.raises(Refused):
        services.publish(version=version, by=baba, at=AT)
    assert version.known_until == date(2027, 12, 31)
    entry = AuditEntry.objects.get(action="calendars.year_confirmed")
    assert entry.changes["year"] == 2027


def test_the_source_of_a_draft_is_put_right_and_that_of_a_published_version_is_not(baba: User, endo: User) -> None:
    """E16: a slip in a draft's source could not be corrected."""
    version = services.draft(calendar=desk_calendar(), source="取締役会決議 令和7年", by=baba, at=AT)
    services.correct_source(version=version, source="取締役会決議 令和8年", by=endo, at=AT)
    assert version.source == "取締役会決議 令和8年"
    with pytest.raises(Refused):
        services.publish(version=version, by=endo, at=AT)
    with pytest.raises(Conflict):
        services.correct_source(version=in_force("DESK").version, source="別の出典", by=baba, at=AT)
