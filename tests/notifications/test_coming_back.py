"""What follows when a mail comes back for good, and how are many failed mails sent again?"""

from collections.abc import Callable

import pytest
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL, Staff
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.refusals import Conflict
from privacyportal.notifications import delivery, services
from privacyportal.notifications.models import DeadAddress, Message
from privacyportal.notifications.states import Reason, Status, Way
from privacyportal.roof.pages.health.check import Severity
from privacyportal.roof.pages.health.river import in_bulk
from tests.factories.notifications import QUEUED_AT, make_messages, tell
from tests.factories.vendors import VendorFactory
from tests.live import Mailroom
from tests.notifications.reports import OURS, dsn, mail
from vendors.mails import contact
from vendors.models import Vendor

SignIn = Callable[[User], Client]


def send(person: User, key: str = "tests.approval:1") -> Message:
    [message] = make_messages([person], key=key)
    delivery.deliver(now=lambda: QUEUED_AT)
    message.refresh_from_db()
    return message


def take(raw: bytes, message: Message) -> None:
    raw = raw.replace(OURS.encode(), message.message_id.encode())
    services.bounced(raw=raw, by=PORTAL, at=QUEUED_AT)
    message.refresh_from_db()


def test_a_mail_that_came_back_has_failed_and_those_who_can_mend_it_are_told(
    mailroom: Mailroom, kudo: User, baba: User
) -> None:
    message = send(kudo)
    for _twice in range(2):
        take(dsn("failed", "5.1.1", "550 5.1.1 User unknown"), message)
    assert (message.status, message.reason, message.error) == (
        Status.FAILED, Reason.BOUNCED, "smtp; 550 5.1.1 User unknown",
    )  # fmt: skip
    told = Message.objects.filter(kind="notifications.bounced")
    assert [row.recipient for row in told] == [baba]
    assert AuditEntry.objects.filter(action="notifications.bounced").count() == 1


def test_nothing_more_goes_to_that_address_until_a_person_sends_again(
    mailroom: Mailroom, kudo: User, baba: User
) -> None:
    message = send(kudo)
    take(dsn("failed", "5.1.1", "550 unknown"), message)
    second = send(kudo, key="tests.approval:2")
    assert (second.status, second.reason) == (Status.FAILED, Reason.DEAD_ADDRESS)
    services.resend(obj=second, reason="アドレスを確認した", by=baba, at=QUEUED_AT)
    delivery.deliver(now=lambda: QUEUED_AT)
    second.refresh_from_db()
    assert second.status == Status.SENT
    assert not DeadAddress.objects.exists()


def test_a_new_address_is_written_to(mailroom: Mailroom, kudo: User, baba: User) -> None:
    take(dsn("failed", "5.1.1", "550 unknown"), send(kudo))
    User.objects.filter(pk=kudo.pk).update(email="kudo.new@portal.example")
    assert send(kudo, key="tests.approval:2").status == Status.SENT


@pytest.mark.parametrize(
    "raw",
    [
        dsn("delayed", "4.4.1", "timed out"),
        mail("sato@partner.example", "Re", "アドレスは存在しません", headers=f"In-Reply-To: {OURS}\r\n"),
        dsn("failed", "5.1.1", "550 unknown").replace(OURS.encode(), b"<somebody@else.example>"),
    ],
)
def test_what_is_no_report_of_a_mail_of_ours_changes_nothing(mailroom: Mailroom, kudo: User, raw: bytes) -> None:
    message = send(kudo)
    take(raw, message)
    assert message.status == Status.SENT
    assert not DeadAddress.objects.exists()


LIST, RESEND = "/admin/notifications/message/", "/admin/notifications/message/resend/"


def choose(browser: Client) -> str:
    chosen = {"action": "resend_selected", "_selected_action": [row.pk for row in Message.objects.all()]}
    page = browser.post(LIST, chosen)
    assert page.status_code == 200
    return page.content.decode()


def keys() -> str:
    return ",".join(str(row.pk) for row in Message.objects.order_by("pk"))


def test_failed_mails_are_sent_again_in_bulk_for_one_typed_reason(
    mailroom: Mailroom, baba: User, kudo: User, doi: User, as_user: SignIn
) -> None:
    mailroom.answers |= {person.email: "550 relaying denied" for person in (baba, kudo)}
    make_messages([baba, kudo, doi])
    delivery.deliver(now=lambda: QUEUED_AT)
    assert in_bulk(QUEUED_AT).is_good
    mailroom.answers.clear()
    browser = as_user(baba)
    page = choose(browser)
    assert "2通" in page
    assert "送信に失敗していません" in page
    assert Message.objects.filter(status=Status.FAILED).count() == 2
    done = browser.post(RESEND, {"mails": keys(), "reason": "中継設定を直した"}, follow=True)
    assert "2通のメールが再送を待っています" in done.content.decode()
    assert "1通はそのまま" in done.content.decode()
    assert sorted(Message.objects.values_list("status", flat=True)) == [Status.SENT, Status.WAITING, Status.WAITING]
    entries = AuditEntry.objects.filter(action="notifications.resent")
    assert set(entries.values_list("reason", flat=True)) == {"中継設定を直した"}
    assert entries.count() == 2
    User.objects.filter(pk=kudo.pk).update(is_active=False)
    delivery.deliver(now=lambda: QUEUED_AT)
    assert sorted(Message.objects.values_list("status", flat=True)) == [Status.SENT, Status.SENT, Status.SUPPRESSED]


@pytest.mark.parametrize(("typed", "mails"), [("", None), ("理由", "x"), ("理由", "")])
def test_without_a_reason_or_mails_nothing_is_sent_again(
    mailroom: Mailroom, baba: User, as_user: SignIn, typed: str, mails: str | None
) -> None:
    mailroom.answers[baba.email] = "550 relaying denied"
    make_messages([baba])
    delivery.deliver(now=lambda: QUEUED_AT)
    page = as_user(baba).post(RESEND, {"mails": keys() if mails is None else mails, "reason": typed})
    assert page.status_code == 200
    assert "portal-error" in page.content.decode() or "portal-refusal" in page.content.decode()
    assert Message.objects.get().status == Status.FAILED


def test_who_may_not_send_again_cannot_in_bulk_either(mailroom: Mailroom, kudo: User, as_user: SignIn) -> None:
    mailroom.answers[kudo.email] = "550 relaying denied"
    make_messages([kudo])
    delivery.deliver(now=lambda: QUEUED_AT)
    page = as_user(kudo).post(RESEND, {"mails": keys(), "reason": "理由"})
    assert page.status_code == 403
    assert Message.objects.get().status == Status.FAILED


def test_in_bulk_what_came_back_or_may_have_arrived_is_left_with_why(mailroom: Mailroom, baba: User, doi: User) -> None:
    take(dsn("failed", "5.1.1", "550 unknown"), send(doi))
    unknown = send(baba, key="tests.approval:2")
    Message.objects.filter(pk=unknown.pk).update(status=Status.UNKNOWN)
    mine = Message.objects.filter(kind="tests.approval")
    resent = services.resend_many(messages=list(mine), reason="理由", by=Staff(baba), at=QUEUED_AT)
    assert resent.again == []
    assert len(resent.reasons) == 2


@pytest.fixture
def vendor(goto: User) -> Vendor:
    """Goto's vendor with a contact."""
    return VendorFactory(owner=goto, contact_name="小野 実", contact_email="ono@vendor.example")


@pytest.fixture
def returned(mailroom: Mailroom, vendor: Vendor, baba: User) -> Message:
    """A mail to the vendor's contact that came back."""
    [message] = tell([contact(vendor)], vendor.reference)
    delivery.deliver(now=lambda: QUEUED_AT)
    message.refresh_from_db()
    take(dsn("failed", "5.1.1", "550 unknown"), message)
    return message


def close(message: Message, by: User, way: Way, reason: str = "電話で確認した") -> Message:
    return services.close_return(obj=message, way=way, reason=reason, by=Staff(by), at=QUEUED_AT)


def test_a_mail_that_came_back_stands_in_the_work_list_of_whoever_answers_until_closed(
    returned: Message, goto: User, ueda: User, as_user: SignIn
) -> None:
    browser, path = as_user(goto), f"/admin/notifications/message/{returned.pk}/change/"
    assert path in browser.get("/admin/work/").content.decode()
    assert path not in as_user(ueda).get("/admin/work/?whose=all").content.decode()
    assert as_user(ueda).get(path).status_code == 404
    assert "do/close_return/" in browser.get(path).content.decode()
    done = browser.post(
        path.replace("change", "do/close_return"), {"way": "other", "reason": "電話で伝えた"}, follow=True
    )
    assert "返送メールの対応を記録しました" in done.content.decode()
    returned.refresh_from_db()
    assert (returned.status, returned.reason) == (Status.SUPPRESSED, Reason.OTHER_WAY)
    entry = AuditEntry.objects.get(action="notifications.return_closed")
    assert (entry.reason, entry.changes["way"], entry.actor) == ("電話で伝えた", "other", goto)
    assert path not in browser.get("/admin/work/").content.decode()


def test_the_mail_about_it_leads_to_the_task_and_is_not_sent_once_it_is_closed(
    returned: Message, goto: User, mailroom: Mailroom
) -> None:
    close(returned, goto, Way.OTHER)
    delivery.deliver(now=lambda: QUEUED_AT)
    told = Message.objects.get(kind="notifications.bounced")
    assert (told.recipient, told.status, told.reason) == (goto, Status.SUPPRESSED, Reason.SETTLED)


def test_corrected_is_believed_only_of_another_address(returned: Message, goto: User) -> None:
    with pytest.raises(Conflict):
        close(returned, goto, Way.CORRECTED)
    returned.refresh_from_db()
    assert returned.is_returned


def test_with_the_corrected_address_it_is_sent_and_so_is_what_was_not_sent_to_the_old_one(
    returned: Message, vendor: Vendor, goto: User, mailroom: Mailroom
) -> None:
    tell([contact(vendor)], vendor.reference, key="tests.outside:2")
    delivery.deliver(now=lambda: QUEUED_AT)
    assert Message.objects.filter(reason=Reason.DEAD_ADDRESS).count() == 1
    Vendor.objects.filter(pk=vendor.pk).update(contact_email="ono.new@vendor.example")
    mailroom.mails.clear()
    close(returned, goto, Way.CORRECTED)
    delivery.deliver(now=lambda: QUEUED_AT)
    reached = [mail["To"].addresses[0].addr_spec for mail in mailroom.mails]
    assert reached.count("ono.new@vendor.example") == 2
    assert "ono@vendor.example" not in reached
    assert AuditEntry.objects.filter(action="notifications.return_closed").count() == 2
    assert DeadAddress.objects.count() == 1
    with pytest.raises(Conflict):
        close(returned, goto, Way.OTHER)


def test_whose_task_it_is_not_cannot_close_it(returned: Message, ueda: User, goto: User) -> None:
    with pytest.raises(NotPermitted):
        close(returned, ueda, Way.OTHER)
    Message.objects.filter(kind="notifications.bounced").update(recipient=ueda, addressee=f"staff:{ueda.pk}")
    with pytest.raises(NotPermitted):  # who may not see the record does not see what was written about it
        close(returned, ueda, Way.OTHER)


def test_whoever_stands_in_has_the_task_as_well(mailroom: Mailroom, vendor: Vendor, goto: User, kudo: User) -> None:
    day = QUEUED_AT.date()
    User.objects.filter(pk=goto.pk).update(deputy=kudo, absent_from=day, absent_until=day)
    [message] = tell([contact(vendor)], vendor.reference)
    delivery.deliver(now=lambda: QUEUED_AT)
    message.refresh_from_db()
    take(dsn("failed", "5.1.1", "550 unknown"), message)
    told = Message.objects.filter(kind="notifications.bounced").values_list("recipient", flat=True)
    assert set(told) == {goto.pk, kudo.pk}


def test_who_may_not_send_again_is_not_offered_it(db: None, kudo: User, as_user: SignIn) -> None:
    make_messages([kudo])
    assert "resend_selected" not in as_user(kudo).get("/admin/notifications/message/").content.decode()


def test_many_failed_mails_are_an_error(mailroom: Mailroom, baba: User) -> None:
    mailroom.answers[baba.email] = "550 relaying denied"
    for number in range(3):
        make_messages([baba], key=f"tests.approval:{number}")
    delivery.deliver(now=lambda: QUEUED_AT)
    assert (in_bulk(QUEUED_AT).code, in_bulk(QUEUED_AT).severity) == ("mail.failing", Severity.ERROR)
