"""Does an outside authority confirm when the trail's head stood as it stands, and is nothing else taken as such?"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from privacyportal.audit import anchors, stamping, trail
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.tasks import stamp as task
from privacyportal.clocks.models import SweepRun
from privacyportal.roof.pages.health import machines
from privacyportal.roof.pages.health.check import Severity
from tests.audit import authority as authorities
from tests.audit.authority import Authority
from tests.audit.test_anchors import SCRIPT, rewrite

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """Two authorities: the firm's, and one that the firm knows nothing of."""
    place = tmp_path_factory.mktemp("authorities")
    return authorities.found(place / "ours"), authorities.found(place / "another")


@pytest.fixture
def authority(keys: tuple[Authority, Authority], settings: object, tmp_path: Path) -> Iterator[Authority]:
    """The firm's authority, serving; the trail has entries and an anchor."""
    ours = keys[0]
    ours.answer, ours.kind, ours.asked = ours.sign, "application/timestamp-reply", 0
    settings.PORTAL_ANCHORS_FILE = tmp_path / "anchors.jsonl"
    settings.PORTAL_TIMESTAMP_CERTIFICATES = ours.certificate
    settings.PORTAL_TIMESTAMP_SECONDS = 60
    grow()
    with authorities.serving(ours):
        settings.PORTAL_TIMESTAMP_URL = ours.address
        yield ours


def grow() -> None:
    """Add an entry, and write the head down."""
    trail.record(action="cases.noted", reference="CASE-2026-000001", by=PORTAL, at=AT)
    anchors.drop_anchor(at=AT)


def kept() -> list[str]:
    return sorted(path.suffix for path in stamping.folder().glob("*")) if stamping.folder().exists() else []


def test_the_head_is_stamped_and_anybody_proves_it_with_openssl_and_the_shipped_script(
    authority: Authority, tmp_path: Path
) -> None:
    before = timezone.now() - timedelta(seconds=2)
    task()
    found = stamping.newest_stamp()
    assert found is not None
    assert found.anchor == anchors.newest()
    assert before <= found.at <= timezone.now() + timedelta(seconds=2)
    place, name = stamping.folder(), str(found.anchor.sequence)
    command = ("openssl", "ts", "-verify", "-in", f"{name}.tsr", "-data", f"{name}.anchor", "-CAfile")
    said = subprocess.run(
        (*command, str(authority.certificate)), cwd=place, capture_output=True, text=True, check=False
    )
    assert "Verification: OK" in said.stdout + said.stderr
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().splitlines()[2] == f"as stamped: 1 times, last at {found.at.isoformat()}"
    empty = tmp_path / "trail.jsonl"
    empty.write_text("")
    said = subprocess.run((sys.executable, SCRIPT, empty, place / f"{name}.anchor"), capture_output=True, check=False)
    assert f"entry {name} is not the one" in said.stderr.decode()


def test_a_stamp_is_asked_for_when_the_last_is_old_and_the_head_has_moved(
    authority: Authority, time_machine: object
) -> None:
    task()
    task()
    grow()
    task()
    assert authority.asked == 1
    time_machine.move_to(timezone.now() + timedelta(hours=24, minutes=1))
    task()
    assert authority.asked == 2
    assert len(list(stamping.stamps())) == 2


def test_without_an_authority_nobody_is_asked_and_nothing_is_missed(authority: Authority, settings: object) -> None:
    settings.PORTAL_TIMESTAMP_URL = ""
    task()
    assert (authority.asked, kept(), list(machines.stamped(AT))) == (0, [], [])


def test_another_certificate_proves_nothing(authority: Authority, keys: tuple[Authority, Authority]) -> None:
    authority.answer = keys[1].sign
    refused("certificate")


def test_an_answer_to_another_question_proves_nothing(authority: Authority) -> None:
    former: list[bytes] = []

    def again(asked: bytes) -> tuple[int, bytes]:
        former.append(former[0] if former else authority.sign(asked)[1])
        return 200, former[0]

    authority.answer = again
    stamping.stamp()
    refused("Nonce mismatch")  # the same line, asked once more
    grow()
    refused("Nonce mismatch")


def test_another_digest_proves_nothing(authority: Authority) -> None:
    anchor = anchors.newest()
    assert anchor is not None
    ours = sha256(anchor.line.encode()).digest()
    authority.answer = lambda asked: authority.sign(asked.replace(ours, sha256(b"another line").digest()))
    refused("Mismatch between messages")


@pytest.mark.parametrize(
    ("status", "body", "kind", "why"),
    [
        (200, b"garbage", "application/timestamp-reply", "ASN.1"),
        (200, b"", "application/timestamp-reply", "ASN.1"),
        (200, b"0" * 300_000, "application/timestamp-reply", "does not end"),
        (200, b"<p>moved</p>", "text/html", "something else"),
        (302, b"", "application/timestamp-reply", "302"),
        (500, b"", "application/timestamp-reply", "500"),
        (503, b"", "application/timestamp-reply", "503"),
    ],
)
def test_whatever_else_it_answers_proves_nothing(
    authority: Authority, status: int, body: bytes, kind: str, why: str
) -> None:
    authority.answer, authority.kind = (lambda asked: (status, body)), kind
    refused(why)


def test_who_refuses_proves_nothing(authority: Authority) -> None:
    def refuse(asked: bytes) -> tuple[int, bytes]:
        return authority.sign(asked.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040203")))

    authority.answer = refuse  # SHA-512 with the length of SHA-256: openssl answers that it rejects it
    refused("GRANTED|SignedData")


def test_who_hangs_is_left(authority: Authority, settings: object) -> None:
    settings.PORTAL_TIMESTAMP_SECONDS = 0.5
    authority.answer = lambda asked: (0, b"")
    refused("does not answer: ReadTimeout")


def test_who_is_away_is_told_of_by_the_log_and_doctor(
    authority: Authority, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    now = timezone.now()
    assert [check.severity for check in machines.stamped(now)] == [Severity.GOOD]
    SweepRun.objects.create(at=now - timedelta(days=2), started_at=now - timedelta(days=2))
    assert [check.severity for check in machines.stamped(now)] == [Severity.WARNING]
    authority.answer = lambda asked: (503, b"")
    task()
    assert "No time stamp: the authority answered 503" in caplog.text
    authority.answer = authority.sign
    task()
    assert [check.severity for check in machines.stamped(now)] == [Severity.GOOD]
    later = now + timedelta(hours=49)
    assert [check.severity for check in machines.stamped(later)] == [Severity.GOOD]  # the trail has not moved
    grow()
    assert [check.severity for check in machines.stamped(later)] == [Severity.WARNING]


def test_a_stamp_that_was_exchanged_or_is_of_another_trail_is_named(authority: Authority, settings: object) -> None:
    name = stamping.stamp().anchor.sequence
    rewrite(since=1)
    settings.PORTAL_ANCHORS_FILE.write_text("")  # who rewrites the trail empties the firm's own file too
    with pytest.raises(CommandError, match=rf"time stamp {name}\.tsr: not the trail that was stamped") as caught:
        call_command("verify_audit")
    assert caught.value.returncode == 1
    line = stamping.folder() / f"{name}.anchor"
    line.write_text(line.read_text().replace("2026", "2025"))
    with pytest.raises(CommandError, match=rf"time stamp {name}\.tsr: Mismatch between messages"):
        call_command("verify_audit")


def refused(why: str) -> None:
    """No stamp is kept beside those that are there, and the reason says why."""
    before = kept()
    with pytest.raises(stamping.StampRefused, match=why):
        stamping.stamp()
    assert kept() == before
