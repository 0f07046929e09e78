"""A new key, and files from before there were any: what lies on the disk is written anew, and a kill loses nothing."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from cases.models import Case
from privacyportal.accounts.models import CodeGenerator, User
from privacyportal.accounts.services import factors
from privacyportal.attachments.models import Attachment
from privacyportal.attachments.services import resealing
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Staff
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import sealed, storage
from privacyportal.backoffice.keyring import newest
from privacyportal.backoffice.sealed_fields import written_anew
from privacyportal.erasure.models import Erasure
from privacyportal.erasure.services import erase
from privacyportal.roof.pages.health import keys
from tests.attachments.papers import AT, NEW, OLD, PDF, Committed, on_disk, plain
from tests.factories.files import attach

pytestmark = pytest.mark.usefixtures("own_folder")


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
