"""Does nothing leave a restored portal before a person says so, and is what may have left before told honestly?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry, Reading
from privacyportal.backoffice.confirming import CONFIRMED_AT
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.backups.models import Restoration
from privacyportal.clocks import river
from privacyportal.clocks.models import ClockRule, Level, Notice
from privacyportal.clocks.plan import Facts, LevelCode, Outcome
from privacyportal.clocks.river import restoring, steering
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.notifications import delivery, periodic, services
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Channel, Hold, Status
from privacyportal.roof.pages.health import looking
from privacyportal.roof.pages.health import river as health
from tests.factories.clocks import tokyo
from tests.factories.notifications import make_messages, tell
from tests.factories.vendors import VendorFactory
from tests.live import Mailroom
from vendors.mails import contact
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
TAKEN = tokyo("2026-12-02T22:00")
RESTORED = tokyo("2026-12-03T15:00")
LATER = tokyo("2026-12-03T16:00")
type MakeCompany = Callable[..., Vendor]


def start(company: MakeCompany, at: Any = RECEIVED) -> Vendor:
    """A company whose answer is due ten business days later, warned of three days before: of 8 December, on 3."""
    vendor = company(Facts(started_at=at))
    river.refresh_many(references=[vendor.reference], at=at)
    return vendor


def restore() -> None:
    """As the command leaves it: held, and what had fallen due recorded."""
    Restoration.objects.create(archive="0" * 64, taken_at=TAKEN, restored_at=RESTORED)
    sweep(at=RESTORED)


def go_on(at: Any = LATER) -> None:
    sweep(at=at)
    delivery.deliver(now=lambda: at)


def ends() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("status", "reason"))


def test_what_fell_due_is_recorded_and_nothing_leaves(
    company: MakeCompany, rule: ClockRule, goto: User, mailroom: Mailroom
) -> None:
    make_messages([goto])
    start(company)
    restore()
    go_on()
    assert mailroom.mails == []
    assert list(Notice.objects.values_list("outcome", flat=True)) == [Outcome.PENDING]
    assert restoring.concerned() == restoring.Concerned(TAKEN, RESTORED, 1, 1, 1, 1)


def test_what_may_have_left_becomes_unknown_and_the_rest_leaves_once(
    company: MakeCompany, rule: ClockRule, goto: User, baba: User, mailroom: Mailroom
) -> None:
    waiting, *_none = make_messages([goto])
    still_held, *_none = make_messages([goto], key="tests.approval:2")
    Message.objects.filter(pk=still_held.pk).update(status=Status.HELD, release_at=LATER - timedelta(minutes=30))
    start(company)
    restore()
    entered = company(Facts(started_at=tokyo("2026-11-20T10:00")))  # overdue when it is entered
    river.refresh_many(references=[entered.reference], at=LATER)
    services.queue(kind="tests.approval", key="tests.approval:3", recipients=[goto], by=PORTAL, at=LATER)
    go_on()
    found = restoring.release_restored(reason="確認した", again=False, by=baba, at=LATER)
    assert (found.steps, found.mails, found.doubtful_steps, found.doubtful_mails) == (2, 3, 1, 1)
    go_on()
    # What waited for its hour and what was entered since travel together; this week's mail may have left on Monday.
    assert ends() == [("collected", "")] * 2 + [("sent", "")] * 2 + [("unknown", "restored")] * 3
    assert periodic.queue_due(at=LATER) == 0
    assert Message.objects.get(pk=waiting.pk).status == Status.UNKNOWN
    assert len(mailroom.mails) == 2
    go_on(LATER + timedelta(hours=1))
    assert len(mailroom.mails) == 2
    entry = AuditEntry.objects.get(action="clocks.restored_released")
    assert (entry.actor, entry.reason, entry.changes["doubtful"]) == (baba, "確認した", 2)


def test_a_step_that_a_person_held_back_may_have_been_let_go_and_a_person_says_so(
    company: MakeCompany, rule: ClockRule, goto: User, baba: User, mailroom: Mailroom
) -> None:
    vendor = start(company)
    level = Level.objects.get(clock__reference=vendor.reference, code=LevelCode.SOON)
    steering.hold(level=level, reason="電話で連絡済み", by=baba, at=RECEIVED)
    restore()
    assert Notice.objects.get().outcome == Outcome.HELD
    found = restoring.concerned()
    assert found is not None
    assert (found.steps, found.doubtful_steps) == (1, 1)
    restoring.release_restored(reason="確認した", again=False, by=baba, at=LATER)
    go_on()
    mail = Message.objects.get(kind="clocks.deadline")
    assert (mail.status, mail.reason, mail.recipient, mailroom.mails) == ("unknown", "restored", goto, [])
    with pytest.raises(Conflict):  # nothing is held any more: the mail says what is to be decided
        steering.release(level=level, by=baba, at=LATER)
    services.record_sent(obj=mail, sent_at=RESTORED, reason="メールサーバーの記録", by=baba, at=LATER)
    go_on()
    mail.refresh_from_db()
    assert (mail.status, mail.sent_at, mail.reason, mailroom.mails) == ("sent", RESTORED, "", [])


def test_whoever_knows_that_nothing_left_leaves_held_what_was_held(
    company: MakeCompany, rule: ClockRule, goto: User, baba: User
) -> None:
    vendor = start(company)
    level = Level.objects.get(clock__reference=vendor.reference, code=LevelCode.SOON)
    steering.hold(level=level, reason="電話で連絡済み", by=baba, at=RECEIVED)
    restore()
    restoring.release_restored(reason="停電の直前の控え", again=True, by=baba, at=LATER)
    assert Notice.objects.get().outcome == Outcome.HELD


def test_a_letter_that_waited_may_have_been_posted(goto: User, baba: User) -> None:
    vendor = VendorFactory(contact_name="小野 実", address="東京都港区芝1-2-3", owner=goto)
    went, stayed = (
        tell([contact(vendor)], vendor.reference, f"tests.outside:{number}", channel=Channel.LETTER)[0]
        for number in (1, 2)
    )
    restore()
    found = restoring.concerned()
    assert found is not None
    assert (found.letters, found.doubtful) == (2, 2)
    restoring.release_restored(reason="確認した", again=False, by=baba, at=LATER)
    went.refresh_from_db()
    assert (went.status, went.reason) == ("waiting", "restored")
    vendor.address = "東京都千代田区丸の内1-1-1"
    vendor.save()
    post = {"posting": "registered", "by": baba, "at": LATER}
    # Posted before the restoration it bore the old address; posted after it, it must not.
    services.record_posting(obj=went, posted_at=TAKEN + timedelta(hours=1), **post)
    with pytest.raises(Refused):
        services.record_posting(obj=stayed, posted_at=RESTORED + timedelta(minutes=1), **post)
    assert [(one.status, one.reason) for one in (went, stayed)] == [("sent", ""), ("waiting", "")]


def test_only_a_mail_in_doubt_is_recorded_as_gone_and_not_in_the_future(goto: User, baba: User) -> None:
    mail, *_none = make_messages([goto])
    with pytest.raises(Conflict):
        services.record_sent(obj=mail, sent_at=RESTORED, reason="記録", by=baba, at=LATER)
    Message.objects.filter(pk=mail.pk).update(status=Status.UNKNOWN)
    with pytest.raises(Conflict, match="未来"):
        services.record_sent(obj=mail, sent_at=LATER + timedelta(minutes=1), reason="記録", by=baba, at=LATER)
    with pytest.raises(NotPermitted):
        services.record_sent(obj=mail, sent_at=RESTORED, reason="記録", by=goto, at=LATER)
    services.record_sent(obj=mail, sent_at=RESTORED, reason="記録", by=baba, at=LATER)
    entry = AuditEntry.objects.get(action="notifications.sent_after_all")
    assert (entry.actor, entry.reason) == (baba, "記録")


def test_whoever_knows_that_nothing_left_lets_all_of_it_leave(
    company: MakeCompany, rule: ClockRule, goto: User, baba: User, mailroom: Mailroom
) -> None:
    make_messages([goto])
    start(company)
    restore()
    restoring.release_restored(reason="停電の直前の控え", again=True, by=baba, at=LATER)
    go_on()
    go_on()
    assert [status for status, _reason in ends()] == ["sent", "sent"]
    assert len(mailroom.mails) == 2
    assert Restoration.objects.get().again


def test_what_a_dying_portal_was_sending_is_unknown_too(goto: User, baba: User, mailroom: Mailroom) -> None:
    sending, *_none = make_messages([goto])
    braked, *_none = make_messages([goto], key="tests.approval:2")
    Message.objects.filter(pk=sending.pk).update(status=Status.SENDING, lease_until=TAKEN)
    Message.objects.filter(pk=braked.pk).update(status=Status.HELD, hold=Hold.BRAKE, release_at=TAKEN)
    restore()
    go_on()
    restoring.release_restored(reason="確認した", again=False, by=baba, at=LATER)
    go_on()
    assert ends() == [("unknown", "restored"), ("unknown", "sender_died")]
    assert mailroom.mails == []


def test_only_who_may_releases_it_and_once(goto: User, baba: User) -> None:
    restore()
    with pytest.raises(NotPermitted):
        restoring.release_restored(reason="x", again=False, by=goto, at=LATER)
    restoring.release_restored(reason="確認した", again=False, by=baba, at=LATER)
    with pytest.raises(Conflict):
        restoring.release_restored(reason="確認した", again=True, by=baba, at=LATER)


def test_health_and_banner_say_how_much_waits(company: MakeCompany, rule: ClockRule, goto: User) -> None:
    make_messages([goto])
    start(company)
    restore()
    [check] = [one for one in looking.banner(LATER) if one.code == "portal.restored"]
    assert check.severity == "error"
    assert "2026年12月3日" in check.text
    assert "2件が待っており、そのうち2件" in check.text
    assert not health.pulse(LATER).mail_is_late
    assert [one.is_good for one in health.notices(LATER)] == [True, True, True]


def test_the_page_says_what_waits_and_lets_it_go(
    company: MakeCompany, rule: ClockRule, goto: User, baba: User, aoki: User, as_user: Callable[[User], Client]
) -> None:
    make_messages([goto])
    vendor = start(company)
    restore()
    assert as_user(aoki).get("/admin/restored/").status_code == 403

    client = as_user(baba)
    session = client.session
    del session[CONFIRMED_AT]  # signed in long ago
    session.save()
    asked = client.get("/admin/restored/")
    assert (asked.status_code, asked.headers["Location"]) == (302, "/sign-in/again/?next=%2Fadmin%2Frestored%2F")
    client.post("/sign-in/again/", {"password": "password-for-tests", "next": "/admin/restored/"})
    page = client.get("/admin/restored/")
    assert page.status_code == 200
    assert "すでに送信された可能性があるもの" in page.content.decode()
    assert str(vendor.reference) in page.content.decode()
    read = Reading.objects.filter(actor=baba, model=vendor._meta.label_lower).order_by("-pk")[0]
    assert (read.what, read.keys) == (Reading.What.ROWS, [str(vendor.pk)])
    assert 'href="/admin/restored/"' in page.content.decode()
    refused = client.post("/admin/restored/", {"doubtful": "unknown", "reason": " "})
    assert refused.status_code == 200
    assert Restoration.objects.held().exists()
    assert client.post("/admin/restored/", {"doubtful": "unknown", "reason": "確認した"}).status_code == 302
    assert not Restoration.objects.held().exists()
    assert [one for one in looking.banner(LATER) if one.code == "portal.restored"] == []
    assert "未確認のメールが2件" in client.get("/admin/restored/").content.decode()
