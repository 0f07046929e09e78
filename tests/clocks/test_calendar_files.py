"""Does a deadline stand in a calendar program as it stands in the portal, and nothing of a person with it?"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import Facts, Unit
from privacyportal.clocks.show import ics
from tests.factories.clocks import make_rule, tokyo

LONG = "東日本データセンターおよび顧客通知書印刷発送総合サービス株式会社（旧商号：関東情報処理センター）"


@pytest.fixture
def clock(company: object, rule: ClockRule, goto: User) -> Clock:
    """An answer due on Friday 27 November 2026."""
    made = company(Facts(started_at=tokyo("2026-11-10T10:00"), fixed_on=date(2026, 11, 27)))
    river.refresh(reference=made.reference, at=tokyo("2026-11-10T10:00"))
    return made.reference.clocks.select_related("reference", "rule").get()


def test_a_limit_in_days_is_its_whole_last_day(clock: Clock) -> None:
    calendar = Calendar.from_ical(ics.event_for(clock, title=LONG))
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["VERSION"] == "2.0"
    [event] = calendar.events
    number = clock.reference.number
    assert event["SUMMARY"] == f"点検へのご回答のお願い {number} {LONG}"
    assert (event.start, event.end) == (date(2026, 11, 27), date(2026, 11, 28))
    assert event["UID"] == f"{number}.tests.answer@portal.example"
    assert event["URL"] == f"http://127.0.0.1:8000/ref/{number}/"
    assert "2026年11月27日（金）17:00" in event["DESCRIPTION"]
    assert event["DTSTAMP"].dt == clock.refreshed_at
    assert not event.alarms.times
    assert "ATTENDEE" not in event
    assert not calendar.timezones


def test_a_limit_in_minutes_is_a_moment_in_tokyo(company: object, goto: User) -> None:
    with_minutes = make_rule(120, Unit.BUSINESS_MINUTES)
    made = company(Facts(started_at=tokyo("2026-11-24T10:00")))
    river.refresh(reference=made.reference, at=tokyo("2026-11-24T10:00"))
    clock = made.reference.clocks.select_related("reference", "rule").get()
    assert clock.rule == with_minutes
    text = ics.event_for(clock).decode()
    assert "DTSTART;TZID=Asia/Tokyo:20261124T120000\r\n" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\n" in text
    assert "TZOFFSETTO:+0900" in text
    [event] = Calendar.from_ical(text).events
    assert event.start == tokyo("2026-11-24T12:00")
    assert event.start.utcoffset() == timedelta(hours=9)


def test_lines_have_at_most_75_octets_and_end_in_crlf_and_no_character_is_torn(clock: Clock) -> None:
    raw = ics.event_for(clock, title=LONG * 3)
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # raises where a fold tore a character
    assert LONG * 3 in Calendar.from_ical(raw).events[0]["SUMMARY"]


def test_an_extension_takes_the_place_of_the_event_that_was_there(clock: Clock) -> None:
    before = Calendar.from_ical(ics.event_for(clock)).events[0]
    clock.generation += 1
    after = Calendar.from_ical(ics.event_for(clock)).events[0]
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)


def test_a_feed_tells_how_often_to_read_it_again(clock: Clock) -> None:
    with CaptureQueriesContext(connection) as queries:
        text = ics.feed_of([(clock, "")], name="期限").decode()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "X-WR-CALNAME:期限\r\n" in text
    assert "METHOD" not in text
    assert len(queries) == 0
    assert "BEGIN:VTIMEZONE" in ics.feed_of([], name="期限").decode(), "a calendar needs something in it"
