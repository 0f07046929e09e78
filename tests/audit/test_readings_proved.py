"""What was read is proved by the trail, and goes only when it is old."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.audit import proving, readings, triggers
from privacyportal.audit.models import AppendOnlyError, AuditEntry, Reading
from privacyportal.roof.pages.health.check import Severity
from privacyportal.roof.pages.health.reading import watched
from tests.audit.test_readings import last, store

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
What = Reading.What


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


class TestProof:
    """What was read is proved by the trail, and only old views may go."""

    def test_what_was_read_is_taken_into_the_trail_once(self, baba: User) -> None:
        store(baba, 3)
        readings.prove(at=AT)
        readings.prove(at=AT)
        entry = AuditEntry.objects.get(action="audit.readings_proved")
        assert entry.changes["rows"] == 3
        assert set(Reading.objects.values_list("proved_by", flat=True)) == {entry.sequence}
        out = StringIO()
        call_command("verify_audit", stdout=out)
        assert out.getvalue().startswith("whole:")

    def test_more_than_one_entry_proves_what_many_read(self, baba: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(proving, "MOST", 4)
        store(baba, 10)
        readings.prove(at=AT)
        told = AuditEntry.objects.filter(action="audit.readings_proved").order_by("sequence")
        assert [entry.changes["rows"] for entry in told] == [4, 4, 2]
        assert list(proving.wrong_rows()) == []

    @pytest.mark.parametrize(
        ("sql", "found"),
        [
            ("UPDATE audit_reading SET object_pk = '77' WHERE object_pk = '1'", 3),
            ("UPDATE audit_reading SET actor_id = (SELECT MAX(id) FROM accounts_user) WHERE object_pk = '1'", 3),
            ("DELETE FROM audit_reading WHERE object_pk = '1'", 2),
            ("DELETE FROM audit_reading", None),
            ("UPDATE audit_reading SET proved_by = NULL WHERE object_pk = '1'", 2),
        ],
    )
    def test_who_changes_it_behind_the_portals_back_is_found(
        self, sql: str, found: int | None, baba: User, doi: User, as_user: SignIn
    ) -> None:
        store(baba, 3)
        readings.prove(at=AT)
        number = AuditEntry.objects.get(action="audit.readings_proved").sequence
        triggers.remove(connection, "audit_reading")
        run(sql)
        kept = f"{found} found, not the same" if found is not None else "none found"
        wrong = f"audit_reading: entry {number} proves 3 rows; {kept}"
        assert list(proving.wrong_rows()) == [wrong]
        with pytest.raises(CommandError, match=wrong) as caught:
            call_command("verify_audit")
        assert caught.value.returncode == 1
        assert wrong in as_user(doi).post(reverse("admin:audit_auditentry_verify")).content.decode()

    def test_a_row_that_claims_an_entry_that_proves_nothing_is_found(self, baba: User) -> None:
        store(baba, 1)
        triggers.remove(connection, "audit_reading")
        run("UPDATE audit_reading SET proved_by = 1")
        assert list(proving.wrong_rows()) == ["audit_reading: entry 1 proves none; 1 found, not the same"]

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit_reading SET object_pk = '77'",
            "UPDATE audit_reading SET proved_by = 99",
            "UPDATE audit_reading SET proved_by = NULL",
            "DELETE FROM audit_reading",
        ],
    )
    def test_the_database_refuses(self, sql: str, baba: User) -> None:
        store(baba, 1)
        readings.prove(at=AT)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(sql)
        with pytest.raises(AppendOnlyError):
            last().save()

    def test_old_views_go_with_an_entry_and_the_rest_stays_proved(self, baba: User) -> None:
        long_ago = datetime.now(UTC) - timedelta(days=1200)
        store(baba, 2, at=long_ago)
        proving.prove(Reading, at=long_ago)
        store(baba, 3, at=AT)
        readings.prove(at=datetime.now(UTC))
        assert Reading.objects.count() == 3
        gone = AuditEntry.objects.get(action="audit.readings_gone")
        assert gone.changes["rows"] == 2
        assert list(proving.wrong_rows()) == []

    def test_the_database_keeps_young_views_and_those_that_nothing_proves(self, baba: User) -> None:
        store(baba, 1, at=datetime.now(UTC) - timedelta(days=360))
        proving.prove(Reading, at=AT)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            proving.forget(Reading, before=AT + timedelta(days=1), at=AT)
        store(baba, 1, at=datetime.now(UTC) - timedelta(days=1200))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run("DELETE FROM audit_reading WHERE proved_by IS NULL")

    def test_doctor_says_when_views_are_not_proved(self, baba: User) -> None:
        store(baba, 1)
        severities = [check.severity for check in watched(AT + timedelta(hours=2))]
        assert severities == [Severity.WARNING, Severity.GOOD]
        readings.prove(at=AT)
        assert [check.severity for check in watched(AT + timedelta(hours=2))] == [Severity.GOOD, Severity.GOOD]
