"""An import is undone while nothing was built on it: all of it or nothing, by whoever may, with a reason."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.models import Case, CaseParty, CaseStep, InternalNote
from cases.services import add_note
from consents.models import ConsentEntry, DataSubject
from privacyportal.accounts.models import User
from privacyportal.audit import rows, taking_back, trail
from privacyportal.audit.models import AuditEntry, TakenBack
from privacyportal.backoffice.models import ImportedRow, ImportMade, ImportRun
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock, Level
from privacyportal.imports import processes, tasks, undoing
from privacyportal.notifications.models import Message
from privacyportal.references.models import Reference
from privacyportal.search import upkeep
from privacyportal.search.models import Entry
from tests.imports.conftest import imported
from vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

MAPPING = """
kind = "cases"
[identity]
source = "old"
column = "No"
[fields]
external_number = "No"
subject = "件名"
complainant_name = "氏名"
kind = {value = "complaint"}
channel = {value = "telephone"}
status = {value = "received"}
received_at = {column = "受付日", dates = ["YYYY/M/D"], time = "09:00"}
"""
TABLES = (Reference, Case, CaseStep, CaseParty, Clock, Level, Entry, ImportedRow, Vendor, DataSubject, ConsentEntry)


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in TABLES}


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., ImportRun]:
    """Bring a ledger of cases in and return its import."""
    (tmp_path / "cases.toml").write_text(MAPPING, encoding="utf-8")

    def bring(*subjects: str, name: str = "台帳.csv", by: User | None = None) -> ImportRun:
        path = tmp_path / name
        day = timezone.localdate() - timedelta(days=1)
        lines = [f"{number},{subject},山田{number},{day:%Y/%-m/%-d}" for number, subject in enumerate(subjects, 1)]
        path.write_text("\n".join(["No,件名,氏名,受付日", *lines]) + "\n", encoding="utf-8")
        options = ["--by", by.username] if by else []
        imported(path, *options, mapping=str(tmp_path / "cases.toml"), command="import_cases")
        return ImportRun.objects.latest("pk")

    return bring


def undone(run: ImportRun, by: User) -> ImportRun:
    undoing.undo(run=run, reason="列を取り違えた。", by=by, at=timezone.now())
    assert run.status == ImportRun.Status.UNDOING
    tasks.undo_import(run_id=run.pk)
    run.refresh_from_db()
    return run


@pytest.mark.usefixtures("routing")
class TestAllOfIt:
    def test_nothing_of_it_is_left_but_the_import_and_the_trail(
        self, baba: User, ledger: Callable[..., ImportRun]
    ) -> None:
        before = counts()
        run = ledger("誤った件名", "別の件名")
        numbers = list(Reference.objects.filter(imported_rows__run=run).values_list("number", flat=True))
        assert counts()["Case"] == before["Case"] + 2
        assert undone(run, baba).status == ImportRun.Status.UNDONE
        assert counts() == before
        assert (run.created, run.undo_reason, run.undo_asked_by) == (2, "列を取り違えた。", baba)
        told = AuditEntry.objects.get(action="backoffice.import_undone")
        assert (told.actor, told.reason, told.changes["sha256"]) == (baba, "列を取り違えた。", run.content_sha256)
        assert told.changes["made"]["cases.Case"] == 2
        of_records = AuditEntry.objects.filter(action="backoffice.import_record_undone")
        assert sorted(of_records.values_list("reference", flat=True)) == sorted(numbers)
        assert all(len(entry.changes["digests"]) == 1 for entry in of_records)

    def test_the_trail_does_not_call_it_tampering(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        undone(ledger("誤った件名"), baba)
        assert list(rows.wrong()) == []
        assert trail.verify({}).is_whole
        assert list(upkeep.drift()) == []

    def test_the_corrected_file_comes_in_as_new(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        undone(ledger("誤った件名"), baba)
        run = ledger("正しい件名")
        assert (run.created, run.updated, run.unchanged) == (1, 0, 0)
        assert Case.objects.filter(subject="正しい件名").count() == 1

    def test_mails_that_have_not_left_are_stopped(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        run = ledger("件名")
        reference = Reference.objects.get(imported_rows__run=run)
        held = {"kind": "clocks.notices", "recipient": baba, "addressee": f"staff:{baba.pk}", "reference": reference}
        Message.objects.create(key="k", status="waiting", queued_at=timezone.now(), **held)
        assert undone(run, baba).status == ImportRun.Status.UNDONE
        assert not Message.objects.filter(key="k").exists()

    def test_two_people_undo_it_once(self, baba: User, honda: User, ledger: Callable[..., ImportRun]) -> None:
        run = ledger("件名")
        again = ImportRun.objects.get(pk=run.pk)
        undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())
        with pytest.raises(Conflict):
            undoing.undo(run=again, reason="誤り", by=baba, at=timezone.now())
        assert [tasks.undo_import(run_id=run.pk), tasks.undo_import(run_id=run.pk)] == ["undone", ""]
        assert AuditEntry.objects.filter(action="backoffice.import_undone").count() == 1

    def test_what_a_killed_worker_left_is_taken_up_again(
        self, baba: User, ledger: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = ledger("件名")
        undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())
        handed: list[int] = []
        monkeypatch.setattr(tasks.undo_import, "delay", lambda *, run_id: handed.append(run_id))
        tasks.tend_imports()
        assert handed == [run.pk]

    def test_a_long_one_is_looked_through_before_anybody_waits_and_tells_how_far_it_is(
        self, baba: User, ledger: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = ledger("件名", "別の件名")
        monkeypatch.setattr(undoing, "ASKED_AT_ONCE", 1)
        told: list[int] = []
        keep_up = undoing._keep_up

        def listen(told_of: ImportRun, whole: int, looked_at: int) -> None:
            keep_up(told_of, whole, looked_at)
            told.append(ImportRun.objects.get(pk=run.pk).percent)

        monkeypatch.setattr(undoing, "_keep_up", listen)
        assert undone(run, baba).status == ImportRun.Status.UNDONE
        assert (sorted(told), told[-1], run.rows_done) == (told, 100, run.rows_total)

    def test_what_another_worker_is_at_is_left_to_it(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        run = ledger("件名")
        undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())
        ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now(), worker=processes.this_process())
        assert tasks.undo_import(run_id=run.pk) == ""
        assert undoing.waiting(at=timezone.now()) == []
        assert undoing.waiting(at=timezone.now() + timedelta(minutes=4)) == [run.pk]

    def test_a_fault_leaves_everything_and_says_so(
        self, baba: User, ledger: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = ledger("件名")
        before = counts()
        undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())

        def fail(*given: Any) -> None:
            raise DatabaseError("no space left")

        monkeypatch.setattr(undoing, "_nothing_is_left", fail)
        with pytest.raises(DatabaseError):
            tasks.undo_import(run_id=run.pk)
        run.refresh_from_db()
        assert (run.status, counts()) == (ImportRun.Status.FINISHED, before)
        assert AuditEntry.objects.filter(action="backoffice.import_undoing_failed").exists()


@pytest.mark.usefixtures("routing")
class TestNothingOfIt:
    def test_a_note_keeps_all_of_it(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        run = ledger("一件目", "二件目")
        case = Case.objects.get(subject="二件目")
        add_note(case=case, text="電話で確認した。", by=baba, at=timezone.now())
        before = counts()
        with pytest.raises(Refused) as refused:
            undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())
        assert str(case.reference) in refused.value.text
        assert (counts(), InternalNote.objects.count()) == (before, 1)
        assert AuditEntry.objects.filter(action="backoffice.refused", changes__code="imports.built_on").exists()

    def test_what_was_built_before_the_worker_came_is_named(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        run = ledger("件名")
        case = Case.objects.get(subject="件名")
        undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())
        add_note(case=case, text="電話で確認した。", by=baba, at=timezone.now())
        tasks.undo_import(run_id=run.pk)
        run.refresh_from_db()
        assert run.status == ImportRun.Status.FINISHED
        assert [str(case.reference), "model:cases.InternalNote"] in run.undo_found

    def test_a_row_changed_past_the_portal_is_not_taken_away(
        self, baba: User, ledger: Callable[..., ImportRun]
    ) -> None:
        run = ledger("件名")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET root_cause = 'x' WHERE subject = '件名'")
        with pytest.raises(Refused):
            undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())

    def test_a_mail_that_left_keeps_it(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        run = ledger("件名")
        reference = Reference.objects.get(imported_rows__run=run)
        held = {"kind": "clocks.notices", "recipient": baba, "addressee": f"staff:{baba.pk}", "reference": reference}
        now = timezone.now()
        Message.objects.create(key="k", status="sent", queued_at=now, sent_at=now, message_id="<a@b>", **held)
        with pytest.raises(Refused, match=str(reference)):
            undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())

    def test_an_import_that_changed_a_record_says_that_it_was_not_kept(
        self, baba: User, ledger: Callable[..., ImportRun]
    ) -> None:
        ledger("件名")
        run = ledger("直した件名", "二件目")
        assert (run.created, run.updated) == (1, 1)
        with pytest.raises(Refused, match=str(Case.objects.get(subject="直した件名").reference)):
            undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())

    def test_an_import_of_an_earlier_release_says_so(self, baba: User, ledger: Callable[..., ImportRun]) -> None:
        old = ImportRun.objects.create(
            kind="cases",
            file_name="x",
            created=1,
            status="finished",
            created_at=timezone.now(),
            finished_at=timezone.now(),
        )
        with pytest.raises(Refused):
            undoing.undo(run=old, reason="誤り", by=baba, at=timezone.now())


@pytest.mark.usefixtures("routing")
class TestWhatTheDatabaseHolds:
    def test_a_step_goes_only_where_it_was_named(self, ledger: Callable[..., ImportRun]) -> None:
        ledger("件名")
        step = CaseStep.objects.latest("pk")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM cases_casestep WHERE id = %s", [step.pk])
        with pytest.raises(DatabaseError), transaction.atomic():
            TakenBack.objects.create(table_name="cases_casestep", first_key=1, last_key=step.pk + 9, entry=1)

    def test_what_no_import_made_cannot_be_named(self, baba: User) -> None:
        step = CaseStep.objects.latest("pk")
        assert not ImportMade.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            taking_back.take_back(CaseStep, [(step.pk, step.pk)], entry=1)
