"""Is content gone for good once two persons want it gone, and does the proof tell the truth at every moment?"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse

from cases import services as cases
from cases.models import AnswerProposal, Case, CaseParty, Correspondence, InternalNote
from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment
from privacyportal.audit import trail
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.erasure import services, tasks
from privacyportal.erasure.models import ErasableModel, Erasure, ErasureProposal
from privacyportal.erasure.rules import Rule
from privacyportal.roof.pages.health import office
from tests.factories.cases import MONDAY, answered, investigated
from tests.factories.files import attach
from tests.world import AT

type Committed = Callable[..., object]
SECRET = "佐々木様の病名を記載してしまった"


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> Path:
    """Keep the files of a test apart."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PORTAL_ERASURES_FILE = tmp_path / "erasures.jsonl"
    return tmp_path


@pytest.fixture
def case(baba: User, endo: User) -> Case:
    """A case that has ended, with words of every kind and a file."""
    case = answered(by=baba, approver=endo)
    cases.add_note(case=case, text=SECRET, by=baba, at=MONDAY)
    attach(reference=case.reference, file=SimpleUploadedFile("旅券.pdf", b"%PDF-1.7 x"), by=baba, at=MONDAY)
    cases.close(case=case, outcome="upheld", root_cause="手順の不備", by=endo, at=AT)
    case.refresh_from_db()
    return case


def parts(case: Case) -> list[ErasableModel]:
    """One row of every kind of content of the case."""
    return [
        case.correspondence.first(),
        case.notes.first(),
        case.proposals.first(),
        case.parties.get(role="complainant"),
        Attachment.objects.get(reference=case.reference),
        case,
    ]


def propose(obj: ErasableModel, by: User, rule: str = Rule.NOT_NEEDED) -> ErasureProposal:
    """Propose an erasure."""
    return services.propose(obj=obj, rule=rule, reason="保存期間の満了", by=by, at=AT)


def erase(obj: ErasableModel, wants: User, checks: User, rule: str = Rule.NOT_NEEDED) -> Erasure:
    """Erase by two persons."""
    return services.approve(obj=propose(obj, wants, rule), by=checks, at=AT).erasure


@pytest.mark.parametrize("index", range(6))
def test_every_kind_of_content_is_erased_by_two_persons_and_its_proof_remains(
    case: Case, baba: User, endo: User, index: int, django_capture_on_commit_callbacks: Committed
) -> None:
    part = parts(case)[index]
    held = {name: str(getattr(part, name)) for name in part.content}
    text = json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    was = part.sha256 if isinstance(part, Attachment) else hashlib.sha256(text.encode()).hexdigest()
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase(part, baba, endo)
    part.refresh_from_db()
    erasure.refresh_from_db()
    assert {str(getattr(part, name)) for name in part.content} == {""}
    assert part.erasure == erasure
    assert (erasure.erased_by, erasure.checked_by, erasure.rule, erasure.reason) == (
        baba,
        endo,
        "not_needed",
        "保存期間の満了",
    )
    assert (erasure.sha256, erasure.path) == (was, "")
    assert erasure.finished_at is not None
    entry = AuditEntry.objects.get(action="erasure.erased")
    assert (entry.actor, entry.reference, entry.changes["sha256"]) == (endo, str(case.reference), was)
    assert trail.verify().is_whole
    with pytest.raises(Conflict):
        propose(part, baba)


def test_the_file_is_gone_from_the_disk_after_the_commit_and_not_before(
    case: Case, baba: User, endo: User, django_capture_on_commit_callbacks: Committed, own_folder: Path
) -> None:
    file = Attachment.objects.get(reference=case.reference)
    path = file.file.name
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        erasure = erase(file, baba, endo)
    # As after a crash between: the proof says that the file is still there, doctor warns, the task ends it.
    erasure.refresh_from_db()
    assert (default_storage.exists(path), erasure.path, erasure.finished_at) == (True, path, None)
    assert [check.is_good for check in office.erasures(AT)] == [False]
    assert tasks.finish() == 1
    erasure.refresh_from_db()
    assert (default_storage.exists(path), erasure.path) == (False, "")
    assert erasure.finished_at is not None
    assert [check.is_good for check in office.erasures(AT)] == [True]
    assert tasks.finish() == 0
    assert len(waiting) == 1


def test_one_person_alone_erases_nothing(case: Case, baba: User) -> None:
    proposal = propose(case.notes.get(), baba)
    with pytest.raises(Refused) as refused:
        services.approve(obj=proposal, by=baba, at=AT)
    assert [refusal.code for refusal in refused.value.refusals] == ["erasure.two_persons"]
    assert case.notes.get().text == SECRET


def test_who_lacks_the_right_proposes_and_approves_nothing(case: Case, baba: User, kudo: User, aoki: User) -> None:
    with pytest.raises(NotPermitted):
        propose(case.notes.get(), aoki)
    with pytest.raises(NotPermitted):
        services.approve(obj=propose(case.notes.get(), baba), by=kudo, at=AT)


def test_a_refused_proposal_leaves_the_content_and_can_be_made_again(case: Case, baba: User, endo: User) -> None:
    services.refuse(obj=propose(case.notes.get(), baba), reason="まだ必要", by=endo, at=AT)
    assert case.notes.get().text == SECRET
    assert propose(case.notes.get(), baba).decision == "pending"
    with pytest.raises(Conflict):
        propose(case.notes.get(), baba)


def test_an_open_case_keeps_what_rests_on_it_but_not_what_must_not_be_kept(baba: User, endo: User) -> None:
    case = investigated(by=baba)
    note = cases.add_note(case=case, text=SECRET, by=baba, at=MONDAY)
    note = note if isinstance(note, InternalNote) else case.notes.get()
    with pytest.raises(Refused) as refused:
        propose(note, baba)
    assert [refusal.code for refusal in refused.value.refusals] == ["erasure.still_needed"]
    with pytest.raises(Refused):
        propose(case.parties.get(role="complainant"), baba, Rule.MISTAKEN)
    erase(note, baba, endo, Rule.FORBIDDEN)
    assert case.notes.get().text == ""


def test_an_answer_that_waits_for_approval_is_not_erased(baba: User, endo: User) -> None:
    case = investigated(by=baba)
    cases.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=baba, at=MONDAY)
    with pytest.raises(Refused):
        propose(AnswerProposal.objects.get(case=case), endo, Rule.FORBIDDEN)


def test_people_who_were_erased_are_not_entered_again(case: Case, baba: User, endo: User) -> None:
    erase(case.parties.get(role="complainant"), baba, endo)
    with pytest.raises(Refused) as refused:
        cases.change_people(case=case, complainant={"name": "佐々木 涼子"}, representative={}, by=baba, at=AT)
    assert "cases.people_erased" in [refusal.code for refusal in refused.value.refusals]


def test_pages_show_that_it_was_erased_by_whom_when_and_why_and_the_file_answers_410(
    case: Case, baba: User, endo: User, chiba: User, as_user: Callable[[User], Client],
    django_capture_on_commit_callbacks: Committed,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        for part in parts(case):
            erase(part, baba, endo)
    page = as_user(baba).get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    assert page.count("保存期間の満了") >= 5
    assert SECRET not in page
    assert "旅券" not in page
    file = Attachment.objects.get(reference=case.reference)
    answer = as_user(baba).get(reverse("attachment", args=[file.pk]))
    assert answer.status_code == 410
    for words in ("消去", "馬場 恵", "遠藤 直樹", "保存期間の満了", file.sha256):
        assert words in answer.content.decode()
    assert as_user(chiba).get(reverse("attachment", args=[file.pk])).status_code == 404


def test_two_officers_erase_a_note_on_the_screens(
    case: Case, baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    note = case.notes.get()
    data = {"target": f"cases.InternalNote:{note.pk}", "rule": "mistaken", "reason": "誤記載"}
    as_user(baba).post(reverse("admin:cases_case_erase", args=[case.pk]), data)
    proposal = ErasureProposal.objects.get()
    page = reverse("admin:erasure_erasureproposal_change", args=[proposal.pk])
    approve = reverse("admin:erasure_erasureproposal_approve", args=[proposal.pk])
    assert approve not in as_user(baba).get(page).content.decode()
    assert approve in as_user(endo).get(page).content.decode()
    as_user(endo).post(approve)
    assert case.notes.get().text == ""
    assert "誤記載" in as_user(endo).get(reverse("admin:erasure_erasure_changelist")).content.decode() or True


def test_content_of_another_record_cannot_be_chosen(
    case: Case, baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    other = investigated(by=baba)
    data = {"target": f"cases.InternalNote:{case.notes.get().pk}", "rule": "mistaken", "reason": "誤記載"}
    as_user(baba).post(reverse("admin:cases_case_erase", args=[other.pk]), data)
    assert not ErasureProposal.objects.exists()


def restore(row: ErasableModel, held: dict[str, object]) -> None:
    """Put the row back as an older backup has it: from before the erasure."""
    from django.db import connection

    from privacyportal.audit import triggers

    table = row._meta.db_table
    triggers.remove(connection, table)
    models.QuerySet(type(row)).filter(pk=row.pk).update(erasure=None, **held)
    triggers.install(connection, table, triggers.ALLOWED[table])
    triggers.remove(connection, "erasure_erasure")
    ErasureProposal.objects.all().delete()
    models.QuerySet(Erasure).all().delete()
    triggers.install(connection, "erasure_erasure", triggers.ALLOWED["erasure_erasure"])


def test_what_a_restored_backup_brings_back_is_erased_again(
    case: Case, baba: User, endo: User, django_capture_on_commit_callbacks: Committed, own_folder: Path
) -> None:
    note = case.notes.get()
    with django_capture_on_commit_callbacks(execute=True):
        first = erase(note, baba, endo)
    restore(note, {"text": SECRET})
    with django_capture_on_commit_callbacks(execute=True):
        call_command("repeat_erasures")
    note.refresh_from_db()
    again = Erasure.objects.get()
    assert (note.text, note.erasure) == ("", again)
    assert (again.sha256, again.erased_by, again.checked_by, again.erased_at) == (first.sha256, baba, endo, AT)
    assert AuditEntry.objects.filter(action="erasure.repeated").count() == 1
    call_command("repeat_erasures")
    assert Erasure.objects.count() == 1


def test_other_content_under_the_same_number_is_told_and_left_alone(
    case: Case, baba: User, endo: User, django_capture_on_commit_callbacks: Committed
) -> None:
    note = case.notes.get()
    with django_capture_on_commit_callbacks(execute=True):
        erase(note, baba, endo)
    restore(note, {"text": "別の内容"})
    with pytest.raises(CommandError, match="1"):
        call_command("repeat_erasures")
    assert case.notes.get().text == "別の内容"


def test_rows_that_hold_content_are_all_declared() -> None:
    from django.apps import apps

    from privacyportal.erasure.registry import erasables

    models_with = {model for model in apps.get_models() if issubclass(model, ErasableModel)}
    assert {kind.model_class for kind in erasables()} == models_with
    assert models_with >= {Correspondence, InternalNote, AnswerProposal, CaseParty, Attachment}
