"""What was written down outside tells of a trail that was rewritten whole, or cut off with its head set back."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from privacyportal import backoffice
from privacyportal.accounts.models import User
from privacyportal.audit import anchors, trail, triggers
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.chain import GENESIS, link
from privacyportal.audit.models import AuditEntry, AuditHead
from privacyportal.audit.tasks import anchor
from privacyportal.clocks.models import SweepRun
from privacyportal.notifications.models import Message
from privacyportal.roof.pages.health import machines
from privacyportal.roof.pages.health.check import Severity

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
TABLE = "audit_auditentry"
SCRIPT = Path(backoffice.__file__).parent / "static" / "proof" / "verify_trail.py"


@pytest.fixture(autouse=True)
def file(settings: object, tmp_path: Path) -> Path:
    """A file of anchors of the test's own."""
    settings.PORTAL_ANCHORS_FILE = tmp_path / "anchors.jsonl"
    return settings.PORTAL_ANCHORS_FILE


def record(number: int = 1) -> None:
    for step in range(number):
        trail.record(action="cases.noted", reference=f"CASE-2026-{step:06}", by=PORTAL, at=AT, changes={"step": step})


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def last() -> int:
    return AuditHead.objects.get().sequence


def rewrite(*, since: int) -> None:
    """Somebody who holds the database tells another story from an entry on, and makes the chain whole again."""
    triggers.remove(connection, TABLE)
    previous = GENESIS if since == 1 else AuditEntry.objects.get(pk=since - 1).entry_hash
    for entry in AuditEntry.objects.filter(pk__gte=since).order_by("pk").values():
        told = {**entry, "reason": "another story"}
        found = link(previous, told)
        run(
            "UPDATE audit_auditentry SET reason = %s, previous_hash = %s, entry_hash = %s WHERE sequence = %s",
            *("another story", previous, found, entry["sequence"]),
        )
        previous = found
    run("UPDATE audit_audithead SET entry_hash = %s", previous)


def test_the_head_is_written_down_once_for_each_time_that_it_moved(file: Path) -> None:
    record(3)
    dropped = anchors.drop_anchor(at=AT)
    assert anchors.drop_anchor(at=AT + timedelta(minutes=10)) is not None
    record()
    anchors.drop_anchor(at=AT + timedelta(minutes=20))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["sequence"] for line in lines] == [last() - 1, last()]
    assert lines[0] == {"at": "2026-11-16T01:00:00.000000+00:00", "sequence": last() - 1, "hash": dropped.entry_hash}
    assert trail.verify() == trail.Verdict(last(), anchored=2)


@pytest.mark.parametrize("back", [0, 3])
def test_a_trail_rewritten_with_its_head_shows(back: int) -> None:
    record(5)
    anchors.drop_anchor(at=AT)
    since = last() - back
    rewrite(since=since)
    assert trail.verify({}).is_whole
    assert trail.verify() == trail.Verdict(last(), broken_at=last(), anchored=1, disproves=True)


def test_a_tail_cut_off_with_the_head_set_back_shows() -> None:
    record(5)
    anchors.drop_anchor(at=AT)
    end = last()
    triggers.remove(connection, TABLE)
    run("DELETE FROM audit_auditentry WHERE sequence > %s", end - 2)
    kept = AuditEntry.objects.get(pk=end - 2)
    run("UPDATE audit_audithead SET sequence = %s, entry_hash = %s", kept.sequence, kept.entry_hash)
    assert trail.verify({}).is_whole
    assert trail.verify() == trail.Verdict(end - 2, broken_at=end - 1, anchored=1, disproves=True)


def test_an_entry_added_past_the_head_shows() -> None:
    record(2)
    end = AuditEntry.objects.get(pk=last())
    forged = {name: getattr(end, name) for name in (*trail.HASHED_FIELDS, *trail.ADDED_FIELDS)} | {
        "sequence": end.pk + 1
    }
    row = AuditEntry(**forged, previous_hash=end.entry_hash, entry_hash=link(end.entry_hash, forged))
    AuditEntry.objects.bulk_create([row])
    assert trail.verify().broken_at == end.pk + 2


def test_a_trail_that_grows_while_it_is_proved_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    record(3)
    stored = trail._stored

    def grown(using: str) -> object:
        read = list(stored(using))
        record()
        return read

    monkeypatch.setattr(trail, "_stored", grown)
    assert trail.verify().is_whole


def test_a_line_that_is_no_anchor_is_named(file: Path) -> None:
    record()
    anchors.drop_anchor(at=AT)
    with file.open("a") as added:
        added.write('{"at": "yesterday"}\n')
    with pytest.raises(CommandError, match=r"anchors cannot be read: anchors\.jsonl, line 2") as caught:
        call_command("verify_audit")
    assert caught.value.returncode == 2


def test_two_anchors_that_contradict_each_other_are_held_by_no_trail(file: Path) -> None:
    record()
    kept = anchors.drop_anchor(at=AT)
    file.write_text(kept.line + "\n" + anchors.Anchor(kept.sequence, "0" * 64, AT).line + "\n")
    assert trail.verify().broken_at == kept.sequence


def test_the_command_compares_with_a_copy_that_somebody_else_kept(file: Path, tmp_path: Path) -> None:
    record(3)
    anchors.drop_anchor(at=AT)
    copy = file.rename(tmp_path / "kept_by_the_auditor.jsonl")
    out = StringIO()
    call_command("verify_audit", anchors=copy, stdout=out)
    assert out.getvalue() == f"whole: {last()} entries\nas anchored: 1 times\n"
    rewrite(since=last())
    call_command("verify_audit", stdout=out)
    with pytest.raises(CommandError, match=f"not the trail that was anchored: differs by sequence {last()}") as caught:
        call_command("verify_audit", anchors=copy)
    assert caught.value.returncode == 1


def test_the_auditor_hears_of_the_head_once_a_day(doi: User, time_machine: object) -> None:
    record()
    time_machine.move_to(datetime(2026, 11, 16, 1, 0, tzinfo=UTC), tick=False)
    anchor()
    record()
    anchor()
    told = Message.objects.filter(kind="audit.anchor")
    assert [message.recipient for message in told] == [doi]
    first = told.get().facts
    time_machine.move_to(datetime(2026, 11, 17, 1, 0, tzinfo=UTC), tick=False)
    anchor()
    assert told.all().count() == 2
    assert (first["sequence"], first["hash"]) == (last() - 1, AuditEntry.objects.get(pk=last() - 1).entry_hash)


def test_the_page_says_that_the_trail_is_not_the_one_that_was_anchored(doi: User, as_user: object) -> None:
    record(3)
    anchors.drop_anchor(at=AT)
    client: Client = as_user(doi)
    assert "1か所" in client.post("/admin/audit/auditentry/verify/").content.decode()
    rewrite(since=1)
    shown = client.post("/admin/audit/auditentry/verify/").content.decode()
    assert "データベースの外に書き留めた内容と一致しません" in shown


def proved(*files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *files], capture_output=True, text=True, check=False)


def test_an_outsider_proves_the_trail_with_a_script_and_no_portal(
    doi: User, as_user: object, file: Path, tmp_path: Path
) -> None:
    record(3)
    response = as_user(doi).get("/admin/audit/auditentry/proof/")
    anchors.drop_anchor(at=AT)
    taken = tmp_path / "trail.jsonl"
    taken.write_bytes(b"".join(response.streaming_content))
    assert AuditEntry.objects.get(action="audit.exported").actor == doi
    count = len(taken.read_text().splitlines())
    assert proved(taken, file).stdout == f"whole: {count} entries, 1 anchors\n"
    lines = taken.read_text().splitlines(keepends=True)
    changed = lines[-1].replace("audit.exported", "audit.verified")
    for told, wrong in (
        ([*lines[:-1], changed], f"entry {count} or the one before was changed"),
        ([*lines[:2], *lines[3:]], "entry 3 is missing or out of order"),
        (lines[:-1], f"entry {count} is not the one that was written down"),
    ):
        taken.write_text("".join(told))
        found = proved(taken, file)
        assert (found.returncode, wrong in found.stderr) == (1, True), found.stderr


def test_the_trail_is_taken_along_by_those_who_read_and_export_only(honda: User, aoki: User, as_user: object) -> None:
    for person in (honda, aoki):
        assert as_user(person).get("/admin/audit/auditentry/proof/").status_code == 403


def checked() -> Severity:
    return next(machines.anchored(AT + timedelta(hours=2))).severity


def test_doctor_says_when_the_head_is_not_written_down_or_no_longer_there(file: Path) -> None:
    record(3)
    assert checked() is Severity.GOOD
    SweepRun.objects.create(at=AT, started_at=AT)
    assert checked() is Severity.WARNING
    anchors.drop_anchor(at=AT)
    assert checked() is Severity.GOOD
    record()
    assert checked() is Severity.WARNING
    rewrite(since=1)
    assert checked() is Severity.ERROR
