"""Does a reminder that had to wait reach whoever is meant when it leaves, and nobody else? (E2)"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from guardian.shortcuts import assign_perm, remove_perm

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import ClockRule, Notice
from privacyportal.clocks.plan import Facts, Outcome
from privacyportal.clocks.river.dispatching import HANDED_OVER
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.notifications import delivery
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Reason, Status
from tests.factories.clocks import tokyo
from tests.live import Mailroom
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
EVENING, MORNING = tokyo("2026-12-03T21:00"), tokyo("2026-12-04T09:00")
type MakeCompany = Callable[..., Vendor]


def start(company: MakeCompany, number: int = 1) -> list[Vendor]:
    """Companies of Goto whose owner is to be warned on 3 December; the scheduler stands still until the evening."""
    vendors = [company(Facts(started_at=RECEIVED)) for _n in range(number)]
    river.refresh_many(references=[vendor.reference for vendor in vendors], at=RECEIVED)
    return vendors


def give_to(person: User, *vendors: Vendor) -> None:
    for vendor in vendors:
        assign_perm("vendors.view_vendor", person, vendor)
    Vendor.objects.filter(pk__in=[vendor.pk for vendor in vendors]).update(owner=person)


def deliver(at: datetime) -> None:
    delivery.deliver(now=lambda: at)


def outbox() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(kind="clocks.deadline").select_related("recipient").order_by("pk")
    return [(row.recipient.username, row.status, row.reason) for row in rows]


def test_a_record_given_to_another_overnight_is_told_to_the_new_owner_in_the_morning(
    company: MakeCompany, rule: ClockRule, head: User, ueda: User, mailroom: Mailroom
) -> None:
    vendors = start(company, 2)
    sweep(at=EVENING)
    give_to(ueda, *vendors)
    for _again in range(2):
        sweep(at=MORNING)
        deliver(MORNING)
    assert [mail["X-RcptTo"] or mail["To"] for mail in mailroom.mails] == [mailroom.mails[0]["To"]]
    assert "ueda@" in mailroom.mails[0]["To"]
    assert outbox() == [("goto", Status.SUPPRESSED, HANDED_OVER)] * 2 + [("ueda", Status.COLLECTED, "")] * 2


def test_a_record_given_away_and_back_overnight_is_told_to_its_owner_once(
    company: MakeCompany, rule: ClockRule, head: User, goto: User, ueda: User, mailroom: Mailroom
) -> None:
    (vendor,) = start(company)
    sweep(at=EVENING)
    Message.objects.update(release_at=EVENING)
    give_to(ueda, vendor)
    sweep(at=EVENING + timedelta(minutes=1))
    assert outbox() == [("goto", Status.SUPPRESSED, HANDED_OVER), ("ueda", Status.HELD, "")]
    Message.objects.filter(recipient=ueda).update(release_at=EVENING)
    give_to(goto, vendor)
    sweep(at=EVENING + timedelta(minutes=2))
    sweep(at=MORNING)
    deliver(MORNING)
    assert outbox() == [("goto", Status.SENT, ""), ("ueda", Status.SUPPRESSED, HANDED_OVER)]


def test_an_owner_whose_account_is_disabled_overnight_is_replaced_by_the_next_up_the_ladder(
    company: MakeCompany, rule: ClockRule, head: User, goto: User
) -> None:
    start(company)
    sweep(at=EVENING)
    User.objects.filter(pk=goto.pk).update(is_active=False)
    sweep(at=MORNING)
    assert outbox() == [("goto", Status.SUPPRESSED, HANDED_OVER), ("kudo", Status.WAITING, "")]


def test_an_absence_that_begins_overnight_brings_the_deputy_in_only_for_what_is_dispatched_later(
    company: MakeCompany, rule: ClockRule, head: User, goto: User
) -> None:
    start(company)
    sweep(at=EVENING)
    User.objects.filter(pk=goto.pk).update(absent_from=date(2026, 12, 4), absent_until=date(2026, 12, 4))
    sweep(at=MORNING)
    assert outbox() == [("goto", Status.WAITING, "")]


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_refused_just_before_sending_because_of_its_recipient_is_told_to_somebody_else(
    company: MakeCompany, rule: ClockRule, head: User, goto: User, mailroom: Mailroom, number: int
) -> None:
    start(company, number)
    sweep(at=MORNING)
    User.objects.filter(pk=goto.pk).update(is_active=False)
    deliver(MORNING)
    assert outbox() == [("goto", Status.SUPPRESSED, Reason.RECIPIENT_INACTIVE)] * number
    assert {notice.outcome for notice in Notice.objects.filter(level="soon")} == {Outcome.PENDING}
    later = MORNING + timedelta(minutes=1)
    sweep(at=later)
    deliver(later)
    assert [mail["To"].count("kudo@") for mail in mailroom.mails] == [1]


def test_one_who_may_no_longer_see_one_of_two_records_hears_of_the_other_only(
    company: MakeCompany, rule: ClockRule, head: User, goto: User, mailroom: Mailroom
) -> None:
    hidden, seen = start(company, 2)
    sweep(at=MORNING)
    remove_perm("vendors.view_vendor", goto, hidden)
    Vendor.objects.filter(pk=hidden.pk).update(owner=None)
    deliver(MORNING)
    (mail,) = mailroom.mails
    assert seen.reference.number in mailroom.text()
    assert hidden.reference.number not in mailroom.text()
    sweep(at=MORNING + timedelta(minutes=1))
    assert outbox()[-1][:2] == ("head", Status.WAITING)
    assert mail["To"].count("goto@") == 1


def test_a_mail_that_waited_for_the_mail_server_goes_to_the_new_owner(
    company: MakeCompany, rule: ClockRule, head: User, ueda: User, mailroom: Mailroom
) -> None:
    vendors = start(company, 2)
    sweep(at=MORNING)
    Message.objects.filter(status=Status.WAITING).update(attempts=1, next_attempt_at=MORNING)
    give_to(ueda, vendors[0])
    deliver(MORNING)
    sweep(at=MORNING + timedelta(minutes=1))
    deliver(MORNING + timedelta(minutes=1))
    assert [mail["To"].split("<")[1].split("@")[0] for mail in mailroom.mails] == ["goto", "ueda"]


def test_whoever_stands_in_for_an_absent_supervisor_is_told_too(
    company: MakeCompany, rule: ClockRule, head: User, kudo: User, baba: User
) -> None:
    kudo.deputy, kudo.absent_from, kudo.absent_until = baba, date(2026, 12, 7), date(2026, 12, 12)
    kudo.save()
    start(company)
    sweep(at=tokyo("2026-12-11T09:00"))
    told = Message.objects.filter(facts__level="escalate_manager").order_by("pk")
    assert [row.recipient.username for row in told] == ["kudo", "baba"]
