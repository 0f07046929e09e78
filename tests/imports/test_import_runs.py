"""What does a run of an import leave behind, finished, refused, killed or only tried, and who is told?"""

import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError
from pytest_django import DjangoAssertNumQueries

from privacyportal.audit import trail
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.models import ImportedRow, ImportRun
from privacyportal.imports import engine, runs
from privacyportal.imports.registry import importer_for
from privacyportal.notifications.models import Message
from tests.imports.conftest import MAPPING, imported
from vendors.models import Vendor

AT = datetime(2025, 11, 25, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["nowhere/rejected.csv", "."])
def test_a_place_that_cannot_hold_rejected_rows_is_told_before_anything_is_stored(
    put: Callable[..., Path], place: str
) -> None:
    path = put("1,株式会社東和,,高", "2,,,中")
    with pytest.raises(CommandError):
        imported(path, "--rejected", str(path.parent / place))
    assert not Vendor.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(put: Callable[..., Path]) -> None:
    path = put("1,株式会社東和,,高", "2,,,中")
    lines = imported(path, "--dry-run")
    assert lines[-1] == "1 created, 0 updated, 0 unchanged, 1 rejected"
    assert any("法人番号" in line or "名称" in line for line in lines)
    assert not Vendor.objects.exists()
    assert not ImportRun.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="backoffice.import").exists()
    assert {entry.name for entry in path.parent.iterdir()} == {"vendors.csv", "map.toml"}


def test_a_broken_file_is_refused_whole_with_its_row_and_nothing_is_written(put: Callable[..., Path]) -> None:
    path = put(*(f"{number},株式会社東和{number},,高" for number in range(1, 1500)))
    with path.open("a", encoding="utf-8") as file:
        file.write('1500,"途中で')
    with pytest.raises(CommandError, match=r"1500.*1501"):
        imported(path)
    assert not Vendor.objects.exists()
    assert not ImportedRow.objects.exists()
    run = ImportRun.objects.get()
    assert run.status == ImportRun.Status.REFUSED
    assert "1500" in run.message
    assert [entry.name for entry in path.parent.iterdir() if "rejected" in entry.name] == []


def test_a_run_that_is_killed_is_completed_by_the_same_file(
    put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 2)
    path = put(*(f"{number},株式会社東和{number},,高" for number in range(1, 6)))
    importer, create = importer_for("vendors"), type(importer_for("vendors")).create
    calls = iter([1, 2])

    def killed_in_the_second_batch(self: object, rows: object, **when: object) -> object:
        stored = create(self, rows, **when)  # type: ignore[arg-type]
        if next(calls) == 2:
            raise KeyboardInterrupt
        return stored

    monkeypatch.setattr(type(importer), "create", killed_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        imported(path)
    assert Vendor.objects.count() == 2
    assert ImportRun.objects.get().status == ImportRun.Status.FAILED
    monkeypatch.setattr(type(importer), "create", create)
    assert imported(path)[-1] == "3 created, 0 updated, 2 unchanged, 0 rejected"
    assert Vendor.objects.count() == 5


def test_an_import_is_one_entry_for_the_run_and_one_for_each_vendor(put: Callable[..., Path]) -> None:
    imported(put("1,株式会社東和,,高", "2,合同会社西風,,中", "3,,,中"))
    run = AuditEntry.objects.get(action="backoffice.import_finished")
    assert (run.changes["created"], run.changes["rejected"]) == (2, 1)
    assert len(run.changes["sha256"]) == 64
    created = AuditEntry.objects.filter(action="vendors.vendor_imported")
    assert sorted(entry.reference for entry in created) == sorted(
        Vendor.objects.values_list("reference__number", flat=True)
    )
    assert "東和" not in str([entry.changes for entry in AuditEntry.objects.all()])
    assert trail.verify().is_whole


def test_an_import_mails_nobody(put: Callable[..., Path]) -> None:
    imported(put("1,株式会社東和,,高"))
    assert not Message.objects.exists()


def test_one_import_of_a_kind_runs_at_a_time(put: Callable[..., Path]) -> None:
    path = put("1,株式会社東和,,高")
    ImportRun.objects.create(
        kind="vendors",
        file_name="other.csv",
        status=ImportRun.Status.RUNNING,
        created_at=AT,
        heartbeat_at=datetime.now(AT.tzinfo),
    )
    with pytest.raises(CommandError):
        imported(path)
    assert not Vendor.objects.exists()


def test_the_queries_of_a_batch_do_not_grow_with_its_rows(
    put: Callable[..., Path], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    path = put(*(f"{number},株式会社東和{number},,高" for number in range(1, 201)))
    # 62 for 20 rows, 7 of them to note what the batch makes: what is more for 200 are chunks of the same INSERTs, as
    # SQLite takes so many values in one.
    with django_assert_max_num_queries(73):
        imported(path)


def test_who_imports_is_told_by_name_and_an_unknown_name_is_refused(put: Callable[..., Path], baba: object) -> None:
    path = put("1,株式会社東和,,高")
    imported(path, "--by", "baba")
    assert ImportRun.objects.get().started_by == baba
    with pytest.raises(CommandError):
        imported(path, "--by", "nobody")


@pytest.mark.parametrize("mapping", ["no-such-mapping", "standard.toml"])
def test_an_unknown_mapping_is_refused_with_the_names_of_the_shipped_ones(
    put: Callable[..., Path], mapping: str
) -> None:
    with pytest.raises(CommandError, match="houjin_diff"):
        imported(put("1,株式会社東和,,高"), mapping=mapping)


def test_a_mapping_of_another_kind_is_refused(put: Callable[..., Path]) -> None:
    path = put("1,株式会社東和,,高")
    (path.parent / "map.toml").write_text(MAPPING.replace('"vendors"', '"cases"'), encoding="utf-8")
    with pytest.raises(CommandError, match="cases"):
        imported(path)


def test_a_run_whose_process_is_gone_does_not_stand_in_the_way(put: Callable[..., Path]) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = ImportRun.objects.create(
        kind="vendors",
        file_name="a.csv",
        status=ImportRun.Status.RUNNING,
        created_at=AT,
        heartbeat_at=datetime.now(AT.tzinfo),
        worker=f"{socket.gethostname()}:{gone.pid}",
    )
    assert imported(put("1,株式会社東和,,高"))[-1].startswith("1 created")
    dead.refresh_from_db()
    assert dead.status == ImportRun.Status.FAILED


def test_a_silent_run_is_noticed(db: None) -> None:
    run = ImportRun.objects.create(
        kind="vendors", file_name="a.csv", status=ImportRun.Status.RUNNING, created_at=AT, heartbeat_at=AT
    )
    runs.tend(at=datetime.now(AT.tzinfo))
    run.refresh_from_db()
    assert run.status == ImportRun.Status.FAILED
    assert run.finished_at is not None
