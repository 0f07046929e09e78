"""The virus scanner that files are shown to; an identity paper in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.attachments import tasks
from privacyportal.attachments.models import Attachment
from tests.attachments.papers import AT, OLD, PDF, Committed
from tests.attachments.scanner import Behaviour, scanner
from tests.factories.cases import open_case
from tests.factories.files import attach


@pytest.fixture
def clam(settings: LazySettings) -> Iterator[Behaviour]:
    """A scanner that the portal is set up with."""
    with scanner() as (place, behaviour):
        settings.PORTAL_CLAMAV = place
        yield behaviour


@pytest.fixture
def scanned(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[[], int]:
    """What lets the scanner look at whatever waits; how many files."""

    def run() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return tasks.scan()

    return run


@pytest.fixture
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
