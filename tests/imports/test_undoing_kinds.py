"""What an import of persons, consents, vendors and history brought is undone as well, and what rests on it keeps it."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.models import Case, CaseLink
from consents.models import ConsentEntry, DataSubject
from privacyportal.accounts.models import User
from privacyportal.audit import rows
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock
from privacyportal.imports import tasks, undoing
from privacyportal.search import upkeep
from tests.factories.consents import DataSubjectFactory, decide, wording
from tests.imports.conftest import imported
from tests.imports.test_rooms import CASES, CLOSED, CONSENTS, HISTORY, OPEN
from vendors.models import Vendor
from vendors.services import assign_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

PERSONS = "管理番号,顧客番号,氏名"
LEAK = OPEN.replace(",無,無,", ",有,無,")


def brought(kind: str, folder: Path, header: str, *lines: str, options: tuple[str, ...] = ()) -> ImportRun:
    path = folder / f"{kind}.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    imported(path, *options, mapping="standard", command=f"import_{kind}")
    return ImportRun.objects.latest("pk")


def undone(run: ImportRun, by: User) -> str:
    undoing.undo(run=run, reason="誤り", by=by, at=timezone.now())
    return tasks.undo_import(run_id=run.pk)


def consent(number: int, customer: str, shown: str, decision: str = "同意", at: str = "2026/11/1") -> str:
    return f"{number},{customer},山田花子,,,,,,{shown},1,{decision},書面,{at},"


def stands_whole() -> bool:
    """Say nothing of the rows that the portal did not write, and nothing of the index that the rows do not say."""
    assert [*map(str, rows.wrong()), *upkeep.drift()] == []
    return True


def test_persons_whom_consents_brought_go_with_them_and_others_stay(baba: User, tmp_path: Path) -> None:
    shown = wording(code="SHOWN").code
    known = DataSubjectFactory(customer_number="C001", name="山田花子")
    run = brought("consents", tmp_path, CONSENTS, consent(1, "C001", shown), consent(2, "C002", shown))
    assert (ConsentEntry.objects.count(), DataSubject.objects.count()) == (2, 2)
    assert undone(run, baba) == "undone"
    assert (ConsentEntry.objects.count(), list(DataSubject.objects.all())) == (0, [known])
    told = AuditEntry.objects.filter(action="backoffice.import_record_undone", reference=str(known.reference))
    assert told.count() == 1
    assert stands_whole()


def test_deadlines_of_what_the_person_had_decided_are_as_before(baba: User, tmp_path: Path) -> None:
    shown = wording(code="SHOWN")
    person = DataSubjectFactory(customer_number="C001", name="山田花子")
    earlier = decide(person, shown, expires_on=timezone.localdate() + timedelta(days=90))
    before = list(Clock.objects.filter(reference=earlier.reference).order_by("duty").values_list("duty", "state"))
    run = brought("consents", tmp_path, CONSENTS, consent(1, "C001", shown.code, decision="撤回"))
    assert run.created == 1
    assert undone(run, baba) == "undone"
    after = list(Clock.objects.filter(reference=earlier.reference).order_by("duty").values_list("duty", "state"))
    assert after == before


def test_a_later_decision_keeps_the_one_before_it(baba: User, tmp_path: Path) -> None:
    shown = wording(code="SHOWN")
    person = DataSubjectFactory(customer_number="C001", name="山田花子")
    run = brought("consents", tmp_path, CONSENTS, consent(1, "C001", shown.code, at="2026/9/1"))
    later = decide(person, shown, "withdrawn")
    with pytest.raises(Refused, match=str(later.reference)):
        undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())


def test_persons_and_vendors_go_while_nobody_has_touched_them(baba: User, goto: User, tmp_path: Path) -> None:
    people = brought("persons", tmp_path, PERSONS, "1,P1,鈴木一郎", "2,P2,佐藤二郎")
    heading = "管理番号,名称,国コード,重要度,消滅日"
    gone = brought("vendors", tmp_path, heading, "3,丙山商会,JP,中,2020/4/1")
    assert (gone.created, undone(gone, baba)) == (1, "undone")
    vendors = brought("vendors", tmp_path, heading, "1,甲野商会,JP,高,", "2,乙川商会,JP,中,")
    assert (people.created, vendors.created) == (2, 2)
    assert undone(people, baba) == "undone"
    owned = Vendor.objects.get(name="乙川商会")
    assign_owner(vendor=owned, owner=goto, by=baba, at=timezone.now())
    with pytest.raises(Refused, match=str(owned.reference)):
        undoing.undo(run=vendors, reason="誤り", by=baba, at=timezone.now())
    assert (DataSubject.objects.count(), Vendor.objects.count()) == (0, 2)
    assert stands_whole()


@pytest.mark.usefixtures("routing")
def test_a_case_that_the_import_opened_beside_another_goes_too(baba: User, tmp_path: Path) -> None:
    before = Case.objects.count()
    run = brought("cases", tmp_path, CASES, LEAK)
    assert (CaseLink.objects.count(), Case.objects.count()) == (1, before + 2)
    assert undone(run, baba) == "undone"
    assert (CaseLink.objects.count(), Case.objects.count()) == (0, before)
    assert stands_whole()


@pytest.mark.usefixtures("routing")
class TestHistory:
    def test_a_second_person_agrees(self, baba: User, endo: User, tmp_path: Path) -> None:
        run = brought("cases", tmp_path, CASES, OPEN, CLOSED, options=HISTORY)
        undoing.undo(run=run, reason="列を取り違えた。", by=baba, at=timezone.now())
        assert run.status == ImportRun.Status.UNDO_ASKED
        assert tasks.undo_import(run_id=run.pk) == ""
        with pytest.raises(Refused):
            undoing.approve_undoing(run=run, by=baba, at=timezone.now())
        undoing.approve_undoing(run=run, by=endo, at=timezone.now())
        assert tasks.undo_import(run_id=run.pk) == "undone"
        told = AuditEntry.objects.get(action="backoffice.import_undone")
        assert (told.actor, told.changes["approved_by"]) == (baba, "endo")
        assert not Case.objects.filter(brought_as_history=True).exists()
        assert stands_whole()

    def test_the_other_may_keep_it(self, baba: User, endo: User, tmp_path: Path) -> None:
        run = brought("cases", tmp_path, CASES, CLOSED, options=HISTORY)
        undoing.undo(run=run, reason="誤り", by=baba, at=timezone.now())
        undoing.decline_undoing(run=run, reason="正しい。", by=endo, at=timezone.now())
        assert run.status == ImportRun.Status.FINISHED
        with pytest.raises(Conflict):
            undoing.approve_undoing(run=run, by=endo, at=timezone.now())


class TestByCommand:
    def test_it_says_what_went(self, baba: User, tmp_path: Path) -> None:
        run = brought("persons", tmp_path, PERSONS, "1,P1,鈴木一郎", "2,P2,佐藤二郎")
        assert "2" in self.done(run, "--dry-run")
        assert DataSubject.objects.count() == 2
        said = self.done(run, "--by", "baba", "--reason", "列を取り違えた。")
        assert said.splitlines()[-1] == f"undone: {run.pk}"
        assert DataSubject.objects.count() == 0

    def test_what_was_built_on_it_ends_it_with_its_number(self, baba: User, tmp_path: Path) -> None:
        run = brought("persons", tmp_path, PERSONS, "1,C001,山田花子")
        entry = decide(DataSubject.objects.get(), wording(code="SHOWN"))
        with pytest.raises(CommandError, match=str(entry.data_subject.reference)):
            self.done(run, "--by", "baba", "--reason", "誤り")

    @pytest.mark.usefixtures("routing")
    def test_history_names_the_second_person(self, baba: User, endo: User, tmp_path: Path) -> None:
        run = brought("cases", tmp_path, CASES, CLOSED, options=HISTORY)
        with pytest.raises(CommandError):
            self.done(run, "--by", "baba", "--reason", "誤り")
        self.done(run, "--by", "baba", "--reason", "誤り", "--approved-by", "endo")
        assert not Case.objects.filter(brought_as_history=True).exists()

    def done(self, run: ImportRun, *options: str) -> str:
        out = io.StringIO()
        call_command("undo_import", str(run.pk), *options, stdout=out)
        return out.getvalue()
