"""Does every message end in a record that is true, whatever the mail server does?"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.refusals import Conflict
from privacyportal.notifications import delivery, leasing, services, verdicts
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Reason, Status
from tests.factories.notifications import QUEUED_AT, UNWANTED, make_messages
from tests.live import Mailroom


def at(minutes: float = 0) -> Callable[[], datetime]:
    """The time some minutes after the messages were queued."""
    return lambda: QUEUED_AT + timedelta(minutes=minutes)


def only() -> Message:
    return Message.objects.get()


def test_a_message_arrives_in_japanese_with_text_and_html(mailroom: Mailroom, baba: User) -> None:
    make_messages([baba])
    delivery.deliver(now=at())
    mail = mailroom.mails[0]
    assert mail["Subject"].startswith("【")
    assert mail["Subject"].endswith("】回答案の承認")
    assert mail["To"].addresses[0].display_name == "馬場 恵"
    assert mail["From"].addresses[0].display_name == "個人情報管理ポータル"
    assert "受付番号" in mailroom.text()
    assert "http://127.0.0.1:8000/" in mailroom.html()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<tests.approval.portal.example>"
    assert mail["Date"]
    message = only()
    assert (message.status, message.message_id, message.to_address) == ("sent", mail["Message-ID"], baba.email)
    assert message.body.strip() in mailroom.text()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps what it compiled by itself")
def test_postgresql_reads_and_plans_a_hand_over_once_for_many_mails(mailroom: Mailroom, baba: User) -> None:
    for number in range(10):
        make_messages([baba], key=f"tests.approval:{number}")
    delivery.deliver(now=at())
    assert len(mailroom.mails) == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE '%sending%'")
        assert cursor.fetchone()[0] > 0


def test_queueing_the_same_key_again_sends_nothing_twice(mailroom: Mailroom, baba: User) -> None:
    make_messages([baba, baba])
    make_messages([baba])
    delivery.deliver(now=at())
    delivery.deliver(now=at(1))
    assert len(mailroom.mails) == 1


def test_the_doer_of_a_deed_is_not_told_of_it(db: None, baba: User, kudo: User) -> None:
    make_messages([])
    queued = services.queue(kind="tests.approval", key="k", recipients=[baba, kudo], by=Staff(baba), at=QUEUED_AT)
    assert [message.recipient_id for message in queued] == [kudo.pk]


@pytest.mark.parametrize("connections", [1, 2])
def test_many_messages_take_turns_on_as_many_connections_as_they_may(
    mailroom: Mailroom, settings: Any, baba: User, kudo: User, doi: User, connections: int
) -> None:
    settings.PORTAL_SMTP_CONNECTIONS = connections
    for number in range(4):
        make_messages([baba, kudo, doi], key=f"tests.approval:{number}")
    delivery.deliver(now=at())
    assert (len(mailroom.mails), mailroom.connections) == (12, connections)


def test_at_most_one_text_is_on_its_way_over_however_many_connections(
    mailroom: Mailroom, baba: User, kudo: User, doi: User
) -> None:
    make_messages([baba, kudo, doi])
    seen: list[int] = []
    original = delivery.Line.dot

    def dot(line: delivery.Line, *told: Any) -> None:
        seen.append(Message.objects.filter(status=Status.SENDING).count())
        original(line, *told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery.Line, "dot", dot)
        delivery.deliver(now=at())
    assert (seen, len(mailroom.mails)) == ([1, 1, 1], 3)


def test_a_message_no_longer_wanted_is_not_sent_and_says_why(mailroom: Mailroom, baba: User) -> None:
    make_messages([baba], key="tests.settled")
    UNWANTED.add("tests.settled")
    delivery.deliver(now=at())
    assert mailroom.mails == []
    assert (only().status, only().reason) == (Status.SUPPRESSED, "settled")


def test_a_disabled_recipient_gets_nothing(mailroom: Mailroom, baba: User) -> None:
    make_messages([baba])
    User.objects.filter(pk=baba.pk).update(is_active=False)
    delivery.deliver(now=at())
    assert (only().status, only().reason) == (Status.SUPPRESSED, Reason.RECIPIENT_INACTIVE)


def test_a_refusal_for_good_is_shown_as_failed_and_does_not_stop_the_others(
    mailroom: Mailroom, baba: User, kudo: User
) -> None:
    mailroom.answers[baba.email] = "550 no such user"
    make_messages([baba, kudo])
    report = delivery.deliver(now=at())
    assert report.counts == {"failed": 1, "sent": 1}
    failed = Message.objects.get(recipient=baba)
    assert (failed.status, failed.reason, failed.error) == (Status.FAILED, Reason.REFUSED, "550 no such user")


def test_a_refusal_for_now_is_tried_again_later(mailroom: Mailroom, baba: User) -> None:
    mailroom.answers[baba.email] = "450 try later"
    make_messages([baba])
    delivery.deliver(now=at())
    assert (only().status, only().attempts) == (Status.WAITING, 1)
    mailroom.answers.clear()
    delivery.deliver(now=at(0.4))
    assert mailroom.mails == []
    delivery.deliver(now=at(1))
    assert only().status == Status.SENT
    assert len(mailroom.mails) == 1


def test_a_refusal_of_the_text_for_now_is_tried_again_under_the_same_message_id(mailroom: Mailroom, baba: User) -> None:
    mailroom.answers["DATA"] = "451 busy"
    make_messages([baba])
    delivery.deliver(now=at())
    first = only().message_id
    mailroom.answers.clear()
    delivery.deliver(now=at(1))
    assert mailroom.mails[0]["Message-ID"] == first


def test_trying_ends_visibly(mailroom: Mailroom, baba: User) -> None:
    mailroom.answers[baba.email] = "450 try later"
    make_messages([baba])
    for day in range(len(verdicts.WAITS) + 1):
        delivery.deliver(now=at(day * 1440))
    assert (only().status, only().reason) == (Status.FAILED, Reason.GIVEN_UP)


def test_a_server_that_is_away_costs_no_attempt(settings: Any, baba: User, kudo: User) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_messages([baba, kudo])
    report = delivery.deliver(now=at())
    assert report.server_away
    assert {(message.status, message.attempts) for message in Message.objects.all()} == {(Status.WAITING, 0)}


def test_a_process_that_died_while_waiting_for_the_answer_leaves_unknown(mailroom: Mailroom, baba: User) -> None:
    make_messages([baba])
    [message] = leasing.lease(at=QUEUED_AT)
    leasing.end(message, "transmit", lease_until=QUEUED_AT + leasing.LEASE)
    delivery.deliver(now=at(0.5))
    assert only().status == Status.SENDING
    delivery.deliver(now=at(2))
    assert (only().status, only().reason) == (Status.UNKNOWN, Reason.SENDER_DIED)
    assert mailroom.mails == []


def test_a_process_that_died_before_loses_only_its_lease(mailroom: Mailroom, baba: User) -> None:
    make_messages([baba])
    leasing.lease(at=QUEUED_AT)
    delivery.deliver(now=at(0.5))
    assert mailroom.mails == []
    delivery.deliver(now=at(2))
    assert len(mailroom.mails) == 1


def test_a_process_that_comes_back_too_late_does_not_send_what_another_has_sent(mailroom: Mailroom, baba: User) -> None:
    make_messages([baba])
    [slow] = leasing.lease(at=QUEUED_AT)
    delivery.deliver(now=at(2))
    with delivery.running(now=at(3)) as run:
        run.next(deque([slow]))
    assert run.report.counts == {"taken over": 1}
    assert len(mailroom.mails) == 1


def test_two_processes_never_hold_the_same_message(db: None, baba: User, kudo: User) -> None:
    make_messages([baba, kudo])
    first, second = leasing.lease(at=QUEUED_AT, size=1), leasing.lease(at=QUEUED_AT)
    assert {message.pk for message in first} & {message.pk for message in second} == set()
    assert leasing.lease(at=QUEUED_AT) == []


def test_a_message_that_cannot_be_written_fails_alone(mailroom: Mailroom, baba: User, kudo: User) -> None:
    make_messages([baba], key="broken", facts={"broken": True})
    make_messages([kudo])
    delivery.deliver(now=at())
    assert Message.objects.get(key="broken").reason == Reason.NOT_PREPARED
    assert len(mailroom.mails) == 1


def test_a_mail_goes_out_in_the_recipients_language(mailroom: Mailroom, baba: User, kudo: User) -> None:
    User.objects.filter(pk=kudo.pk).update(language="en")
    make_messages([baba, kudo])
    delivery.deliver(now=at())
    assert [mail["Content-Language"] for mail in mailroom.mails] == ["ja", "en"]
    assert "Dear" in mailroom.text(1)


def test_a_person_sends_a_failed_message_again_with_a_reason(mailroom: Mailroom, baba: User, endo: User) -> None:
    mailroom.answers[baba.email] = "550 mailbox full"
    make_messages([baba])
    delivery.deliver(now=at())
    mailroom.answers.clear()
    services.resend(obj=only(), reason="容量を確認した", by=endo, at=QUEUED_AT)
    delivery.deliver(now=at(1))
    assert only().status == Status.SENT
    with pytest.raises(Conflict):
        services.resend(obj=only(), reason="もう一度", by=endo, at=QUEUED_AT)


def test_a_name_cannot_smuggle_in_a_header(mailroom: Mailroom, baba: User) -> None:
    User.objects.filter(pk=baba.pk).update(last_name="馬場\nBcc: x@evil.example")
    make_messages([baba])
    delivery.deliver(now=at())
    assert mailroom.mails[0]["Bcc"] is None
    assert mailroom.mails[0]["To"].addresses[0].addr_spec == baba.email
