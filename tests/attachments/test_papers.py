"""Files lie encrypted on the disk; an identity paper is given out for a written reason that the trail keeps."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment
from privacyportal.audit import trail
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.keyring import NotOpened, newest
from privacyportal.backoffice.sealed_fields import key_used
from tests.attachments.papers import AT, NEW, PDF, WHY, SignIn, on_disk, took
from tests.factories.cases import open_case
from tests.factories.files import attach

pytestmark = pytest.mark.usefixtures("own_folder")


class TestOnTheDisk:
    """What lies in the directory of files."""

    def test_every_file_is_encrypted_and_keeps_the_fingerprint_of_what_was_received(self, paper: Attachment) -> None:
        raw = on_disk(paper).read_bytes()
        assert b"passport" not in raw
        assert (paper.sha256, paper.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
        assert paper.file.read() == PDF
        assert key_used(paper.file) == newest().fingerprint

    def test_a_large_file_is_never_held_whole(
        self, settings: LazySettings, case: Case, baba: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.PORTAL_ATTACHMENT_LIMIT = 60 << 20
        text = SimpleUploadedFile("a.txt", b"0123456789abcdef" * (50 << 16))
        largest: list[int] = []
        written = os.write
        monkeypatch.setattr(os, "write", lambda to, data: largest.append(len(data)) or written(to, data))
        kept = attach(reference=case.reference, file=text, by=baba, at=AT)
        with kept.file.open("rb") as file:
            found = hashlib.sha256()
            while piece := file.read(1 << 16):
                largest.append(len(piece))
                found.update(piece)
        assert (found.hexdigest(), kept.size) == (kept.sha256, 50 << 20)
        assert max(largest, default=0) <= 1 << 17

    def test_laid_under_another_row_it_does_not_open(self, paper: Attachment, case: Case, baba: User) -> None:
        other = attach(reference=case.reference, file=SimpleUploadedFile("a.pdf", PDF), by=baba, at=AT)
        shutil.copy(on_disk(paper), on_disk(other))
        with pytest.raises(NotOpened):
            Attachment.objects.get(pk=other.pk).file.read()

    @pytest.mark.parametrize("column", ["reference_id", "restricted", "label", "sha256"])
    def test_a_row_whose_marks_were_changed_behind_the_portal_opens_nothing(
        self, paper: Attachment, baba: User, column: str
    ) -> None:
        other = {
            "reference_id": open_case(by=baba).reference.pk,
            "restricted": False,
            "label": "letter",
            "sha256": "0" * 64,
        }
        paper.__dict__[column] = other[column]
        with pytest.raises(NotOpened):
            paper.file.read()


class TestTaking:
    """How a person gets a copy."""

    def test_a_paper_is_given_out_for_a_written_reason(self, paper: Attachment, baba: User, as_user: SignIn) -> None:
        browser, path = as_user(baba), f"/files/{paper.pk}/"
        page = browser.get(path)
        assert "attachment" not in page.headers.get("Content-Disposition", "")
        assert b"passport" not in page.content
        assert not AuditEntry.objects.filter(action="attachments.downloaded").exists()
        given = browser.post(path, {"reason": WHY})
        assert took(given) == PDF
        assert "menkyo.pdf" in given.headers["Content-Disposition"]
        entry = AuditEntry.objects.get(action="attachments.downloaded")
        assert (entry.reason, entry.changes["sha256"], entry.actor) == (WHY, paper.sha256, baba)
        assert trail.verify().is_whole

    @pytest.mark.parametrize("reason", ["", "   ", "マイナンバー 1234 5678 9018 の確認"])
    def test_without_a_reason_or_with_a_number_in_it_nothing_leaves(
        self, paper: Attachment, baba: User, as_user: SignIn, reason: str
    ) -> None:
        page = as_user(baba).post(f"/files/{paper.pk}/", {"reason": reason})
        assert not page.streaming
        assert not AuditEntry.objects.filter(action="attachments.downloaded").exists()

    def test_what_is_labelled_as_an_identity_paper_asks_though_nobody_marked_it(
        self, case: Case, baba: User, as_user: SignIn
    ) -> None:
        file = SimpleUploadedFile("a.pdf", PDF)
        kept = attach(reference=case.reference, file=file, label="identity", by=baba, at=AT)
        assert not as_user(baba).get(f"/files/{kept.pk}/").streaming

    def test_another_file_is_taken_at_once(self, case: Case, baba: User, as_user: SignIn) -> None:
        kept = attach(reference=case.reference, file=SimpleUploadedFile("a.pdf", PDF), by=baba, at=AT)
        assert took(as_user(baba).get(f"/files/{kept.pk}/")) == PDF
        assert AuditEntry.objects.get(action="attachments.downloaded").reason == ""

    def test_without_its_key_it_is_told_what_to_do(
        self, paper: Attachment, baba: User, as_user: SignIn, settings: LazySettings
    ) -> None:
        wanted = newest().fingerprint
        settings.PORTAL_DATA_KEYS = [NEW]
        page = as_user(baba).post(f"/files/{paper.pk}/", {"reason": WHY})
        assert (page.status_code, wanted in page.content.decode()) == (503, True)
        assert not AuditEntry.objects.filter(action="attachments.downloaded").exists()

    def test_a_file_that_was_exchanged_on_the_disk_reaches_nobody(
        self, paper: Attachment, baba: User, as_user: SignIn
    ) -> None:
        for other in (b"%PDF-1.7 forged", on_disk(paper).read_bytes()[:-1]):
            on_disk(paper).write_bytes(other)
            assert as_user(baba).post(f"/files/{paper.pk}/", {"reason": WHY}).status_code == 503
        assert not AuditEntry.objects.filter(action="attachments.downloaded").exists()

    def test_without_any_key_no_file_is_kept_and_nothing_is_left(
        self, case: Case, baba: User, as_user: SignIn, settings: LazySettings, own_folder: Path
    ) -> None:
        settings.PORTAL_DATA_KEYS = []
        address = f"/admin/cases/case/{case.pk}/do/file/"
        sent = {"file": SimpleUploadedFile("a.pdf", PDF), "label": "", "restricted": "on"}
        page = as_user(baba).post(address, sent)
        assert (page.status_code, "PORTAL_DATA_KEYS" in page.content.decode()) == (503, True)
        assert not Attachment.objects.exists()
        assert [path for path in (own_folder / "files").rglob("*") if path.is_file()] == []
