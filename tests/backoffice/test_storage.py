"""A file is kept or gone with the transaction that it belongs to, whatever happens in between."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.storage import filesystem as django_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment
from privacyportal.backoffice import storage
from privacyportal.backoffice.models import ImportRun
from tests.factories.checklists import start, template
from tests.factories.vendors import VendorFactory
from vendors import services as vendors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A directory of its own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes half of what is written."""

    class Half:
        def __init__(self, descriptor: int, mode: str) -> None:
            self.file = os.fdopen(descriptor, mode)

        def write(self, chunk: bytes) -> None:
            self.file.write(chunk[: len(chunk) // 2])
            self.file.flush()
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self) -> None:
            self.file.close()

    class Full:
        def __getattr__(self, name: str) -> Any:
            return Half if name == "fdopen" else getattr(os, name)

    monkeypatch.setattr(django_storage, "os", Full())


def files(media: Path) -> list[str]:
    """What lies on the disk."""
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def test_a_file_gets_its_name_with_the_commit(media: Path, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        name = default_storage.save("ab/one", ContentFile(b"1"))
        assert files(media) == ["ab/part-one"]
        with default_storage.open(name) as file:
            assert file.read() == b"1"
        assert default_storage.exists(name)
    assert (name, files(media)) == ("ab/one", ["ab/one"])


def test_a_file_goes_with_the_transaction_or_the_part_of_it(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        default_storage.save("kept", ContentFile(b"1"))
        with transaction.atomic():
            default_storage.save("undone", ContentFile(b"1"))
            transaction.set_rollback(True)
        assert files(media) == ["part-kept"]
    assert files(media) == ["kept"]
    with transaction.atomic():
        default_storage.save("undone", ContentFile(b"1"))
        transaction.set_rollback(True)
    assert files(media) == ["kept"]


def test_where_the_connection_broke_at_the_commit_the_file_waits_until_the_database_is_asked(media: Path) -> None:
    default_storage.save("asked", ContentFile(b"1"))
    connection.errors_occurred = True
    connection.run_on_commit = []
    connection.errors_occurred = False
    assert files(media) == ["part-asked"]


def test_what_a_dying_process_left_is_named_where_a_row_names_it_and_else_removed(media: Path) -> None:
    now = timezone.now()
    ImportRun.objects.create(kind="cases", file_name="a.csv", mapping_name="m", created_at=now, upload="imports/1/a")
    for name in ("imports/1/part-a", "imports/2/part-b", "imports/3/part-young", "imports/4/whole"):
        path = media / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"1")
        hours = 0 if "young" in name else 2
        os.utime(path, (now.timestamp() - hours * 3600,) * 2)
    assert storage.settle(at=now) == 2
    assert files(media) == ["imports/1/a", "imports/3/part-young", "imports/4/whole"]


def test_a_full_disk_leaves_nothing_and_says_so(media: Path, full_disk: None) -> None:
    with pytest.raises(storage.NoRoom, match="空き容量"):
        default_storage.save("ab/one", ContentFile(b"1234"))
    assert files(media) == []


def test_evidence_that_finds_no_room_costs_neither_page_nor_answers(
    media: Path, full_disk: None, goto: User, baba: User, as_user: Callable[[User], Client]
) -> None:
    now = timezone.now()
    about = vendors.assign_owner(vendor=VendorFactory(), owner=goto, reason="", by=baba, at=now)
    template()
    assessment = start(about.reference)
    file = SimpleUploadedFile("契約書.pdf", b"%PDF-1.7\n%%EOF", content_type="application/pdf")
    path = f"/admin/checklists/assessment/{assessment.pk}/answers/"
    told = as_user(goto).post(path, {"result-A-01": "fit", "file-A-01": file}, follow=True)
    assert any("空き容量" in str(message) for message in told.context["messages"])
    assert (files(media), Attachment.objects.count()) == ([], 0)
    assert assessment.answers.get(item__code="A-01").result == "fit"


def test_an_upload_that_finds_no_room_is_said_on_its_form(
    media: Path, full_disk: None, baba: User, as_user: Callable[[User], Client]
) -> None:
    file = SimpleUploadedFile("vendors.csv", "管理番号,名称\n1,甲\n".encode(), content_type="text/csv")
    typed = {"mapping": "vendors/standard", "upload": file}
    answer = as_user(baba).post("/admin/backoffice/importrun/add/", typed)
    assert "mapping" not in answer.context["adminform"].form.errors
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "空き容量" in answer.content.decode()
    assert (files(media), ImportRun.objects.count()) == ([], 0)
