"""Does each owner hear once a week of what is late and near about their vendors, and of nothing else?"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacyportal.accounts.models import User
from privacyportal.notifications import delivery, periodic
from privacyportal.notifications.models import Message
from tests.factories import vendors as make
from tests.factories.clocks import tokyo
from tests.factories.vendors import NOW
from vendors import services
from vendors.mails import WEEKLY
from vendors.models import Vendor

# Monday 23 November 2026 is a holiday, so that this week begins on Tuesday.
TUESDAY = "2026-11-24T09:00"


@pytest.fixture
def vendor(goto: User, baba: User) -> Vendor:
    """A vendor of Goto's, reviewed on 24 November 2026, under a contract that ends on 24 October 2027."""
    return make.active_vendor(owner=goto, signer=baba)


def run(moment: str) -> int:
    """Look whose turn it is at that moment of Tokyo; how many mails were queued."""
    return periodic.queue_due(at=tokyo(moment))


def sent(moment: str, mailoutbox: list[Any]) -> Any:
    """The only weekly mail that goes out at that moment."""
    mailoutbox.clear()
    with time_machine.travel(tokyo(moment), tick=False):
        run(moment)
        delivery.deliver(now=lambda: tokyo(moment))
    [mail] = [mail for mail in mailoutbox if "vendors.weekly" in mail.extra_headers["List-Id"]]
    return mail


def test_the_mail_comes_in_the_first_open_hour_of_the_week_and_once(vendor: Vendor, goto: User) -> None:
    assert [run("2026-11-22T10:00"), run("2026-11-23T10:00"), run("2026-11-24T08:59")] == [0, 0, 0]
    assert [run(TUESDAY), run(TUESDAY), run("2026-11-27T10:00")] == [1, 0, 0]
    assert run("2026-11-30T09:00") == 1
    assert list(Message.objects.filter(kind=WEEKLY).order_by("pk").values_list("key", "recipient__username")) == [
        ("vendors.weekly:2026-W48", "goto"),
        ("vendors.weekly:2026-W49", "goto"),
    ]


def test_who_will_get_one_on_a_coming_day_is_known_beforehand(vendor: Vendor, goto: User) -> None:
    saturday = tokyo("2026-11-21T10:00")
    days = [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 30)]
    planned = {day: [people for _kind, people in periodic.planned(day=day, at=saturday)] for day in days}
    assert planned == {days[0]: [], days[1]: [[goto]], days[2]: [], days[3]: [[goto]]}
    run(TUESDAY)
    assert [people for _kind, people in periodic.planned(day=days[1], at=tokyo(TUESDAY))] == [[]]


def test_a_firm_that_wants_no_weekly_mail_gets_none(vendor: Vendor, settings: Any) -> None:
    settings.PORTAL_WEEKLY_DIGESTS = False
    assert run(TUESDAY) == 0
    assert periodic.planned(day=date(2026, 11, 24), at=tokyo("2026-11-21T10:00")) == []


def test_days_without_a_worker_are_made_up_for_as_long_as_the_week_lasts(vendor: Vendor) -> None:
    assert run("2026-11-27T16:59") == 1
    assert run("2026-11-27T17:01") == 0


def test_what_is_late_and_near_stands_in_one_mail_worst_first_with_links(
    vendor: Vendor, goto: User, ueda: User, baba: User, mailoutbox: list[Any]
) -> None:
    contract = make.entrust(vendor, ends_on=NOW.date() + timedelta(days=20))
    reviewed = services.start_review(vendor=vendor, occasion="periodic", by=baba, at=NOW - timedelta(days=60))
    others = make.active_vendor(owner=ueda, signer=baba, name="旭ビルサービス株式会社")
    mail = sent(TUESDAY, mailoutbox)
    assert goto.email in mail.to[0]
    assert re.fullmatch("【.*1.*、.*1.*】.+", mail.subject)
    body = mail.body
    assert body.index(f"{reviewed.reference} {vendor.name}") < body.index(f"{contract.reference} {vendor.name}")
    assert f"http://127.0.0.1:8000/ref/{contract.reference}/" in body
    assert others.name not in body
    assert "/admin/vendors/vendor/?show=mine" in body


def test_where_nothing_is_due_no_mail_goes_and_the_record_says_why(vendor: Vendor, mailoutbox: list[Any]) -> None:
    with time_machine.travel(tokyo(TUESDAY), tick=False):
        run(TUESDAY)
        delivery.deliver(now=lambda: tokyo(TUESDAY))
    message = Message.objects.get(kind=WEEKLY)
    assert (message.status, message.reason) == ("suppressed", "vendors.nothing_due")
    assert [mail for mail in mailoutbox if "vendors.weekly" in mail.extra_headers["List-Id"]] == []


def test_while_the_owner_is_absent_the_deputy_hears_too(
    vendor: Vendor, goto: User, make_user: Callable[..., User]
) -> None:
    deputy = make_user("hara", "原", "圭", "vendor_owner")
    User.objects.filter(pk=goto.pk).update(deputy=deputy)
    assert run(TUESDAY) == 1
    User.objects.filter(pk=goto.pk).update(absent_from=NOW.date(), absent_until=NOW.date())
    assert run(TUESDAY) == 1
    assert Message.objects.filter(kind=WEEKLY, recipient=deputy).exists()


def test_a_look_that_finds_nothing_costs_three_queries(vendor: Vendor) -> None:
    run(TUESDAY)
    with CaptureQueriesContext(connection) as queries:
        run(TUESDAY)
    assert len(queries) == 3  # The third asks whether a restored portal waits for a person.
