"""A file is kept if it is what its name says, and reaches only those who may see its record."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from cases import services as cases
from privacyportal.accounts.models import Department, User
from privacyportal.attachments import services
from privacyportal.attachments.content import FileRefused, clean_name, inspect
from privacyportal.attachments.models import Attachment
from privacyportal.audit.actors import Staff
from privacyportal.audit.models import AppendOnlyError, AuditEntry
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.refusals import Refused
from privacyportal.backoffice.texts import texts_in
from privacyportal.references import registry
from tests.factories.cases import open_case
from tests.factories.files import attach
from tests.factories.vendors import active_vendor

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    """Keep the files of a test apart."""
    settings.MEDIA_ROOT = tmp_path


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_kept_with_its_fingerprint_and_recorded(baba: User) -> None:
    reference = registry.issue("CASE", at=AT)
    kept = attach(reference=reference, file=upload("回答書.pdf", PDF), label="CON-01", by=baba, at=AT)
    assert (kept.name, kept.content_type, kept.size) == ("回答書.pdf", "application/pdf", len(PDF))
    assert len(kept.sha256) == 64
    assert "回答書" not in kept.file.name
    entry = AuditEntry.objects.get(action="attachments.added")
    assert (entry.reference, entry.changes["sha256"]) == (reference.number, kept.sha256)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"MZ\x90\x00", "not what the file name says"),
        ("a.png", b"<svg onload=alert(1)>", "not what the file name says"),
        ("a.txt", b"<script>alert(1)</script>", "not what the file name says"),
        ("a.csv", b"a\x00b", "not what the file name says"),
        ("a.svg", b"<svg/>", "kind of file is not kept"),
        ("a.html", b"<p>", "kind of file is not kept"),
        ("a.exe", b"MZ", "kind of file is not kept"),
        ("a.pdf", PDF + b"x" * (1 << 20), "larger than 1 MB"),
    ],
)
def test_a_file_that_is_not_kept_is_refused_with_the_reason(name: str, content: bytes, reason: str) -> None:
    with translation.override("en"), pytest.raises(FileRefused, match=reason):
        inspect(upload(name, content), limit=1 << 20)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\..\\etc\\passwd.txt", "passwd.txt"),
        ("/home/x/契約書.pdf", "契約書.pdf"),
        ("a\u202egnp.pdf", "agnp.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_kept_file_is_never_changed_or_deleted(baba: User) -> None:
    kept = attach(reference=registry.issue("CASE", at=AT), file=upload("a.pdf", PDF), by=baba, at=AT)
    with pytest.raises(AppendOnlyError):
        kept.delete()
    kept.name = "other.pdf"
    with pytest.raises(AppendOnlyError):
        kept.save()
    assert Attachment.objects.get().name == "a.pdf"


def test_a_file_of_a_record_that_may_not_be_seen_does_not_exist(honda: User, baba: User, as_user: object) -> None:
    kept = attach(reference=registry.issue("CASE", at=AT), file=upload("a.pdf", PDF), by=baba, at=AT)
    client: Client = as_user(honda)
    assert client.get(f"/files/{kept.pk}/").status_code == 404
    assert client.get("/files/999999/").status_code == 404
    assert Client().get(f"/files/{kept.pk}/").status_code == 302


def test_a_file_of_a_restricted_case_reaches_only_those_who_work_on_it(
    baba: User, doi: User, kudo: User, make_user: object, as_user: object
) -> None:
    other = make_user("noda", "野田", "学", "manager")
    case = open_case(by=baba, restricted=True)
    kept = attach(reference=case.reference, file=upload("a.pdf", PDF), by=baba, at=AT)
    assert as_user(baba).get(f"/files/{kept.pk}/").status_code == 200
    assert case.handler == baba
    assert baba.manager == kudo
    assert as_user(kudo).get(f"/files/{kept.pk}/").status_code == 200
    for stranger in (doi, other):
        assert as_user(stranger).get(f"/files/{kept.pk}/").status_code == 404


def test_a_restricted_file_reaches_only_those_who_work_on_the_case_and_is_named_to_nobody_else(
    baba: User, aoki: User, doi: User, kudo: User, make_user: object, as_user: object
) -> None:
    other, case = make_user("noda", "野田", "学", "manager"), open_case(by=aoki)
    Department.objects.filter(pk=case.desk.department_id).update(head=kudo)
    kept = attach(reference=case.reference, file=upload("menkyo.pdf", PDF), restricted=True, by=aoki, at=AT)
    attach(reference=case.reference, file=upload("letter.pdf", PDF), by=aoki, at=AT)
    page = f"/admin/cases/case/{case.pk}/change/"
    for user, taken in ((aoki, True), (baba, True), (kudo, True), (doi, False), (other, False)):
        client: Client = as_user(user)
        assert client.get(f"/files/{kept.pk}/").status_code == (200 if taken else 404), user
        shown = client.get(page).content.decode()
        assert ("menkyo.pdf" in shown) is taken, user
        assert "letter.pdf" in shown, user


def test_a_file_of_a_vendor_is_not_for_those_who_only_look_it_up(
    baba: User, aoki: User, goto: User, as_user: object
) -> None:
    vendor = active_vendor(owner=goto, signer=baba)
    kept = attach(reference=vendor.reference, file=upload("a.pdf", PDF), by=baba, at=AT)
    assert as_user(goto).get(f"/files/{kept.pk}/").status_code == 200
    assert as_user(aoki).get(f"/files/{kept.pk}/").status_code == 404


def test_a_file_is_kept_by_a_deed_of_its_record_and_by_no_door_of_its_own(baba: User) -> None:
    case = open_case(by=baba)
    with pytest.raises(NotPermitted):
        services.attach(reference=case.reference, file=upload("a.pdf", PDF), by=Staff(baba), at=AT)
    assert not Attachment.objects.exists()
    cases.add_file(case=case, file=upload("a.pdf", PDF), by=Staff(baba), at=AT)
    assert Attachment.objects.get().uploaded_by == baba


@pytest.mark.parametrize("name", ["123456789018.pdf", "通知カード_1234-5678-9018.pdf"])
def test_a_file_whose_name_holds_an_individual_number_is_not_kept(name: str, baba: User) -> None:
    case = open_case(by=baba)
    with pytest.raises(Refused) as refused:
        cases.add_file(case=case, file=upload(name, PDF), label="x", restricted=False, by=Staff(baba), at=AT)
    assert "1234" not in str(refused.value)
    assert not Attachment.objects.exists()


def test_names_of_files_are_texts_of_a_deed_wherever_they_stand() -> None:
    files = [upload("a.pdf", PDF), upload("b.pdf", PDF)]
    assert texts_in({"file": files[0], "more": files}) == {"file": "a.pdf", "more_0": "a.pdf", "more_1": "b.pdf"}
