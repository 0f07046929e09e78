"""A file is given to nobody before the virus scanner has looked at it, and then only if nothing was found."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.attachments import services
from privacyportal.attachments.clamav import Verdict
from privacyportal.attachments.content import FileRefused
from privacyportal.attachments.inside import EICAR
from privacyportal.attachments.models import Attachment, Scan
from privacyportal.audit import trail
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import sealed_files
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.keyring import newest
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.erasure import services as erasures
from privacyportal.erasure.models import ErasureProposal
from privacyportal.notifications.models import Message
from privacyportal.roof.pages.health import scanner as health
from tests.attachments.scanner import SIGNATURE, VIRUS, Behaviour, scanner
from tests.factories.cases import open_case
from tests.factories.files import attach

type SignIn = Callable[[User], Client]
type Committed = Callable[..., object]
type Keep = Callable[..., Attachment]
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
WHY = "誤検出と確認"
TEXT = b"a letter\n"


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PORTAL_ERASURES_FILE = tmp_path / "erasures.jsonl"
    with time_machine.travel(AT, tick=False):
        yield tmp_path / "files"


@pytest.fixture
def case(aoki: User) -> Case:
    return open_case(by=aoki)


@pytest.fixture
def keep(case: Case, aoki: User, django_capture_on_commit_callbacks: Committed) -> Keep:
    """Keep a file with the case, as Aoki, and let the transaction commit."""

    def kept(content: bytes, **given: object) -> Attachment:
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile("a.txt", content)
            return attach(reference=case.reference, file=file, by=aoki, at=AT, **given)

    return kept


def status(file: Attachment) -> str:
    return str(Scan.objects.get(attachment=file).status)


def answered(browser: Client, file: Attachment) -> int:
    return browser.get(f"/files/{file.pk}/").status_code


class TestWaiting:
    """Between keeping and verdict."""

    def test_until_it_is_scanned_nobody_gets_it(
        self, clam: Behaviour, keep: Keep, scanned: Callable[[], int], aoki: User, case: Case, as_user: SignIn
    ) -> None:
        file, browser = keep(TEXT), as_user(aoki)
        assert (status(file), answered(browser, file)) == ("waiting", 409)
        page = browser.get(f"/admin/cases/case/{case.pk}/change/").content.decode()
        assert "ウイルス検査待ち" in page
        assert f"/files/{file.pk}/" not in page
        assert (scanned(), status(file), answered(browser, file)) == (1, "clean", 200)
        assert clam.received == [TEXT]
        entry = AuditEntry.objects.get(action="attachments.scanned")
        assert entry.changes == {"scan": "clean", "signature": "", "sha256": file.sha256}
        assert scanned() == 0

    def test_no_other_door_gives_it_either(self, clam: Behaviour, keep: Keep, aoki: User) -> None:
        with pytest.raises(Refused) as refused:
            services.take_copy(attachment=keep(TEXT), by=aoki, at=AT)
        assert [refusal.code for refusal in refused.value.refusals] == ["attachments.not_scanned"]

    def test_while_the_scanner_is_away_files_wait_and_are_tried_again_later_and_later(
        self, clam: Behaviour, keep: Keep, scanned: Callable[[], int], settings: LazySettings
    ) -> None:
        settings.PORTAL_CLAMAV_SECONDS, clam.fault = 1, "gone"
        files = [keep(TEXT + bytes([48 + number])) for number in range(5)]
        assert scanned() == 0
        # Who is away is asked three times, not five.
        assert sorted(Scan.objects.values_list("tries", flat=True)) == [0, 0, 1, 1, 1]
        assert {check.code for check in health.answers(AT) if not check.is_good} == {"scanner.away"}
        later = AT + timedelta(minutes=16)
        assert {check.code for check in health.waiting(later) if not check.is_good} == {"scanner.late"}
        with time_machine.travel(AT + timedelta(minutes=1), tick=False):
            scanned()
        pauses = {row.tries: row.next_at - AT for row in Scan.objects.all()}
        assert max(pauses) <= 2
        clam.fault = ""
        with time_machine.travel(AT + timedelta(hours=2), tick=False):
            assert scanned() == 5
        assert {status(file) for file in files} == {"clean"}
        assert [check.is_good for check in [*health.answers(later), *health.waiting(later)]] == [True, True, True]

    def test_a_file_that_cannot_be_read_holds_up_no_other(
        self, clam: Behaviour, keep: Keep, scanned: Callable[[], int]
    ) -> None:
        lost, other = keep(TEXT), keep(b"another\n")
        Path(lost.file.path).unlink()
        assert (scanned(), status(lost), status(other)) == (1, "waiting", "clean")
        assert Scan.objects.get(attachment=lost).trouble

    def test_of_two_workers_one_keeps_the_verdict(
        self, clam: Behaviour, keep: Keep, scanned: Callable[[], int], aoki: User
    ) -> None:
        scan = Scan.objects.get(attachment=keep(TEXT))
        scanned()
        services.keep_verdict.service(scan=scan, verdict=Verdict(is_clean=False, signature="x"), by=aoki, at=AT)
        assert (scan.attachment.scan.status, Message.objects.count()) == ("waiting", 0)
        assert status(scan.attachment) == "clean"

    def test_without_a_scanner_files_are_given_out_as_before_and_eicar_is_refused(
        self, keep: Keep, aoki: User, as_user: SignIn
    ) -> None:
        assert answered(as_user(aoki), keep(TEXT)) == 200
        assert not Scan.objects.exists()
        with pytest.raises(FileRefused):
            keep(EICAR)


@pytest.fixture
def infected(clam: Behaviour, keep: Keep, scanned: Callable[[], int]) -> Scan:
    """A file of Aoki's in quarantine."""
    file = keep(b"dear all\n" + VIRUS)
    scanned()
    return Scan.objects.get(attachment=file)


class TestQuarantine:
    """What was found to hold something."""

    def test_it_lies_apart_reaches_nobody_and_people_are_told(
        self, aoki: User, baba: User, endo: User, infected: Scan, as_user: SignIn, own_folder: Path
    ) -> None:
        assert (infected.status, infected.signature) == ("quarantined", SIGNATURE)
        name = infected.attachment.file.name
        assert ((own_folder / name).exists(), (own_folder / "quarantine" / name).exists()) == (False, True)
        assert VIRUS not in (own_folder / "quarantine" / name).read_bytes()
        for user in (aoki, baba):
            assert answered(as_user(user), infected.attachment) == 409
        told = {message.recipient for message in Message.objects.filter(kind="attachments.quarantined")}
        assert {aoki, baba, endo} <= told
        assert AuditEntry.objects.get(action="attachments.scanned").changes["signature"] == SIGNATURE
        assert {check.code for check in health.waiting(AT) if not check.is_good} == {"scanner.quarantine"}

    def test_another_person_releases_it_for_a_written_reason(
        self,
        infected: Scan,
        aoki: User,
        baba: User,
        as_user: SignIn,
        own_folder: Path,
        django_capture_on_commit_callbacks: Committed,
    ) -> None:
        page = f"/admin/attachments/scan/{infected.pk}/do/release/"
        with django_capture_on_commit_callbacks(execute=True):
            assert as_user(baba).post(page, {"reason": WHY}).status_code == 302
        infected.refresh_from_db()
        assert (infected.status, infected.released_by, infected.release_reason) == ("released", baba, WHY)
        assert (own_folder / infected.attachment.file.name).exists()
        assert answered(as_user(aoki), infected.attachment) == 200
        assert AuditEntry.objects.get(action="attachments.released").reason == WHY
        assert trail.verify().is_whole
        with pytest.raises(Conflict):
            services.release(scan=infected, reason=WHY, by=baba, at=AT)

    def test_neither_who_added_it_nor_who_lacks_the_right_nor_without_reason(
        self, clam: Behaviour, infected: Scan, aoki: User, baba: User, case: Case, scanned: Callable[[], int]
    ) -> None:
        with pytest.raises(NotPermitted):
            services.release(scan=infected, reason=WHY, by=aoki, at=AT)
        with pytest.raises(Refused) as refused:
            services.release(scan=infected, reason=" ", by=baba, at=AT)
        assert [refusal.code for refusal in refused.value.refusals] == ["attachments.decision_reason"]
        own = attach(reference=case.reference, file=SimpleUploadedFile("b.txt", VIRUS), by=baba, at=AT)
        scanned()
        with pytest.raises(Refused) as refused:
            services.release(scan=own.scan, reason=WHY, by=baba, at=AT)
        assert [refusal.code for refusal in refused.value.refusals] == ["attachments.released_by_another"]
        assert set(Scan.objects.values_list("status", flat=True)) == {"quarantined"}

    def test_discarded_it_is_erased_by_a_second_person(
        self,
        infected: Scan,
        baba: User,
        endo: User,
        own_folder: Path,
        django_capture_on_commit_callbacks: Committed,
    ) -> None:
        services.discard(scan=infected, reason="送付元が再送", by=baba, at=AT)
        proposal = ErasureProposal.objects.get()
        assert proposal.reason == f"{SIGNATURE}: 送付元が再送"
        with django_capture_on_commit_callbacks(execute=True):
            erasures.approve(obj=proposal, by=endo, at=AT)
        assert [path for path in own_folder.rglob("*") if path.is_file()] == []
        with pytest.raises(Conflict):
            services.release(scan=infected, reason=WHY, by=baba, at=AT)
        assert [check.is_good for check in health.waiting(AT)] == [True, True]

    def test_what_a_dying_process_left_is_laid_apart_by_the_next_tick(
        self, infected: Scan, own_folder: Path, scanned: Callable[[], int]
    ) -> None:
        name = infected.attachment.file.name
        (own_folder / "quarantine" / name).replace(own_folder / name)
        scanned()
        assert ((own_folder / name).exists(), (own_folder / "quarantine" / name).exists()) == (False, True)

    def test_what_lies_apart_gets_a_new_key_where_it_lies(
        self, infected: Scan, own_folder: Path, settings: LazySettings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        apart = own_folder / "quarantine" / (infected.attachment.file.name or "")
        former = sealed_files.key_of(apart)
        settings.PORTAL_DATA_KEYS = [base64.b64encode(b"n" * 32).decode(), *settings.PORTAL_DATA_KEYS]
        call_command("rotate_keys")
        assert "newest key: 1" in capsys.readouterr().out
        assert sealed_files.key_of(apart) == newest().fingerprint != former
        assert infected.attachment.file.read().endswith(VIRUS)

    def test_a_file_too_large_for_the_scanner_waits_for_a_person(
        self, clam: Behaviour, keep: Keep, scanned: Callable[[], int]
    ) -> None:
        clam.limit = 4
        file = keep(TEXT)
        scanned()
        scan = Scan.objects.get(attachment=file)
        assert (scan.status, scan.signature) == ("quarantined", "size limit exceeded")

    def test_the_list_names_no_file_and_shows_restricted_ones_to_no_stranger(
        self, infected: Scan, baba: User, doi: User, aoki: User, as_user: SignIn
    ) -> None:
        page = as_user(baba).get("/admin/attachments/scan/").content.decode()
        assert SIGNATURE in page
        assert "a.txt" not in page
        assert as_user(doi).get("/admin/attachments/scan/").status_code == 200
        assert as_user(aoki).get("/admin/attachments/scan/").status_code == 403


class TestOlderFiles:
    """Files kept before there was a scanner, and newer signatures."""

    def test_the_command_has_them_scanned_and_until_then_they_are_given_out(
        self,
        settings: LazySettings,
        keep: Keep,
        aoki: User,
        as_user: SignIn,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        good, bad = keep(TEXT), keep(VIRUS)
        with scanner() as (place, behaviour):
            settings.PORTAL_CLAMAV, behaviour.fault = place, "gone"
            with pytest.raises(CommandError) as left:
                call_command("scan_files")
            assert (left.value.returncode, status(bad), answered(as_user(aoki), bad)) == (1, "older", 200)
            behaviour.fault = ""
            with time_machine.travel(AT + timedelta(hours=1), tick=False):
                call_command("scan_files")
            assert (status(good), status(bad)) == ("clean", "quarantined")
            assert "in quarantine: 1" in capsys.readouterr().out
            assert answered(as_user(aoki), bad) == 409
            received = len(behaviour.received)
            call_command("scan_files", "--all")
            assert (len(behaviour.received), status(bad)) == (received + 1, "quarantined")

    def test_without_a_scanner_it_says_so(self, db: None) -> None:
        with pytest.raises(CommandError) as told:
            call_command("scan_files")
        assert told.value.returncode == 2
