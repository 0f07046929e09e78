"""Files lie encrypted on the disk; an identity paper is given out for a written reason that the trail keeps."""

import base64
import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from cases.models import Case
from privacyportal.accounts.models import CodeGenerator, User
from privacyportal.accounts.services import factors
from privacyportal.attachments.models import Attachment
from privacyportal.attachments.services import resealing
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Staff
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import sealed, storage
from privacyportal.backoffice.keyring import NotOpened, newest
from privacyportal.backoffice.sealed_fields import key_used, written_anew
from privacyportal.erasure.models import Erasure
from privacyportal.erasure.services import erase
from privacyportal.roof.pages.health import keys
from tests.factories.cases import open_case
from tests.factories.files import attach

type SignIn = Callable[[User], Client]
type Committed = Callable[..., object]
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n" + b"passport " * 20_000
NEW, OLD = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
WHY = "本人確認書類の再確認"


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PORTAL_ERASURES_FILE = tmp_path / "erasures.jsonl"
    settings.PORTAL_DATA_KEYS = [OLD]
    return tmp_path


@pytest.fixture
def case(baba: User) -> Case:
    return open_case(by=baba)


@pytest.fixture
def paper(case: Case, baba: User, django_capture_on_commit_callbacks: Committed) -> Attachment:
    with django_capture_on_commit_callbacks(execute=True):
        file = SimpleUploadedFile("menkyo.pdf", PDF)
        attach(reference=case.reference, file=file, label="identity", restricted=True, by=baba, at=AT)
    return Attachment.objects.get()


def on_disk(file: Attachment) -> Path:
    return Path(file.file.path)


def took(response: object) -> bytes:
    return b"".join(response.streaming_content)


def plain(file: Attachment) -> None:
    """Lay the file down as an older release did."""
    on_disk(file).write_bytes(PDF)


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


def rotated(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("rotate_keys", *options)
    return capsys.readouterr().out


class TestRotation:
    """A new key, and files from before there were any."""

    def test_what_has_a_former_key_or_none_gets_the_newest_and_the_former_may_go(
        self,
        paper: Attachment,
        case: Case,
        baba: User,
        settings: LazySettings,
        capsys: pytest.CaptureFixture[str],
        django_capture_on_commit_callbacks: Committed,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            older = attach(reference=case.reference, file=SimpleUploadedFile("b.pdf", PDF), by=baba, at=AT)
        plain(older)
        settings.PORTAL_DATA_KEYS = [NEW, OLD]
        assert [check.code for check in keys.keys(AT)] == ["keys.stale"]
        told = rotated(capsys, "--dry-run")
        assert "not encrypted: 1" in told
        assert on_disk(older).read_bytes() == PDF
        assert "encrypted anew: 2" in rotated(capsys)
        entry = AuditEntry.objects.get(action="attachments.resealed")
        assert entry.changes == {"count": 2, "key": newest().fingerprint}
        assert "encrypted anew" not in rotated(capsys)
        settings.PORTAL_DATA_KEYS = [NEW]
        assert {file.file.read() for file in Attachment.objects.all()} == {PDF}
        assert [check.is_good for check in keys.keys(AT)] == [True]
        assert trail.verify().is_whole

    def test_it_goes_on_where_it_stopped_and_leaves_nothing_beside(
        self, paper: Attachment, settings: LazySettings, own_folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.PORTAL_DATA_KEYS = [NEW, OLD]
        left = written_anew(
            paper, paper.file.name, sha256=paper.sha256
        ).part  # as a process that died before the exchange
        assert paper.file.read() == PDF
        assert "encrypted anew: 1" in rotated(capsys)
        assert (left.exists(), paper.file.open().read()) == (False, PDF)
        left.write_bytes(b"half")
        day = AT.timestamp() - timedelta(days=1).total_seconds()
        os.utime(left, (day, day))
        assert (storage.settle(at=AT), left.exists(), on_disk(paper).exists()) == (1, False, True)

    def test_one_killed_between_two_files_leaves_both_whole_and_the_next_goes_on(
        self,
        paper: Attachment,
        case: Case,
        baba: User,
        settings: LazySettings,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Committed,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            attach(reference=case.reference, file=SimpleUploadedFile("b.pdf", PDF), by=baba, at=AT)
        settings.PORTAL_DATA_KEYS = [NEW, OLD]
        keep, kept = storage.Written.keep, list[storage.Written]()

        def dies_at_the_second(written: storage.Written) -> None:
            if kept:
                raise KeyboardInterrupt
            kept.append(written)
            keep(written)

        monkeypatch.setattr(storage.Written, "keep", dies_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            rotated(capsys)
        assert [file.file.read() for file in Attachment.objects.all()] == [PDF, PDF]
        assert not AuditEntry.objects.filter(action="attachments.resealed").exists()
        monkeypatch.setattr(storage.Written, "keep", keep)
        assert "encrypted anew" in rotated(capsys)
        settings.PORTAL_DATA_KEYS = [NEW]
        assert [file.file.read() for file in Attachment.objects.all()] == [PDF, PDF]

    def test_what_does_not_open_is_told_by_its_record_and_left_as_it_is(
        self, paper: Attachment, settings: LazySettings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.PORTAL_DATA_KEYS = [NEW]
        assert [check.code for check in keys.keys(AT)] == ["keys.wrong"]
        before = on_disk(paper).read_bytes()
        with pytest.raises(CommandError, match=str(paper.reference)) as told:
            rotated(capsys)
        assert (told.value.returncode, "menkyo" in str(told.value)) == (1, False)
        assert on_disk(paper).read_bytes() == before

    def test_a_plain_file_that_is_not_what_was_received_is_not_made_to_look_like_it(
        self, paper: Attachment, capsys: pytest.CaptureFixture[str]
    ) -> None:
        on_disk(paper).write_bytes(b"%PDF-1.7 forged")
        with pytest.raises(CommandError):
            rotated(capsys)
        assert on_disk(paper).read_bytes() == b"%PDF-1.7 forged"
        assert [path.name for path in on_disk(paper).parent.iterdir()] == [on_disk(paper).name]

    def test_what_is_erased_meanwhile_stays_gone(
        self, paper: Attachment, baba: User, endo: User, django_capture_on_commit_callbacks: Committed
    ) -> None:
        path, ready = on_disk(paper), {paper.pk: written_anew(paper, paper.file.name, sha256=paper.sha256)}
        with django_capture_on_commit_callbacks(execute=True):
            erase(obj=paper, rule="identity", reason="終了", erased_by=baba, checked_by=endo, by=Staff(baba), at=AT)
        assert resealing.exchange(ready=ready, by=PORTAL, at=AT) == 0
        assert [found for found in path.parent.iterdir() if found.is_file()] == []
        assert Erasure.objects.get().sha256 == hashlib.sha256(PDF).hexdigest()

    def test_secrets_of_one_time_codes_get_it_too(
        self, baba: User, settings: LazySettings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.PORTAL_DATA_KEYS = []
        secret = sealed.sealed(b"s" * 20, bound_to=factors.place_of(baba))
        CodeGenerator.objects.create(user=baba, name="x", secret=secret, added_at=AT)
        settings.PORTAL_DATA_KEYS, settings.SECRET_KEY_FALLBACKS = [NEW], [settings.SECRET_KEY]
        settings.SECRET_KEY = "another one"
        assert "with a former key: 1" in rotated(capsys, "--dry-run")
        rotated(capsys)
        settings.SECRET_KEY_FALLBACKS = []
        kept = CodeGenerator.objects.get().secret
        assert sealed.opened(kept, bound_to=factors.place_of(baba)) == b"s" * 20
        assert AuditEntry.objects.get(action="accounts.secrets_resealed").changes == {"count": 1}

    def test_without_a_key_it_does_nothing(self, settings: LazySettings, db: None) -> None:
        settings.PORTAL_DATA_KEYS = []
        with pytest.raises(CommandError) as told:
            call_command("rotate_keys")
        assert told.value.returncode == 2
        assert [check.code for check in keys.keys(AT)] == ["keys.missing"]
