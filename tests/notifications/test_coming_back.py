"""What follows when a mail comes back for good, and how are many failed mails sent again?"""

from typing import Any

import pytest

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.notifications import delivery, services
from privacyportal.notifications.models import DeadAddress, Message
from privacyportal.notifications.states import Reason, Status
from privacyportal.roof.pages.health.check import Severity
from privacyportal.roof.pages.health.river import in_bulk
from tests.factories.notifications import QUEUED_AT, make_messages
from tests.live import Mailroom
from tests.notifications.reports import OURS, dsn, mail


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


def test_failed_mails_are_sent_again_in_bulk_with_a_trail(
    mailroom: Mailroom, baba: User, kudo: User, doi: User, as_user: Any
) -> None:
    mailroom.answers |= {person.email: "550 relaying denied" for person in (baba, kudo)}
    make_messages([baba, kudo, doi])
    delivery.deliver(now=lambda: QUEUED_AT)
    assert in_bulk(QUEUED_AT).is_good
    mailroom.answers.clear()
    chosen = {"action": "resend_selected", "_selected_action": [row.pk for row in Message.objects.all()]}
    page = as_user(baba).post("/admin/notifications/message/", chosen)
    assert page.status_code == 302
    assert sorted(Message.objects.values_list("status", flat=True)) == [Status.SENT, Status.WAITING, Status.WAITING]
    assert AuditEntry.objects.filter(action="notifications.resent").count() == 2
    delivery.deliver(now=lambda: QUEUED_AT)
    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}


def test_who_may_not_send_again_is_not_offered_it(db: None, kudo: User, as_user: Any) -> None:
    make_messages([kudo])
    assert "resend_selected" not in as_user(kudo).get("/admin/notifications/message/").content.decode()


def test_many_failed_mails_are_an_error(mailroom: Mailroom, baba: User) -> None:
    mailroom.answers[baba.email] = "550 relaying denied"
    for number in range(3):
        make_messages([baba], key=f"tests.approval:{number}")
    delivery.deliver(now=lambda: QUEUED_AT)
    assert (in_bulk(QUEUED_AT).code, in_bulk(QUEUED_AT).severity) == ("mail.failing", Severity.ERROR)
