"""What passes is told from what is a fault of the portal, and each is answered as it is."""

import errno
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import DatabaseError, IntegrityError, InterfaceError, InternalError, OperationalError, ProgrammingError
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.backoffice import outages
from privacyportal.backoffice.models import ImportRun


def of_sqlite(code: int) -> sqlite3.OperationalError:
    """An error of SQLite with an extended result code."""
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


STATES = [
    (OperationalError, psycopg.OperationalError("connection refused"), True, False),
    (OperationalError, psycopg.errors.AdminShutdown(), True, False),
    (OperationalError, psycopg.errors.TooManyConnections(), True, False),
    (OperationalError, psycopg.errors.LockNotAvailable(), True, False),
    (OperationalError, psycopg.errors.QueryCanceled(), True, False),
    (OperationalError, psycopg.errors.DeadlockDetected(), True, False),
    (OperationalError, psycopg.errors.DiskFull(), True, True),
    (InterfaceError, psycopg.InterfaceError("the connection is closed"), True, False),
    (InternalError, psycopg.errors.ReadOnlySqlTransaction(), True, False),
    (InternalError, psycopg.errors.InFailedSqlTransaction(), False, False),
    (ProgrammingError, psycopg.errors.UndefinedTable(), False, False),
    (IntegrityError, psycopg.errors.CheckViolation(), False, False),
    (OperationalError, of_sqlite(sqlite3.SQLITE_BUSY), True, False),
    (OperationalError, of_sqlite(sqlite3.SQLITE_BUSY | (2 << 8)), True, False),
    (OperationalError, of_sqlite(sqlite3.SQLITE_FULL), True, True),
    (OperationalError, of_sqlite(sqlite3.SQLITE_IOERR | (3 << 8)), True, False),
    (OperationalError, of_sqlite(sqlite3.SQLITE_ERROR), False, False),
]


@pytest.mark.parametrize(("kind", "cause", "passes", "full"), STATES)
def test_what_passes_is_told_from_a_fault(
    kind: type[DatabaseError], cause: Exception, passes: bool, full: bool
) -> None:
    error = kind("as Django raises it")
    error.__cause__ = cause
    assert (outages.is_passing(error), outages.is_full(error)) == (passes, full)


@pytest.mark.parametrize(("number", "full"), [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EACCES, False)])
def test_a_full_disk_is_told_from_other_faults_of_files(number: int, full: bool) -> None:
    assert (outages.is_passing(OSError(number, "")), outages.is_full(OSError(number, ""))) == (full, full)


def test_nothing_and_anything_else_is_a_fault() -> None:
    assert [outages.is_passing(error) for error in (None, ValueError("x"), DatabaseError("x"))] == [False] * 3


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EACCES, 500)])
def test_an_upload_that_ends_while_it_arrives_is_said_so(
    number: int, status: int, baba: User, as_user: Callable[[User], Client], monkeypatch: Any
) -> None:
    def receive(*_given: object) -> bytes:
        raise OSError(number, "as the disk says it")

    monkeypatch.setattr(MemoryFileUploadHandler, "receive_data_chunk", receive)
    client = as_user(baba)
    client.raise_request_exception = False
    file = SimpleUploadedFile("vendors.csv", b"a,b\n", content_type="text/csv")
    answer = client.post("/admin/backoffice/importrun/add/", {"mapping": "vendors/standard", "upload": file})
    page = answer.content.decode()
    assert (answer.status_code, answer.get("Retry-After")) == (status, "10" if status == 503 else None)
    assert ("ディスクの空き容量がありません" in page) == ("no room left on the disk" in page) == (status == 503)
    assert not ImportRun.objects.exists()
