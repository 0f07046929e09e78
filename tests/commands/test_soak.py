"""Does the soak's oracle see what was lost, doubled or unasked for, and what grows? Planted, one after the other."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.notifications.models import Message
from privacyportal.roof.bench.soak import judging
from privacyportal.roof.bench.soak.mischief import strange
from privacyportal.roof.bench.soak.served import Held

pytestmark = pytest.mark.django_db
CASES = ["CASE-2026-000001", "CASE-2026-000002"]


def arrive(home: Path, number: int, times: int = 1) -> None:
    """So many copies of the mail that asks for the approval of a case."""
    box = mailbox.Maildir(home / "mailbox", create=True)
    for _ in range(times):
        mail = EmailMessage()
        mail["Message-ID"], mail["Subject"] = f"<{number}@portal.example>", f"【承認依頼】回答案の承認 {CASES[number]}"
        box.add(mail.as_bytes())


def keep(person: User, number: int, status: str = "sent") -> None:
    """The row of that mail."""
    Message.objects.create(
        kind="cases.approval_wanted",
        key=str(number),
        addressee=f"staff:{person.pk}",
        recipient=person,
        status=status,
        queued_at=timezone.now(),
        sent_at=timezone.now(),
        next_attempt_at=None,
        message_id=f"<{number}@portal.example>",
    )


def found(home: Path, kills: int = 0) -> dict[str, object]:
    """What the oracle does not take."""
    return {str(row["what"]): row["end"] for row in judging.mails(home, CASES, kills) if not row["ok"]}


@pytest.fixture
def home(tmp_path: Path, baba: User) -> Path:
    for number in range(len(CASES)):
        keep(baba, number)
    return tmp_path


def test_what_is_well_is_taken(home: Path) -> None:
    arrive(home, 0)
    arrive(home, 1)
    assert found(home) == {}


def test_a_lost_mail_is_seen_twice_by_its_row_and_by_its_case(home: Path) -> None:
    arrive(home, 0)
    assert found(home) == {"lost": 1, "approvals asked for, without a mail": 1}


def test_a_doubled_mail_is_seen(home: Path) -> None:
    arrive(home, 0, times=2)
    arrive(home, 1)
    assert found(home) == {"doubled": 1, "approvals asked for twice": 1}


def test_a_mail_that_nobody_asked_for_is_seen(home: Path) -> None:
    arrive(home, 0)
    arrive(home, 1)
    Message.objects.filter(key="1").delete()
    assert found(home) == {"unasked": 1}


def test_no_more_may_be_unknown_than_workers_were_killed(home: Path, baba: User) -> None:
    arrive(home, 0)
    Message.objects.filter(key="1").update(status="unknown", sent_at=None)
    assert found(home, kills=1) == {}
    assert found(home, kills=0) == {"unknown, at most one a kill": 1}


def test_what_waits_for_ever_is_seen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "SETTLE_SECONDS", 0)
    arrive(home, 0)
    arrive(home, 1)
    Message.objects.filter(key="1").update(status="waiting", sent_at=None, next_attempt_at=timezone.now())
    assert found(home) == {"all that may leave has left": "", "unasked": 1}


def test_what_grows_or_is_gone_is_seen() -> None:
    begin = {"web": Held(memory=200, files=40, threads=12), "beat": Held(memory=90, files=10, threads=1)}
    end = {"web": Held(memory=230, files=60, threads=12), "beat": Held(memory=0, files=0, threads=0)}
    bad = {row["what"] for row in judging.growth("idle", begin, end) if not row["ok"]}
    assert bad == {"web: memory", "web: files", "beat: memory", "beat: files", "beat: threads"}
    assert all(row["ok"] for row in judging.growth("idle", begin, begin))


def test_every_strange_thing_can_be_dropped(tmp_path: Path) -> None:
    for number in range(len(strange(tmp_path))):
        strange(tmp_path / str(number))[number]()
    assert len(list(tmp_path.iterdir())) == len(strange(tmp_path))
