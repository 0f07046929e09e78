"""Who notices that deadlines are no longer watched or mail no longer leaves, and what are they told?"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.dates import TOKYO
from privacyportal.clocks.models import SweepRun
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.roof.pages.health import looking, machines, river
from tests.commands.conftest import manage
from tests.factories.notifications import make_messages

BANNER = 'class="portal-refusal" role="status"'
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=TOKYO)

type SignIn = Callable[[User], Client]
type Doctor = Callable[..., tuple[int, list[str]]]


@pytest.fixture(autouse=True)
def at_noon(db: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def swept() -> Callable[..., SweepRun]:
    """Leave the row of a sweep that ended so long ago."""

    def leave(**ago: float) -> SweepRun:
        at = NOON - timedelta(**ago)
        return SweepRun.objects.create(at=at, started_at=at, ended_at=at)

    return leave


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """Run doctor; return the exit code and the codes of what it found. As many tasks wait as the test says."""

    def run(*arguments: str, queue: int = 0) -> tuple[int, list[str]]:
        monkeypatch.setattr(machines, "queue_length", lambda: queue)
        code = 0
        try:
            call_command("doctor", *arguments)
        except SystemExit as ending:
            code = int(ending.code or 0)
        return code, [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()]

    return run


def late_mail(to: User, **fields: Any) -> Message:
    [message] = make_messages([to])
    values = {"queued_at": NOON - timedelta(minutes=11), **fields}
    Message.objects.filter(pk=message.pk).update(**values)
    return message


def test_doctor_is_silent_when_the_watch_is_kept(swept: Any, doctor: Doctor, aoki: User) -> None:
    swept(seconds=170)
    assert doctor("--errors-only") == (0, [])


@pytest.mark.parametrize(("queue", "culprit"), [(5, "worker.away"), (0, "scheduler.away")])
def test_doctor_tells_a_dead_worker_from_a_dead_scheduler(
    queue: int, culprit: str, swept: Any, doctor: Doctor, aoki: User
) -> None:
    swept(seconds=181)
    code, found = doctor("--errors-only", queue=queue)
    assert code == 1
    assert sorted(found) == sorted(["sweep.late", culprit])


def test_doctor_notices_a_sweep_that_never_was(doctor: Doctor, aoki: User) -> None:
    assert "sweep.never" in doctor("--errors-only")[1]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": Status.FAILED}, "mail.failed"),
        ({"status": Status.UNKNOWN}, "mail.unknown"),
        ({}, "mail.late"),
        ({"queued_at": NOON, "error": "connection refused"}, "mail.late"),
    ],
)
def test_doctor_finds_mail_that_does_not_arrive(
    fields: dict[str, Any], code: str, swept: Any, doctor: Doctor, aoki: User
) -> None:
    swept(seconds=5)
    late_mail(aoki, **fields)
    assert code in doctor()[1]


def test_mail_held_for_the_morning_is_not_late(swept: Any, doctor: Doctor, aoki: User) -> None:
    swept(seconds=5)
    late_mail(aoki, queued_at=NOON - timedelta(hours=15), next_attempt_at=NOON + timedelta(hours=1))
    assert "mail.late" not in doctor()[1]


def test_doctor_sees_a_mail_server_that_is_away(swept: Any, doctor: Doctor, settings: Any, aoki: User) -> None:
    swept(seconds=5)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert doctor("--errors-only") == (1, ["mail.server"])


def test_every_alarm_has_its_line_in_the_runbook() -> None:
    """A code is written out, or made of a word and what was found: of such a word some line stands there."""
    sources = "".join(path.read_text() for path in Path(looking.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'"([a-z]+\.[a-z_]+)"', sources)) | {"database.away"}
    made = set(re.findall(r'f"([a-z]+)\.\{', sources))
    runbook = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    told = {
        code for line in runbook.splitlines() if line.startswith("| `") for code in re.findall(r"`([a-z]+\.\S+)`", line)
    }
    kinds = {code.removesuffix(".…") for code in told if code.endswith(".…")}
    assert {code for code in codes - told if code.partition(".")[0] not in kinds} == {looking.PERMISSION}
    assert made - {code.partition(".")[0] for code in told} == set()


@pytest.mark.parametrize(("days_ago", "found"), [(1, False), (3, True)])
def test_an_old_backup_is_told(days_ago: int, found: bool, swept: Any, doctor: Doctor, aoki: User) -> None:
    swept(seconds=5)
    trail.record(action="backups.taken", by=PORTAL, at=NOON - timedelta(days=days_ago))
    assert ("backup.old" in doctor()[1]) is found
    assert "backup.old" not in doctor("--errors-only")[1]


def test_an_installation_that_backs_up_otherwise_is_not_told(swept: Any, doctor: Doctor, settings: Any) -> None:
    swept(seconds=5)
    trail.record(action="cases.noted", by=PORTAL, at=NOON - timedelta(days=300))
    settings.PORTAL_BACKUP_DAYS = 0
    assert "backup.old" not in doctor("--all")[1]


def test_doctor_speaks_the_language_it_is_asked_for(swept: Any, capsys: Any) -> None:
    for language, words in (("ja", "まだ一度も動いていません"), ("en", "It has never run")):
        with pytest.raises(SystemExit):
            call_command("doctor", "--lang", language)
        line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("sweep.never"))
        assert line.split("\t")[1] == "error"
        assert words in line


def test_the_health_page_is_for_those_who_look_after_the_portal(
    swept: Any, monkeypatch: pytest.MonkeyPatch, honda: User, baba: User, aoki: User, as_user: SignIn
) -> None:
    monkeypatch.setattr(machines, "queue_length", lambda: 0)
    swept(hours=1)
    for person in (honda, baba):
        checks = as_user(person).get("/admin/health/").context["board"]["checks"]
        assert [check.code for check in checks if check.severity == "error"] == ["scheduler.away", "sweep.late"]
    assert as_user(aoki).get("/admin/health/").status_code == 403


def test_the_banner_is_on_every_page_while_the_watch_stands_still(
    swept: Any, honda: User, aoki: User, as_user: SignIn
) -> None:
    swept(minutes=4)
    for path in ("/admin/", "/admin/work/", "/admin/accounts/user/"):
        page = as_user(honda).get(path).content.decode()
        assert "2026年11月26日（木）11:56" in page
        assert 'href="/admin/health/"' in page
    plain = as_user(aoki).get("/admin/work/").content.decode()
    assert "11:56" not in plain
    assert BANNER in plain
    swept(seconds=1)
    assert BANNER not in as_user(aoki).get("/admin/work/").content.decode()


def test_a_mail_is_late_by_the_moment_of_each_question(swept: Any, aoki: User) -> None:
    swept(seconds=5)
    late_mail(aoki, queued_at=NOON, release_at=None, next_attempt_at=None)
    later = NOON + timedelta(minutes=10)
    told = [river.pulse(at).mail_is_late for at in (NOON, later, later + timedelta(seconds=1), NOON)]
    assert told == [False, False, True, False]


def test_the_banner_costs_one_query(swept: Any, aoki: User, django_assert_num_queries: Any) -> None:
    swept(minutes=4)
    late_mail(aoki)
    with django_assert_num_queries(1):
        assert [check.code for check in looking.banner(NOON)] == ["sweep.late", "mail.late"]


def test_doctor_says_in_one_line_that_it_could_not_look(tmp_path: Path) -> None:
    gone = manage(tmp_path, "doctor", PORTAL_DATABASE_URL=f"sqlite:///{tmp_path / 'nowhere' / 'portal.sqlite3'}")
    assert gone.returncode == 2
    assert [line.split("\t")[0] for line in gone.stdout.splitlines()] == ["database.away"]
    assert gone.stderr == ""
