"""Can a calendar program read one's own deadlines, nobody else's, and no longer than one wants?"""

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import assign_perm, remove_perm
from icalendar import Calendar
from pytest_django.fixtures import Settings

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.logs import ACCESS_LOG, hidden
from privacyportal.clocks import river
from privacyportal.clocks.models import CalendarFeed
from privacyportal.clocks.plan import Facts
from privacyportal.clocks.show import feeds
from tests.factories.clocks import EVENTS, declared, make_company, make_rule, tokyo
from vendors.models import Vendor

NOW = tokyo("2026-11-24T10:00")


@pytest.fixture(autouse=True)
def stage(db: None) -> Iterator[None]:
    """Companies have one duty of ten business days; it is Tuesday morning."""
    with declared(), time_machine.travel(NOW, tick=False):
        make_rule()
        yield


def company(owner: User, due_on: date = date(2026, 11, 27)) -> Vendor:
    """A company of that person with an answer due."""
    vendor = make_company(owner, facts=Facts(started_at=tokyo("2026-11-10T10:00"), fixed_on=due_on))
    assign_perm("vendors.view_vendor", owner, vendor)
    river.refresh(reference=vendor.reference, at=NOW)
    return vendor


def path(user: User) -> str:
    """The path of a new feed of that person."""
    return f"/feeds/{feeds.make(user=user, by=user, at=NOW)}.ics"


def summaries(response: Any) -> list[str]:
    """What the events of a calendar are called."""
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).events]


def test_a_calendar_program_reads_the_persons_own_running_deadlines_without_signing_in(goto: User, ueda: User) -> None:
    mine, others = company(goto), company(ueda)
    response = Client().get(path(goto))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert summaries(response) == [f"点検へのご回答のお願い {mine.reference.number} {mine.name}"]
    assert others.reference.number not in response.content.decode()


def test_what_the_person_may_no_longer_see_or_has_done_leaves_the_calendar(goto: User) -> None:
    address, unseen, done = path(goto), company(goto), company(goto)
    assert len(summaries(Client().get(address))) == 2
    remove_perm("vendors.view_vendor", goto, unseen)
    EVENTS[done.pk] = Facts(started_at=tokyo("2026-11-10T10:00"), fixed_on=date(2026, 11, 27), stopped_at=NOW)
    river.refresh(reference=done.reference, at=NOW)
    assert summaries(Client().get(address)) == []


def test_an_unchanged_calendar_is_not_sent_again(goto: User) -> None:
    address, vendor = path(goto), company(goto)
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Vendor.objects.filter(pk=vendor.pk).update(name="新社名株式会社")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_poll_asks_the_database_as_often_for_many_deadlines_as_for_one(goto: User) -> None:
    address = path(goto)
    company(goto)
    Client().get(address)
    counts = []
    for more in (0, 9):
        for _number in range(more):
            company(goto)
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_the_day_of_use_is_noted_once_a_day(goto: User) -> None:
    token = feeds.make(user=goto, by=goto, at=NOW)
    with CaptureQueriesContext(connection) as first:
        feeds.reader_of(token, at=NOW)
    with CaptureQueriesContext(connection) as second:
        assert feeds.reader_of(token, at=NOW) == goto
    assert (len(first), len(second)) == (2, 1)
    assert CalendarFeed.objects.get().last_used_on == date(2026, 11, 24)


def test_an_ended_renewed_unknown_or_disabled_address_does_not_exist(goto: User) -> None:
    old = path(goto)
    new = path(goto)
    assert Client().get(old).status_code == 404
    assert Client().get("/feeds/unknown.ics").status_code == 404
    User.objects.filter(pk=goto.pk).update(is_active=False)
    assert Client().get(new).status_code == 404
    User.objects.filter(pk=goto.pk).update(is_active=True)
    assert Client().get(new).status_code == 200
    feeds.revoke(user=goto, by=goto, at=NOW)
    assert Client().get(new).status_code == 404


def test_a_person_makes_renews_and_ends_their_subscription_and_sees_the_address_once(goto: User, as_user: Any) -> None:
    client = as_user(goto)
    page = "/admin/my/calendar/"
    made = client.post(page, {"make": ""})
    [address] = re.findall(r"http://127\.0\.0\.1:8000(/feeds/[\w-]{43}\.ics)", made.content.decode())
    assert Client().get(address).status_code == 200
    assert "/feeds/" not in client.get(page).content.decode()
    client.post(page, {"renew": ""})
    assert Client().get(address).status_code == 404
    client.post(page, {"revoke": ""})
    client.post(page, {"revoke": ""})
    assert not CalendarFeed.objects.filter(revoked_at=None).exists()
    actions = AuditEntry.objects.filter(action__startswith="clocks.feed").order_by("sequence")
    assert [entry.action.removeprefix("clocks.feed_") for entry in actions] == ["made", "renewed", "revoked"]
    assert address[7:-4] not in str([entry.changes for entry in actions])


def test_the_address_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """The web server hands over a mapping of values; Django the path of what was not found."""
    atoms = {"r": "GET /feeds/verysecret.ics HTTP/1.1", "U": "/feeds/verysecret.ics", "s": "200", "B": 12}
    with caplog.at_level(logging.INFO, ACCESS_LOG):
        logging.getLogger(ACCESS_LOG).info('%(r)s %(s)s "%(U)s" %(B)d', atoms)
    assert caplog.messages == ['GET /feeds/* HTTP/1.1 200 "/feeds/*" 12']


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("GET /FEEDS/secret.ics HTTP/1.1", "GET /FEEDS/* HTTP/1.1"),
        ("GET /%46%65eds/secret.ics HTTP/1.1", "GET /%46%65eds/* HTTP/1.1"),
        ("GET /feeds%2fsecret.ics?x HTTP/1.1", "GET /feeds%2f*?x HTTP/1.1"),
        ("GET /admin/login/?next=%2Ffeeds%2Fsecret.ics HTTP/1.1", "GET /admin/login/?next=%2Ffeeds%2F* HTTP/1.1"),
        ("GET /password/MQ/secret/ HTTP/1.1", "GET /password/* HTTP/1.1"),
        ("GET /Password/MQ/secret HTTP/1.1", "GET /Password/* HTTP/1.1"),
        ("GET /admin/password_change/ HTTP/1.1", "GET /admin/password_change/ HTTP/1.1"),
        (
            "GET /admin/cases/case/?show=all&q=%E5%B1%B1&p=2 HTTP/1.1",
            "GET /admin/cases/case/?show=all&q=*&p=2 HTTP/1.1",
        ),
        ("GET /admin/autocomplete/?TERM=yama+da HTTP/1.1", "GET /admin/autocomplete/?TERM=* HTTP/1.1"),
        (
            "GET /admin/login/?next=%2Fx%2F%3Fq%3Dyamada%26p%3D2 HTTP/1.1",
            "GET /admin/login/?next=%2Fx%2F%3Fq%3D*%26p%3D2 HTTP/1.1",
        ),
        ("GET /admin/cases/case/?q=~sealed HTTP/1.1", "GET /admin/cases/case/?q=~sealed HTTP/1.1"),
    ],
)
def test_an_address_that_opens_something_is_starred_however_it_is_written(line: str, kept: str) -> None:
    assert hidden(line) == kept
    [console] = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    values = ("Not Found", "/feeds/verysecret.ics")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", values, None)
    console.filter(record)
    assert record.getMessage() == "Not Found: /feeds/*"


def test_where_the_portal_is_served_over_https_no_other_way_leads_to_a_calendar(goto: User, settings: Settings) -> None:
    address = path(goto)
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(address).status_code == 404
    assert Client().get(address, secure=True).status_code == 200
