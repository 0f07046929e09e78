"""Whose is an answer of the mail server? Each is judged by the step that gave it (RFC 5321), and nothing is lost."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from privacyportal.accounts.models import User
from privacyportal.notifications import delivery, leasing, verdicts
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Reason, Status
from tests.factories.notifications import make_messages
from tests.notifications.outbox import at, states
from tests.notifications.scripted import (
    AUTH,
    DATA,
    DROP,
    EHLO,
    GREETING,
    HANG,
    MAIL,
    RCPT,
    STARTTLS,
    TEXT,
    Scripted,
)

FOR_ALL = (GREETING, EHLO, STARTTLS, AUTH, MAIL)


@pytest.mark.parametrize("step", FOR_ALL)
@pytest.mark.parametrize(
    "answer", ["421 closing", "450 not now", "554 no service", "530 5.7.0 first STARTTLS", HANG, DROP]
)
def test_what_the_server_refuses_to_everybody_waits_and_uses_up_nothing(
    server: Scripted, settings: Any, baba: User, kudo: User, step: str, answer: str
) -> None:
    settings.EMAIL_USE_TLS = step == STARTTLS
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = ("portal", "secret") if step == AUTH else ("", "")
    server.script[step] = answer
    make_messages([baba, kudo])
    for minute in range(2):
        assert delivery.deliver(now=at(minute)).server_away
    assert states() == {(Status.WAITING, 0)}
    expected = {GREETING: "CONNECT", MAIL: "MAIL FROM"}.get(step, step)
    assert any(error.startswith(f"{expected}: ") for error in Message.objects.values_list("error", flat=True))
    server.script.clear()
    settings.EMAIL_USE_TLS = False
    delivery.deliver(now=at(10))
    assert sorted(server.accepted) == sorted([baba.email, kudo.email])
    assert states() == {(Status.SENT, 1)}


@pytest.mark.parametrize("answer", ["421 closing", "451 not now", "554 no", DROP])
def test_what_the_server_answers_to_data_is_its_own(server: Scripted, baba: User, kudo: User, answer: str) -> None:
    server.script[DATA] = answer
    make_messages([baba, kudo])
    assert delivery.deliver(now=at()).server_away
    assert states() == {(Status.WAITING, 0)}
    server.script.clear()
    delivery.deliver(now=at(2))
    assert states() == {(Status.SENT, 1)}


@pytest.mark.parametrize("step", [RCPT, TEXT])
def test_a_421_to_recipient_or_text_is_the_servers(server: Scripted, baba: User, step: str) -> None:
    server.script[step] = "421 closing"
    make_messages([baba])
    delivery.deliver(now=at())
    assert states() == {(Status.WAITING, 0)}
    server.script.clear()
    delivery.deliver(now=at(2))
    assert server.accepted == [baba.email]


@pytest.mark.parametrize("step", [RCPT, TEXT])
def test_a_refusal_for_good_of_recipient_or_text_is_the_recipients(
    server: Scripted, baba: User, kudo: User, step: str
) -> None:
    server.script[f"RCPT {baba.email}" if step == RCPT else TEXT] = "550 5.1.1 unknown"
    make_messages([baba])
    delivery.deliver(now=at())
    failed = Message.objects.get()
    assert (failed.status, failed.reason, failed.error) == (Status.FAILED, Reason.REFUSED, "550 5.1.1 unknown")


@pytest.mark.parametrize("step", [RCPT, TEXT])
def test_a_refusal_for_now_of_recipient_or_text_uses_up_an_attempt(server: Scripted, baba: User, step: str) -> None:
    server.script[step] = "450 4.2.1 mailbox busy"
    make_messages([baba])
    delivery.deliver(now=at())
    assert states() == {(Status.WAITING, 1)}
    server.script.clear()
    delivery.deliver(now=at(1))
    assert states() == {(Status.SENT, 2)}


@pytest.mark.parametrize("step", [RCPT, DATA])
def test_silence_about_the_only_recipient_proves_nothing(server: Scripted, baba: User, step: str) -> None:
    server.script[step] = HANG
    make_messages([baba])
    for minute in range(0, 6, 2):
        delivery.deliver(now=at(minute))
    assert states() == {(Status.WAITING, 0)}
    server.script.clear()
    delivery.deliver(now=at(8))
    assert states() == {(Status.SENT, 1)}


def test_silence_about_two_running_is_the_servers(server: Scripted, baba: User, kudo: User, doi: User) -> None:
    server.script[RCPT] = HANG
    make_messages([baba, kudo, doi])
    assert delivery.deliver(now=at()).server_away
    assert states() == {(Status.WAITING, 0)}


@pytest.mark.parametrize("answer", [HANG, DROP])
def test_no_answer_to_the_text_is_unknown_and_never_sent_again_by_itself(
    server: Scripted, baba: User, answer: str
) -> None:
    server.script[TEXT] = answer
    make_messages([baba])
    delivery.deliver(now=at())
    assert Message.objects.values_list("status", "reason").get() == (Status.UNKNOWN, Reason.NO_ANSWER)
    server.script.clear()
    delivery.deliver(now=at(60))
    assert Message.objects.get().status == Status.UNKNOWN
    assert server.accepted == []


@pytest.mark.parametrize("answer", ["200 taken", "251 forwarded", "250-taken\r\n250 as 4711"])
def test_any_answer_that_takes_the_text_has_taken_it(server: Scripted, baba: User, answer: str) -> None:
    server.script[TEXT] = answer
    make_messages([baba])
    delivery.deliver(now=at())
    assert states() == {(Status.SENT, 1)}


@pytest.mark.parametrize("answer", ["neither here nor there", "354 go on"])
def test_an_answer_to_the_text_that_neither_takes_nor_refuses_is_no_reason_to_send_again(
    server: Scripted, baba: User, answer: str
) -> None:
    server.script[TEXT] = answer
    make_messages([baba])
    delivery.deliver(now=at())
    assert Message.objects.values_list("status", "reason").get() == (Status.UNKNOWN, Reason.NO_ANSWER)


@pytest.mark.parametrize("answer", ["neither here nor there", "354 go on"])
def test_nonsense_about_a_recipient_is_the_servers(server: Scripted, baba: User, answer: str) -> None:
    server.script[RCPT] = answer
    make_messages([baba])
    delivery.deliver(now=at())
    assert states() == {(Status.WAITING, 0)}


@pytest.mark.parametrize(("answer", "state"), [("550 no", Status.FAILED), ("421 closing", Status.WAITING)])
def test_a_refusal_of_the_text_is_recorded_though_the_database_was_away_for_a_moment(
    server: Scripted, baba: User, monkeypatch: pytest.MonkeyPatch, answer: str, state: Status
) -> None:
    server.script[TEXT] = answer
    original, usual = verdicts.end, leasing.connection
    broken = [OperationalError("server closed the connection")]

    def end(message: Message, move: str, **values: Any) -> str:
        if broken:
            # Outside a test there is no transaction around the run, and the connection can be closed.
            outside = SimpleNamespace(in_atomic_block=False, close=lambda: None)
            monkeypatch.setattr(leasing, "connection", outside)
            raise broken.pop()
        monkeypatch.setattr(leasing, "connection", usual)
        return original(message, move, **values)

    monkeypatch.setattr(verdicts, "end", end)
    make_messages([baba])
    delivery.deliver(now=at())
    assert Message.objects.get().status == state
