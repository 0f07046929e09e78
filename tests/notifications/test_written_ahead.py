"""Does a commit that is written before the server has answered say what the server says then?"""

from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction

from privacyportal.accounts.models import User
from privacyportal.notifications import delivery, leasing
from privacyportal.notifications.models import Message
from privacyportal.notifications.smtp import Line
from privacyportal.notifications.states import Status
from tests.factories.notifications import make_messages
from tests.notifications.outbox import at, states
from tests.notifications.scripted import DRIP, DROP, HANG, TEXT, Scripted


class Undone(Exception):
    """What was written is not kept."""


@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("250 taken", Status.SENT),
        ("250-taken\r\n250 and kept", Status.SENT),
        ("250", Status.SENT),
        ((0.25, "250 taken"), Status.SENT),
        ("550 no", Status.FAILED),
        ((0.25, "550 no"), Status.FAILED),
        ("451 later", Status.WAITING),
        ("421 closing", Status.WAITING),
        ("2a0 neither", Status.UNKNOWN),
        ("354 go on", Status.UNKNOWN),
        (HANG, Status.UNKNOWN),
        (DRIP, Status.UNKNOWN),
        (DROP, Status.UNKNOWN),
    ],
)
def test_what_is_said_to_one_text_counts_for_that_text_only(
    server: Scripted,
    baba: User,
    kudo: User,
    doi: User,
    monkeypatch: pytest.MonkeyPatch,
    answer: str | tuple[float, str],
    status: Status,
    *,
    ahead: bool,
) -> None:
    monkeypatch.setattr(leasing, "may_write_ahead", lambda: ahead)
    server.script[f"{TEXT} {kudo.email}"] = answer
    make_messages([baba, kudo, doi])
    delivery.deliver(now=at())
    assert Message.objects.get(recipient=kudo).status == status
    delivery.deliver(now=at(0.3))
    others = Message.objects.exclude(recipient=kudo)
    assert set(others.values_list("status", "attempts")) == {(Status.SENT, 1)}
    assert [server.accepted.count(person.email) for person in (baba, doi)] == [1, 1]


@pytest.mark.parametrize("ahead", [True, False])
def test_a_mail_taken_over_while_the_next_was_written_is_not_told_to_be_sent(
    server: Scripted, baba: User, kudo: User, doi: User, monkeypatch: pytest.MonkeyPatch, *, ahead: bool
) -> None:
    original, texts = Line.text, []

    def text(line: Line, content: bytes) -> None:
        original(line, content)
        texts.append(content)
        if len(texts) == 2:
            Message.objects.filter(recipient=baba).update(lease_token=uuid4())

    monkeypatch.setattr(leasing, "may_write_ahead", lambda: ahead)
    monkeypatch.setattr(Line, "text", text)
    make_messages([baba, kudo, doi])
    assert delivery.deliver(now=at()).counts == {"taken over": 1, Status.SENT: 2}
    assert Message.objects.get(recipient=baba).status == Status.SENDING


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_database_that_breaks_at_the_commit_loses_and_doubles_none(
    server: Scripted, baba: User, kudo: User, doi: User, monkeypatch: pytest.MonkeyPatch, *, is_committed: bool
) -> None:
    original, broken = leasing.hand_over_when, [OperationalError("server closed the connection")]

    def hand_over_when(*told: Any, **named: Any) -> bool:
        if not broken:
            return original(*told, **named)
        with suppress(Undone), transaction.atomic():
            original(*told, **named)
            if not is_committed:
                raise Undone
        raise broken.pop()

    monkeypatch.setattr(leasing, "may_write_ahead", lambda: True)
    monkeypatch.setattr(leasing, "hand_over_when", hand_over_when)
    make_messages([baba, kudo, doi])
    with pytest.raises(OperationalError):
        delivery.deliver(now=at())
    assert Message.objects.get(recipient=baba).status == Status.SENT
    assert Message.objects.get(recipient=kudo).status == Status.WAITING
    delivery.deliver(now=at(5))
    assert sorted(server.accepted) == sorted([baba.email, kudo.email, doi.email])
    assert states() == {(Status.SENT, 1)}
