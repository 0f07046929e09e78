"""What would a draft calendar move, who sees it, and does publishing move exactly that?"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry, Reading
from privacyportal.calendars import services
from privacyportal.calendars.models import CalendarVersion, OpenSlot
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import Facts, Pause
from privacyportal.clocks.river import recalculate, refresh
from privacyportal.clocks.show import impact
from tests.calendars.calendars import tokyo
from tests.factories.calendars import desk_calendar
from tests.rewriting import published_as
from vendors.models import Vendor

AT = tokyo("2026-04-20T10:00")
START = tokyo("2026-05-01T09:00")
HOLIDAY = date(2026, 5, 6)
type Company = Callable[..., Vendor]


def due(company: Company, facts: Facts) -> Vendor:
    """A company with the tests' duty, computed."""
    vendor = company(facts)
    refresh(reference=vendor.reference, at=AT)
    return vendor


def with_holiday(by: User, at: datetime = AT) -> CalendarVersion:
    """A draft that closes on 6 May, which a version before had forgotten."""
    version = services.draft(calendar=desk_calendar(), source="官報", by=by, at=at)
    services.set_day(version=version, on=HOLIDAY, kind="closed", layer="national", name="振替休日", by=by, at=at)
    return version


@pytest.fixture
def forgotten(baba: User, endo: User, rule: ClockRule) -> None:
    """6 May is missing from the calendar in force; the rule allows 21 business hours of seven a day."""
    version = services.draft(calendar=desk_calendar(), source="誤り", by=baba, at=AT - timedelta(days=1))
    services.drop_days(version=version, first=HOLIDAY, last=HOLIDAY, layer="national", by=baba, at=AT)
    week = [day for n in range(5) for day in lunch(n)]
    services.set_week(version=version, slots=week, by=baba, at=AT)
    services.publish(version=version, by=endo, at=AT - timedelta(days=1))
    published_as(ClockRule.objects.filter(pk=rule.pk), amount=21 * 60, unit="business_minutes")


def lunch(weekday: int) -> list[OpenSlot]:
    hours = ((time(9), time(12)), (time(13), time(17)))
    return [OpenSlot(weekday=weekday, opens=opens, closes=closes) for opens, closes in hours]


def test_v4_end_to_end_a_missing_holiday_is_added_previewed_published_and_followed(
    forgotten: None, company: Company, baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    moved = due(company, Facts(started_at=START))
    due(company, Facts(started_at=START, fixed_on=HOLIDAY))
    stopped = Pause(tokyo("2026-05-01T12:00"), tokyo("2026-05-01T15:00"), "identity")
    paused = due(company, Facts(started_at=START, pauses=(stopped,)))
    untouched = due(company, Facts(started_at=tokyo("2026-05-08T09:00")))
    clock = Clock.objects.get(reference=moved.reference)
    assert clock.due_at == tokyo("2026-05-07T17:00")
    draft = with_holiday(baba)
    found = impact.moves(draft)
    assert [(move.kind, move.before.on, move.after.on) for move in found] == [
        ("later", date(2026, 5, 7), date(2026, 5, 8)),
        ("later", date(2026, 5, 8), date(2026, 5, 11)),
        ("fixed", HOLIDAY, HOLIDAY),
    ]
    browser, page = as_user(endo), f"/admin/calendars/calendarversion/{draft.pk}/"
    assert moved.reference.number in browser.get(f"{page}change/").content.decode()
    assert untouched.reference.number not in browser.get(f"{page}change/").content.decode()
    lines = b"".join(browser.get(f"{page}effect.csv").streaming_content).decode().splitlines()
    assert "2026-05-07 17:00,2026-05-08 17:00" in lines[1]
    question = browser.get(f"{page}do/publish/").content.decode()
    told = impact.measure(draft).text
    assert told in question
    answer = browser.post(f"{page}do/publish/", {"shown": "0"}, follow=True)
    assert told in answer.content.decode(), "the numbers had changed since the page was opened"
    entry = AuditEntry.objects.get(action="calendars.published", changes__version=str(draft))
    assert {name: entry.changes[name] for name in ("later", "earlier", "fixed")} == {
        "later": 2, "earlier": 0, "fixed": 1
    }  # fmt: skip
    recalculate(at=AT + timedelta(minutes=1))
    assert {move.clock.pk: move.after.on for move in found} == {
        row.pk: row.due_on for row in Clock.objects.exclude(reference=untouched.reference)
    }, "what was announced came true, for clocks with and without pauses and for promised dates"
    assert Clock.objects.get(reference=paused.reference).due_at == tokyo("2026-05-11T11:00")
    clock.refresh_from_db()
    assert clock.due_at == tokyo("2026-05-08T17:00")


def test_who_may_not_see_the_record_sees_the_numbers_and_no_row_of_it(
    forgotten: None, company: Company, baba: User, honda: User, as_user: Callable[[User], Client]
) -> None:
    vendor = due(company, Facts(started_at=START))
    draft = with_holiday(baba)
    assert impact.visible_moves(baba, draft)
    page = as_user(honda).get(f"/admin/calendars/calendarversion/{draft.pk}/change/").content.decode()
    assert vendor.reference.number not in page
    assert (
        impact.measure(draft).text
        in as_user(honda).get(f"/admin/calendars/calendarversion/{draft.pk}/do/publish/").content.decode()
    )


def test_the_ledger_of_a_clock_can_be_printed_by_whoever_may_see_its_record(
    forgotten: None, company: Company, goto: User, ueda: User, as_user: Callable[[User], Client]
) -> None:
    vendor = due(company, Facts(started_at=tokyo("2026-04-28T09:00")))
    clock = Clock.objects.get(reference=vendor.reference)
    path = f"/admin/clocks/clock/{clock.pk}/ledger/"
    page = as_user(goto).get(path).content.decode()
    for words in ("昭和の日", "09:00–12:00", clock.rule.source, vendor.reference.number):
        assert words in page
    read = Reading.objects.order_by("-pk")[0]
    assert (read.what, read.reference) == (Reading.What.RECORD, vendor.reference.number)
    assert as_user(ueda).get(path).status_code == 404
    hidden = Reading.objects.order_by("-pk")[0]
    assert (hidden.what, hidden.model, hidden.object_pk) == (Reading.What.HIDDEN, "clocks.clock", str(clock.pk))
