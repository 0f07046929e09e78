"""Does one recipient, slow, refusing or changed meanwhile, harm or delay the mails of others?"""

import time
from collections import deque
from typing import Any

import pytest
from django.db import DataError

from privacyportal.accounts.models import User
from privacyportal.notifications import delivery, leasing, preparing
from privacyportal.notifications.models import Message
from privacyportal.notifications.smtp import Line
from privacyportal.notifications.states import Reason, Status
from tests.factories.notifications import make_messages
from tests.notifications.outbox import at, states
from tests.notifications.scripted import (
    DRIP,
    DROP,
    EHLO,
    HANG,
    RCPT,
    TEXT,
    Scripted,
)


def test_silence_about_one_is_theirs_when_others_are_served(server: Scripted, baba: User, kudo: User) -> None:
    server.script[f"RCPT {baba.email}"] = HANG
    make_messages([baba, kudo])
    delivery.deliver(now=at())
    assert server.accepted == [kudo.email]
    assert Message.objects.filter(recipient=baba).values_list("status", "attempts").get() == (Status.WAITING, 1)


def test_an_answer_a_byte_at_a_time_is_silence(server: Scripted, baba: User, kudo: User) -> None:
    server.script[f"RCPT {baba.email}"] = DRIP
    make_messages([baba, kudo])
    began = time.monotonic()
    delivery.deliver(now=at())
    assert server.accepted == [kudo.email]
    assert time.monotonic() - began < 30  # the server would drip for ever


def test_one_who_hangs_with_many_mails_costs_one_wait_and_the_others_nothing(
    server: Scripted, settings: Any, baba: User, kudo: User, doi: User
) -> None:
    settings.PORTAL_SMTP_COMMAND_SECONDS = 2
    server.script[f"RCPT {baba.email}"] = HANG
    for number in range(20):
        make_messages([baba, kudo, doi], key=f"tests.approval:{number}")
    delivery.deliver(now=at())
    assert len(server.accepted) == 40
    assert server.asked.count(f"RCPT {baba.email}") == 1
    waiting = Message.objects.filter(recipient=baba)
    assert set(waiting.values_list("status", flat=True)) == {Status.WAITING}
    assert set(waiting.values_list("next_attempt_at", flat=True)) == {at(0.5)()}


def test_who_was_put_off_is_tried_after_all_others(server: Scripted, baba: User, kudo: User) -> None:
    server.script[f"RCPT {baba.email}"] = "450 later"
    make_messages([baba])
    delivery.deliver(now=at())
    make_messages([kudo], key="tests.approval:2")
    server.script.clear()
    delivery.deliver(now=at(1))
    assert server.accepted == [kudo.email, baba.email]


def test_a_tarpit_around_one_recipient_does_not_hold_the_others(
    server: Scripted, settings: Any, baba: User, kudo: User, doi: User
) -> None:
    settings.PORTAL_SMTP_COMMAND_SECONDS = settings.EMAIL_TIMEOUT = 2
    server.script[f"RCPT {baba.email}"] = (1.2, "250 OK")
    for number in range(4):
        make_messages([baba, kudo, doi], key=f"tests.approval:{number}")
    delivery.deliver(now=at())
    assert [server.accepted.count(person.email) for person in (kudo, doi)] == [4, 4]
    assert 0 < server.accepted.count(baba.email) < 4
    for minute in range(1, 12):
        delivery.deliver(now=at(minute))
    assert server.accepted.count(baba.email) == 4


def test_a_mail_at_which_a_serving_server_always_breaks_the_line_ends_visibly(
    server: Scripted, baba: User, kudo: User
) -> None:
    server.script[f"RCPT {baba.email}"] = DROP
    make_messages([baba])
    for day in range(5):
        make_messages([kudo], key=f"tests.approval:{day}:kudo")
        delivery.deliver(now=at(day * 1440))
    assert len(server.accepted) == 5
    lost = Message.objects.get(recipient=baba)
    assert (lost.status, lost.reason, lost.attempts) == (Status.FAILED, Reason.GIVEN_UP, 0)


def test_a_refused_recipient_leaves_the_line_open(
    server: Scripted, settings: Any, baba: User, kudo: User, doi: User
) -> None:
    server.script[f"RCPT {kudo.email}"] = "550 unknown"
    make_messages([baba, kudo, doi])
    delivery.deliver(now=at())
    assert sorted(server.accepted) == sorted([baba.email, doi.email])
    assert server.asked.count(EHLO) <= settings.PORTAL_SMTP_CONNECTIONS


@pytest.mark.parametrize("refusal", ["421 too many connections", "554 no", DROP, HANG])
def test_a_server_that_lets_us_have_no_second_connection_is_used_over_one(
    server: Scripted, baba: User, kudo: User, doi: User, refusal: str
) -> None:
    server.script["GREETING 2"] = refusal
    for number in range(3):
        make_messages([baba, kudo, doi], key=f"tests.approval:{number}")
    report = delivery.deliver(now=at())
    assert (report.counts, len(server.accepted)) == ({"sent": 9}, 9)
    assert (server.connections, states()) == (2, {(Status.SENT, 1)})


@pytest.mark.parametrize("answer", ["550 5.1.1 unknown", "450 busy", HANG, DROP, "421 closing"])
def test_what_is_said_of_the_next_while_a_text_is_on_its_way_harms_neither(
    server: Scripted, baba: User, kudo: User, doi: User, answer: str
) -> None:
    server.script[TEXT] = (0.05, "250 taken")
    server.script[f"RCPT {kudo.email}"] = answer
    make_messages([baba, kudo, doi])
    for minute in range(3):
        delivery.deliver(now=at(minute))
    sent = Message.objects.filter(status=Status.SENT).values_list("recipient__email", flat=True)
    assert set(server.accepted) == set(sent) == {baba.email, doi.email}
    assert len(server.accepted) == 2
    assert Message.objects.get(recipient=kudo).status in (Status.WAITING, Status.FAILED)


def test_an_account_disabled_while_the_server_hesitates_gets_nothing(
    server: Scripted, settings: Any, baba: User
) -> None:
    settings.PORTAL_SMTP_COMMAND_SECONDS = settings.EMAIL_TIMEOUT = 20
    server.script[RCPT] = (preparing.FRESH_SECONDS + 0.1, "250 OK")
    make_messages([baba])
    original = preparing.decide

    def decide(message: Message) -> object:
        decided = original(message)
        User.objects.filter(pk=baba.pk).update(is_active=False)
        return decided

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "decide", decide)
        delivery.deliver(now=at())
    assert server.accepted == []
    assert Message.objects.values_list("status", "reason").get() == (Status.SUPPRESSED, Reason.RECIPIENT_INACTIVE)


def test_an_account_disabled_within_a_run_gets_nothing_a_second_later(
    server: Scripted, settings: Any, baba: User, kudo: User
) -> None:
    settings.PORTAL_SMTP_COMMAND_SECONDS = settings.EMAIL_TIMEOUT = 20
    server.script[f"RCPT {kudo.email}"] = (0.5, "250 OK")
    for number in range(3):
        make_messages([kudo], key=f"tests.approval:{number}")
    make_messages([baba], key="tests.approval:last")
    original = preparing.decide

    def decide(message: Message) -> object:
        User.objects.filter(pk=baba.pk).update(is_active=False)
        return original(message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "decide", decide)
        delivery.deliver(now=at())
    assert server.accepted == [kudo.email] * 3
    assert Message.objects.get(recipient=baba).reason == Reason.RECIPIENT_INACTIVE


def test_what_fails_while_the_server_waits_for_the_text_harms_no_other(
    server: Scripted, settings: Any, baba: User, kudo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PORTAL_SMTP_COMMAND_SECONDS = settings.EMAIL_TIMEOUT = 20
    original = leasing.hand_over

    def hand_over(message: Message, *told: Any, **named: Any) -> object:
        if message.recipient_id == baba.pk:
            raise DataError("value too long")
        return original(message, *told, **named)

    monkeypatch.setattr(leasing, "hand_over", hand_over)
    for number in range(2):
        make_messages([baba, kudo], key=f"tests.approval:{number}")
    began = time.monotonic()
    assert delivery.deliver(now=at()).counts == {Status.FAILED: 2, Status.SENT: 2}
    assert server.accepted == [kudo.email] * 2
    assert time.monotonic() - began < 20  # no line waits for a text that never comes


@pytest.mark.parametrize(
    ("change", "state"),
    [({"is_active": False}, Status.SUPPRESSED), ({"email": "moved@portal.example"}, Status.WAITING)],
)
def test_what_changes_while_the_server_takes_the_text_counts(
    server: Scripted, baba: User, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], state: Status
) -> None:
    original = Line.text

    def text(line: Line, content: bytes) -> None:
        original(line, content)
        if User.objects.filter(pk=baba.pk).exclude(**change).update(**change):
            time.sleep(preparing.FRESH_SECONDS + 0.1)

    monkeypatch.setattr(Line, "text", text)
    make_messages([baba])
    with delivery.running(now=at()) as run:
        run.next(deque(leasing.lease(at=at()())))
    assert (server.accepted, Message.objects.get().status) == ([], state)
    delivery.deliver(now=at(0.1))
    assert server.accepted == ([change["email"]] if "email" in change else [])


def test_a_mail_told_ahead_leaves_only_if_it_still_may_when_its_turn_comes(
    server: Scripted, baba: User, kudo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    text, answer = Line.text, Line.answer

    def telling(line: Line, content: bytes) -> None:
        text(line, content)
        said.append("text")

    def thinking(line: Line) -> None:
        User.objects.filter(pk=kudo.pk).update(is_active=False)
        time.sleep(preparing.FRESH_SECONDS + 0.1)
        said.append("answer")
        answer(line)

    monkeypatch.setattr(Line, "text", telling)
    monkeypatch.setattr(Line, "answer", thinking)
    make_messages([baba, kudo])
    delivery.deliver(now=at())
    assert said == ["text", "text", "answer"]
    assert server.accepted == [baba.email]
    assert Message.objects.get(recipient=kudo).reason == Reason.RECIPIENT_INACTIVE


def test_a_server_that_closes_after_each_mail_delays_none(server: Scripted, baba: User, kudo: User, doi: User) -> None:
    server.closes = True
    for number in range(3):
        make_messages([baba, kudo, doi], key=f"tests.approval:{number}")
    assert delivery.deliver(now=at()).counts == {Status.SENT: 9}
    assert states() == {(Status.SENT, 1)}
