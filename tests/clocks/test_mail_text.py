"""Does a reminder read as people expect: limit and distance first, then the matter, then why it came?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
import time_machine

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import Facts
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.clocks.show.display import limit_text, of_clock, table_limit
from privacyportal.clocks.show.ics import event_for
from privacyportal.notifications import delivery
from privacyportal.notifications.models import Message
from privacyportal.notifications.wire import Mail
from tests.factories.calendars import make_calendar
from tests.factories.clocks import EVENTS, declared, make_rule, tokyo
from vendors.models import Vendor


@pytest.fixture
def vendor(company: Callable[..., Vendor], rule: ClockRule, head: User) -> Vendor:
    """A company whose answer is due on Friday 27 November 2026 at 17:00."""
    made = company(Facts(started_at=tokyo("2026-11-10T10:00"), fixed_on=date(2026, 11, 27)))
    river.refresh(reference=made.reference, at=tokyo("2026-11-10T10:00"))
    return made


def mail_at(moment: str, mailoutbox: list[Mail], to: str = "goto@portal.example") -> Mail:
    """The mail that a sweep and delivery at that moment send to somebody; the owner hears as well."""
    mailoutbox.clear()
    with time_machine.travel(tokyo(moment), tick=False):
        sweep(at=tokyo(moment))
        delivery.deliver(now=lambda: tokyo(moment))
    [mail] = [mail for mail in mailoutbox if to in mail.to[0]]
    return mail


@pytest.mark.parametrize(
    ("moment", "bracket", "to"),
    [
        ("2026-11-24T09:00", "【11/27（金）期限・3営業日前】", "goto@portal.example"),
        ("2026-11-27T09:00", "【本日11/27（金）17:00期限】", "goto@portal.example"),
        ("2026-12-01T09:30", "【期限超過・2営業日】", "goto@portal.example"),
        ("2026-12-02T09:00", "【期限超過・3営業日】", "kudo@portal.example"),
        ("2026-12-08T09:00", "【期限超過・7営業日】", "head@portal.example"),
    ],
)
def test_the_subject_says_limit_distance_matter_and_number(
    moment: str, bracket: str, to: str, vendor: Vendor, mailoutbox: list
) -> None:
    mail = mail_at(moment, mailoutbox, to)
    assert mail.subject == f"{bracket}点検へのご回答のお願い {vendor.reference.number} {vendor.name}"


def test_the_first_line_says_what_to_do_by_when_and_the_last_why_it_came(vendor: Vendor, mailoutbox: list) -> None:
    mail = mail_at("2026-11-24T09:00", mailoutbox)
    lines = [line for line in mail.body.splitlines() if line]
    assert lines[0] == "後藤 由美 様"
    assert lines[1] == "2026年11月27日（金）17:00までにご対応ください：点検へのご回答のお願い"
    assert f"http://127.0.0.1:8000/ref/{vendor.reference.number}/" in lines
    assert "担当者（または不在時の代行者）としてお送りしています。" in mail.body
    html, kind = mail.alternatives[0]
    assert kind == "text/html"
    assert 'lang="ja"' in html
    assert html.count("<a ") == 1


def test_the_owner_can_put_the_limit_into_a_calendar_while_it_is_to_come(vendor: Vendor, mailoutbox: list) -> None:
    before = mail_at("2026-11-24T09:00", mailoutbox)
    [file] = [part for part in before.message().walk() if part.get_content_type() == "text/calendar"]
    assert file.get_filename() == f"{vendor.reference.number}.ics"
    assert b"DTSTART;VALUE=DATE:20261127" in file.get_payload(decode=True)
    assert mail_at("2026-12-01T09:30", mailoutbox).files == []


def test_mails_about_one_record_stand_in_one_thread_under_different_ids(vendor: Vendor, mailoutbox: list) -> None:
    first = mail_at("2026-11-24T09:00", mailoutbox)
    second = mail_at("2026-11-27T09:00", mailoutbox)
    assert first.extra_headers["References"] == second.extra_headers["References"]
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_a_reader_of_english_gets_english(vendor: Vendor, goto: User, mailoutbox: list) -> None:
    User.objects.filter(pk=goto.pk).update(language="en")
    mail = mail_at("2026-11-24T09:00", mailoutbox)
    assert mail.subject.startswith("【Due Fri 27 Nov · in 3 business days】")
    assert "You receive this mail because" in mail.body


def test_answered_after_the_sweep_and_before_the_mail_is_not_sent(vendor: Vendor, mailoutbox: list) -> None:
    sweep(at=tokyo("2026-11-24T09:00"))
    EVENTS[vendor.pk] = Facts(
        started_at=tokyo("2026-11-10T10:00"), fixed_on=date(2026, 11, 27), stopped_at=tokyo("2026-11-24T09:00")
    )
    river.refresh(reference=vendor.reference, at=tokyo("2026-11-24T09:01"))
    delivery.deliver(now=lambda: tokyo("2026-11-24T09:02"))
    assert mailoutbox == []
    assert Message.objects.get().reason == "clocks.settled"


def test_a_date_to_know_is_announced_as_a_date_and_never_becomes_late(
    company: Callable[..., Vendor], rule: ClockRule, mailoutbox: list
) -> None:
    with declared(informational=True):
        vendor = company(Facts(started_at=tokyo("2026-11-10T10:00"), fixed_on=date(2026, 11, 27)))
        river.refresh(reference=vendor.reference, at=tokyo("2026-11-10T10:00"))
        mail = mail_at("2026-11-24T09:00", mailoutbox)
        clock = vendor.reference.clocks.get()
        assert of_clock(clock, tokyo("2026-12-24T09:00")).text == "到来"
        assert not Clock.objects.overdue(tokyo("2026-12-24T09:00")).exists()
        EVENTS[vendor.pk] = replace(EVENTS[vendor.pk], stopped_at=tokyo("2026-12-24T09:00"))
        river.refresh(reference=vendor.reference, at=tokyo("2026-12-24T09:00"))
        assert vendor.reference.clocks.get().state == "met"
    assert mail.subject.startswith("【11/27（金）・3営業日前】")
    assert "期限" not in mail.subject


def test_a_limit_on_a_calendar_of_another_zone_is_told_as_the_tokyo_day_and_time(
    company: Callable[..., Vendor], goto: User
) -> None:
    begun = tokyo("2026-11-01T00:00")
    version = make_calendar("NEWYORK", (time(9), time(17)), at=begun, timezone="America/New_York")
    make_rule(3, calendar=version.calendar)
    made = company(Facts(started_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC)))
    river.refresh(reference=made.reference, at=tokyo("2026-11-21T00:30"))
    clock = Clock.objects.get()
    assert clock.due_at == datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    assert table_limit(clock.due_at) == "2026-11-26 07:00"
    assert limit_text(clock.due_at) == "2026年11月26日（木）07:00"
    assert of_clock(clock, tokyo("2026-11-26T06:59")).text == "本日07:00"
    assert of_clock(clock, tokyo("2026-11-26T07:01")).kind == "overdue"
    assert b"DTSTART;VALUE=DATE:20261126" in event_for(clock)


def test_midnight_is_the_last_days_twenty_four_hours() -> None:
    assert table_limit(tokyo("2026-11-28T00:00")) == "2026-11-27 24:00"
