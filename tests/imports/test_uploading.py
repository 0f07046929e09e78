"""An upload is imported in the background, watched on its page, and its rejected rows are fetched by those who may."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from celery import Celery
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports import tasks
from vendors.models import Vendor

AT = datetime(2025, 11, 25, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
HEADER = (
    "管理番号,名称,フリガナ,法人番号,所在地,連絡先担当者,連絡先メール,連絡先電話,所管部署コード,"
    "個人番号の取扱い,機微情報の取扱い,クラウド利用,本人数,備考,国コード,重要度"
)
GOOD = "1,株式会社東和データ,トウワデータ,,東京都千代田区1-1,,,,,無,無,有,1200,,,高"
BAD = "2,,トウワデータ,,,,,,,無,無,有,多数,,,高"
ADD = "admin:backoffice_importrun_add"

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> list[int]:
    """Keep files in a private place and collect the runs that are handed to workers."""
    settings.MEDIA_ROOT = tmp_path / "files"
    handed: list[int] = []

    def send_task(self: Celery, name: str, *args: Any, kwargs: dict[str, int], **options: Any) -> None:
        handed.append(kwargs["run_id"])

    monkeypatch.setattr(Celery, "send_task", send_task)
    return handed


def upload(client: Client, *rows: str, mapping: str = "vendors/standard", **fields: str) -> Any:
    content = "\n".join([HEADER, *rows]) + "\n"
    file = SimpleUploadedFile("委託先.csv", content.encode("utf-8-sig"), content_type="text/csv")
    return client.post(reverse(ADD), {"mapping": mapping, "upload": file, **fields}, follow=True)


def page(run: ImportRun, name: str = "change") -> str:
    return reverse(f"admin:backoffice_importrun_{name}", args=[run.pk])


def test_an_upload_is_handed_to_a_worker_and_its_page_shows_the_result(
    baba: User, as_user: SignIn, queue: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    client = as_user(baba)
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(client, GOOD, BAD)
    run = ImportRun.objects.get()
    assert response.redirect_chain[-1][0] == page(run)
    assert queue == [run.pk]
    assert (run.status, run.started_by) == (ImportRun.Status.WAITING, baba)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.created, run.rejected) == (ImportRun.Status.FINISHED, 1, 1)
    shown = client.get(page(run)).content.decode()
    assert page(run, "rejected") in shown
    assert f"import_run={run.pk}" in shown
    assert not run.upload
    assert AuditEntry.objects.get(action="vendors.vendor_imported").actor == baba


def test_the_list_of_what_came_in_holds_these_records_and_no_others(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    upload(client, GOOD)
    tasks.run_import(run_id=ImportRun.objects.get().pk)
    upload(client, GOOD.replace("1,株式会社東和", "9,合同会社西風", 1))
    second = ImportRun.objects.latest("pk")
    tasks.run_import(run_id=second.pk)
    response = client.get(reverse("admin:vendors_vendor_changelist"), {"show": "all", "import_run": second.pk})
    assert [vendor.name for vendor in response.context["cl"].result_list] == ["合同会社西風データ"]


def test_the_progress_part_of_the_page_says_how_far_it_is_in_a_live_region(baba: User, as_user: SignIn) -> None:
    run = ImportRun.objects.create(
        kind="vendors",
        mapping_name="standard",
        file_name="委託先.csv",
        status=ImportRun.Status.RUNNING,
        rows_total=200,
        rows_done=50,
        created_at=AT,
        heartbeat_at=timezone.now(),
    )
    shown = as_user(baba).get(page(run, "progress")).content.decode()
    assert 'role="status"' in shown
    assert 'value="25"' in shown
    assert 'data-over="no"' in shown


def test_rejected_rows_are_fetched_by_those_who_may_and_the_trail_says_so(
    baba: User, doi: User, aoki: User, goto: User, as_user: SignIn
) -> None:
    upload(as_user(baba), BAD)
    run = ImportRun.objects.get()
    tasks.run_import(run_id=run.pk)
    response = as_user(baba).get(page(run, "rejected"))
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "トウワデータ" in content
    assert "attachment" in response["Content-Disposition"]
    assert AuditEntry.objects.get(action="backoffice.rejected_fetched").actor == baba
    assert as_user(doi).get(page(run, "rejected")).status_code == 200
    for stranger in (aoki, goto):
        assert as_user(stranger).get(page(run, "rejected")).status_code == 404
        assert as_user(stranger).get(page(run, "progress")).status_code == 404


def test_only_a_compliance_officer_may_upload(baba: User, doi: User, aoki: User, kudo: User, as_user: SignIn) -> None:
    assert as_user(baba).get(reverse(ADD)).status_code == 200
    for other in (doi, aoki, kudo):
        assert upload(as_user(other), GOOD).status_code == 403
    assert not ImportRun.objects.exists()


def test_a_dry_run_from_the_page_stores_no_record(baba: User, as_user: SignIn) -> None:
    upload(as_user(baba), GOOD, BAD, dry_run="on")
    run = ImportRun.objects.get()
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.created, run.rejected, Vendor.objects.count()) == (1, 1, 0)
    assert run.rejected_file


def test_a_broken_upload_is_refused_with_its_row_and_the_file_is_not_kept(
    baba: User, as_user: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = as_user(baba)
    upload(client, GOOD, '2,"途中で')
    run = ImportRun.objects.get()
    Path(run.upload.path).write_bytes(run.upload.read().rstrip())
    with django_capture_on_commit_callbacks(execute=True):
        tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == ImportRun.Status.REFUSED
    assert not run.upload
    assert not Vendor.objects.exists()
    assert run.message in client.get(page(run)).content.decode()


def test_a_run_whose_worker_died_is_started_again_from_its_page(
    baba: User, as_user: SignIn, queue: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    client = as_user(baba)
    upload(client, GOOD)
    run = ImportRun.objects.get()
    ImportRun.objects.update(status=ImportRun.Status.RUNNING, heartbeat_at=timezone.now() - timedelta(minutes=10))
    tasks.tend_imports()
    run.refresh_from_db()
    assert run.status == ImportRun.Status.FAILED
    assert page(run, "restart") in client.get(page(run)).content.decode()
    queue.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(run, "restart"), {"csrfmiddlewaretoken": "x"})
    assert queue == [run.pk]
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.created) == (ImportRun.Status.FINISHED, 1)


def test_a_waiting_run_whose_message_was_lost_is_handed_out_again(
    baba: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(as_user(baba), GOOD)
    run = ImportRun.objects.get()
    handed: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", lambda *, run_id: handed.append(run_id))
    assert tasks.tend_imports() == 1
    assert handed == [run.pk]


def test_a_task_that_runs_twice_imports_once(baba: User, as_user: SignIn) -> None:
    upload(as_user(baba), GOOD)
    run = ImportRun.objects.get()
    assert tasks.run_import(run_id=run.pk) == "1 created, 0 updated, 0 unchanged, 0 rejected"
    assert tasks.run_import(run_id=run.pk) == ""
    assert tasks.run_import(run_id=run.pk + 1) == ""


def test_queries_of_the_list_do_not_grow_with_its_rows(
    baba: User, as_user: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_user(baba)
    url = reverse("admin:backoffice_importrun_changelist")

    def add(count: int) -> None:
        for _number in range(count):
            ImportRun.objects.create(
                kind="vendors", mapping_name="standard", file_name="a.csv", created_at=AT, started_by=baba
            )

    add(1)
    with django_assert_max_num_queries(100) as one:
        client.get(url)
    add(49)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(url)


def test_neither_the_upload_nor_its_rejected_rows_can_be_read_on_the_disk(
    baba: User,
    as_user: SignIn,
    settings: LazySettings,
    capsys: pytest.CaptureFixture[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    number = "123456789018"
    with django_capture_on_commit_callbacks(execute=True):
        upload(as_user(baba), GOOD, BAD.replace(",,高", f",{number},高"))
    run = ImportRun.objects.get()
    assert "東和".encode() not in Path(run.upload.path).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    on_disk = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [path for path in on_disk if number.encode() in path.read_bytes()] == []
    client = as_user(baba)
    assert number in b"".join(client.get(page(run, "rejected")).streaming_content).decode("utf-8-sig")
    settings.PORTAL_DATA_KEYS = [base64.b64encode(b"n" * 32).decode(), *settings.PORTAL_DATA_KEYS]
    call_command("rotate_keys")
    assert "encrypted anew: 1" in capsys.readouterr().out
    settings.PORTAL_DATA_KEYS = settings.PORTAL_DATA_KEYS[:1]
    assert number in b"".join(client.get(page(run, "rejected")).streaming_content).decode("utf-8-sig")
    assert AuditEntry.objects.get(action="backoffice.import_files_resealed").changes["count"] == 1
    settings.PORTAL_DATA_KEYS = [base64.b64encode(b"o" * 32).decode()]
    answer = client.get(page(run, "rejected"), follow=True)
    assert "PORTAL_DATA_KEYS" in answer.content.decode()
