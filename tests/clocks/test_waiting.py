"""Is what waited for the mail server decided again when it leaves: to whom, when, with what else, in which words?"""

from collections.abc import Callable
from datetime import date

import pytest
from guardian.shortcuts import assign_perm

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import Notice
from privacyportal.clocks.plan import Facts, Outcome
from privacyportal.clocks.river.dispatching import HANDED_OVER
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.clocks.river.waiting import OVERTAKEN
from privacyportal.notifications import delivery
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Hold, Reason, Status
from tests.factories.clocks import tokyo
from tests.live import Mailroom
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
SOON, DUE = "2026-12-03T09:00", "2026-12-08T09:00"
type MakeCompany = Callable[..., Vendor]

pytestmark = pytest.mark.usefixtures("rule", "head")


def start(company: MakeCompany, number: int = 1, received: str = "2026-11-24T10:00") -> list[Vendor]:
    """Companies of Goto with a deadline of ten business days."""
    vendors = [company(Facts(started_at=tokyo(received))) for _n in range(number)]
    river.refresh_many(references=[vendor.reference for vendor in vendors], at=RECEIVED)
    return vendors


def deliver(moment: str) -> None:
    delivery.deliver(now=lambda: tokyo(moment))


def outbox() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(kind="clocks.deadline").select_related("recipient").order_by("pk")
    return [(row.recipient.username, row.status, row.reason) for row in rows]


def test_what_waited_past_closing_time_leaves_when_the_desk_opens(company: MakeCompany, mailroom: Mailroom) -> None:
    start(company)
    sweep(at=tokyo(SOON))
    deliver("2026-12-03T20:50")
    assert mailroom.mails == []
    message = Message.objects.get()
    assert (message.status, message.hold, message.release_at) == (Status.HELD, Hold.AGAIN, tokyo("2026-12-04T09:00"))
    sweep(at=tokyo("2026-12-04T09:00"))
    deliver("2026-12-04T09:00")
    assert len(mailroom.mails) == 1


def test_what_leaves_at_once_is_not_asked_for_its_hour_again(company: MakeCompany, mailroom: Mailroom) -> None:
    start(company)
    sweep(at=tokyo("2026-12-03T16:59"))
    deliver("2026-12-03T17:00")
    assert len(mailroom.mails) == 1


def test_a_collective_mail_that_waited_past_closing_time_is_taken_apart_and_leaves_in_the_morning(
    company: MakeCompany, mailroom: Mailroom
) -> None:
    start(company, 2)
    sweep(at=tokyo(SOON))
    deliver("2026-12-03T20:50")
    assert mailroom.mails == []
    assert outbox() == [("goto", Status.HELD, "")] * 2
    assert Message.objects.get(kind="notifications.collective").reason == Reason.TAKEN_APART
    sweep(at=tokyo("2026-12-04T09:00"))
    deliver("2026-12-04T09:00")
    assert len(mailroom.mails) == 1
    assert outbox() == [("goto", Status.COLLECTED, "")] * 2


def test_a_step_is_not_told_when_its_later_step_waits_for_the_same_person(
    company: MakeCompany, mailroom: Mailroom
) -> None:
    start(company)
    sweep(at=tokyo(SOON))
    sweep(at=tokyo(DUE))
    deliver(DUE)
    assert outbox() == [("goto", Status.SUPPRESSED, OVERTAKEN), ("goto", Status.SENT, "")]
    assert len(mailroom.mails) == 1


def test_the_owner_is_told_though_the_later_step_tells_somebody_else(company: MakeCompany, mailroom: Mailroom) -> None:
    start(company)
    sweep(at=tokyo("2026-12-09T10:00"))
    sweep(at=tokyo("2026-12-11T09:00"))
    deliver("2026-12-11T09:01")
    assert outbox() == [("goto", Status.SENT, ""), ("kudo", Status.SENT, "")]


def test_reminders_of_two_days_that_waited_leave_as_one_mail(company: MakeCompany, mailroom: Mailroom) -> None:
    start(company)
    start(company, received="2026-11-25T10:00")
    sweep(at=tokyo(SOON))
    sweep(at=tokyo("2026-12-04T09:00"))
    deliver("2026-12-04T09:10")
    assert mailroom.mails == []
    sweep(at=tokyo("2026-12-04T09:11"))
    deliver("2026-12-04T09:11")
    (mail,) = mailroom.mails
    assert "2件" in str(mail["Subject"])
    assert outbox() == [("goto", Status.COLLECTED, "")] * 2


def test_what_waited_past_its_limit_says_so(company: MakeCompany, mailroom: Mailroom) -> None:
    start(company)
    sweep(at=tokyo(DUE))
    deliver("2026-12-09T10:00")
    assert "期限超過" in str(mailroom.mails[0]["Subject"])
    assert "までに" not in mailroom.text().split("\n\n")[1]


def test_a_deputy_whose_absence_is_over_gets_nothing_of_what_waited(
    company: MakeCompany, goto: User, ueda: User, mailroom: Mailroom
) -> None:
    goto.deputy, goto.absent_from, goto.absent_until = ueda, date(2026, 12, 3), date(2026, 12, 3)
    goto.save()
    for vendor in start(company):
        assign_perm("vendors.view_vendor", ueda, vendor)
    sweep(at=tokyo(SOON))
    deliver("2026-12-04T09:00")
    assert outbox() == [("goto", Status.SENT, ""), ("ueda", Status.SUPPRESSED, HANDED_OVER)]
    assert ["goto@" in mail["To"] for mail in mailroom.mails] == [True]


def test_after_an_outage_of_the_watch_the_owner_hears_once_and_the_head_too(
    company: MakeCompany, mailroom: Mailroom
) -> None:
    start(company)
    sweep(at=tokyo("2027-01-04T09:00"))
    deliver("2027-01-04T09:00")
    told = Notice.objects.filter(outcome=Outcome.QUEUED).values_list("level", "role").order_by("fire_at")
    assert list(told) == [("overdue", "owner"), ("escalate_head", "compliance_head")]
    assert sorted(mail["To"].split("<")[1].split("@")[0] for mail in mailroom.mails) == ["goto", "head"]
