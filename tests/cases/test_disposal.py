"""Are the identity documents of an ended request gone when it is recorded that they are?"""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from cases import services
from cases.models import Case, IdentityDisposal
from cases.states import Kind
from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment
from privacyportal.audit import trail
from privacyportal.backoffice.refusals import Refused
from privacyportal.erasure.models import Erasure
from tests.factories.cases import MONDAY, open_case, sent, tokyo
from tests.factories.files import attach

ENDED = tokyo("2026-11-24T10:00")
pytestmark = pytest.mark.usefixtures("aoki_at_disclosure")


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    """Keep the files of a test apart."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PORTAL_ERASURES_FILE = tmp_path / "erasures.jsonl"


@pytest.fixture
def case(aoki: User) -> Case:
    """A withdrawn request whose identity was checked."""
    case = open_case(by=aoki, kind=Kind.DISCLOSURE, disclosure_method="document", told_number=True)
    check = services.steps.Identity(method="passport", is_confirmed=True)
    services.verify_identity(case=case, identity=check, by=aoki, at=MONDAY)
    return services.withdraw(case=case, sent=sent(ENDED), reason="取下げ", by=aoki, at=ENDED)


def keep(case: Case, name: str, by: User, **fields: object) -> Attachment:
    """A file of the case."""
    return attach(reference=case.reference, file=SimpleUploadedFile(name, b"%PDF-1.7 "), by=by, at=MONDAY, **fields)


def dispose(case: Case, by: User, checked_by: User, **given: object) -> IdentityDisposal:
    """Dispose of the documents."""
    given = {"method": "erased", "count": 1, "disposed_at": ENDED, "documents": (), **given}
    return services.dispose_identity(case=case, checked_by=checked_by, by=by, at=ENDED, **given)


def test_what_is_said_to_be_erased_is_erased(
    case: Case, aoki: User, baba: User, django_capture_on_commit_callbacks: object
) -> None:
    passport = keep(case, "旅券.pdf", aoki, label="identity")
    licence = keep(case, "免許証.pdf", aoki, restricted=True)
    other = keep(case, "請求書.pdf", aoki)
    paths = [passport.file.name, licence.file.name]
    with django_capture_on_commit_callbacks(execute=True):
        disposal = dispose(case, aoki, baba, count=2, documents=[passport, licence])
    assert (disposal.count, disposal.disposed_by, disposal.checked_by) == (2, aoki, baba)
    assert [default_storage.exists(path) for path in paths] == [False, False]
    proofs = Erasure.objects.filter(reference=case.reference)
    assert {(proof.rule, proof.erased_by, proof.checked_by, proof.sha256) for proof in proofs} == {
        ("identity", aoki, baba, passport.sha256)
    }
    assert proofs.count() == 2
    other.refresh_from_db()
    assert other.erasure is None
    assert default_storage.exists(other.file.name)
    assert trail.verify().is_whole


@pytest.mark.parametrize(
    ("method", "count", "chosen", "code"),
    [
        ("erased", 1, [], "cases.disposal_count"),  # nothing to erase
        ("erased", 0, [], "cases.disposal_count"),
        ("erased", 2, [0], "cases.disposal_count"),  # counted otherwise
        ("erased", 1, [0], "cases.identity_files_left"),  # one known document would stay
        ("shredded", 2, [], "cases.identity_files_left"),
        ("none_kept", 0, [], "cases.identity_files_left"),
        ("none_kept", 1, [0, 1], "cases.disposal_count"),
    ],
)
def test_what_is_not_true_is_not_recorded(
    case: Case, aoki: User, baba: User, method: str, count: int, chosen: list[int], code: str
) -> None:
    files = [keep(case, "旅券.pdf", aoki, label="identity"), keep(case, "免許証.pdf", aoki, restricted=True)]
    with pytest.raises(Refused) as refused:
        dispose(case, aoki, baba, method=method, count=count, documents=[files[index] for index in chosen])
    assert code in [refusal.code for refusal in refused.value.refusals]
    assert not IdentityDisposal.objects.exists()
    assert not Erasure.objects.exists()


def test_a_file_of_another_case_or_erased_before_is_not_counted(case: Case, aoki: User, baba: User) -> None:
    foreign = keep(open_case(by=aoki), "旅券.pdf", aoki)
    with pytest.raises(Refused):
        dispose(case, aoki, baba, documents=[foreign])
    mine = keep(case, "旅券.pdf", aoki, label="identity")
    dispose(case, aoki, baba, documents=[mine])
    with pytest.raises(Refused):
        dispose(case, aoki, baba, documents=[mine])


def test_papers_are_counted_as_they_are_and_files_go_with_them(case: Case, aoki: User, baba: User) -> None:
    mine = keep(case, "旅券.pdf", aoki, label="identity")
    assert dispose(case, aoki, baba, method="shredded", count=3, documents=[mine]).count == 3
    mine.refresh_from_db()
    assert mine.name == ""


def test_one_person_alone_erases_nothing(case: Case, aoki: User) -> None:
    mine = keep(case, "旅券.pdf", aoki, label="identity")
    with pytest.raises(Refused):
        dispose(case, aoki, aoki, documents=[mine])
    assert not Erasure.objects.exists()
