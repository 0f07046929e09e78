"""Is everything recorded once, in order, and does any tampering show?"""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from privacyportal.accounts.models import User
from privacyportal.audit import trail, triggers
from privacyportal.audit.actors import PORTAL, Staff
from privacyportal.audit.checks import append_only_triggers_stand, message
from privacyportal.audit.models import AppendOnlyError, AuditEntry, AuditHead
from privacyportal.audit.trail import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
TABLE = "audit_auditentry"


def record(number: int = 1) -> None:
    """Add entries."""
    for step in range(number):
        trail.record(action="cases.noted", reference=f"CASE-2026-{step:06}", by=PORTAL, at=AT, changes={"step": step})


def run(sql: str, *values: Any) -> None:
    """Speak to the database past every model."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def tampered() -> Callable[..., None]:
    """Somebody with the keys of the database takes the triggers away; the test's transaction brings them back."""
    record(5)
    triggers.remove(connection, TABLE)
    return run


def last() -> int:
    """Return the number of the last entry."""
    return AuditHead.objects.get().sequence


class TestAppendOnly:
    """The trail refuses at every door."""

    def test_the_model_refuses(self) -> None:
        record()
        entry = AuditEntry.objects.last()
        entry.reason = "anders"
        with pytest.raises(AppendOnlyError):
            entry.save()
        with pytest.raises(AppendOnlyError):
            entry.delete()

    def test_the_queryset_refuses(self) -> None:
        record(2)
        entries = AuditEntry.objects.all()
        with pytest.raises(AppendOnlyError):
            entries.update(reason="x")
        with pytest.raises(AppendOnlyError):
            entries.delete()
        with pytest.raises(AppendOnlyError):
            AuditEntry.objects.bulk_update(list(entries), ["reason"])

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit_auditentry SET reason = 'x'",
            "DELETE FROM audit_auditentry",
            "UPDATE audit_auditentry SET sequence = sequence + 1000",
        ],
    )
    def test_the_database_refuses(self, sql: str) -> None:
        record(2)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(sql)

    def test_overwriting_by_a_bulk_insert_is_refused(self) -> None:
        record()
        entry = AuditEntry.objects.last()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEntry.objects.bulk_create(
                [entry], update_conflicts=True, unique_fields=["sequence"], update_fields=["reason"]
            )

    def test_the_private_delete_of_django_is_refused(self) -> None:
        record()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEntry.objects.all()._raw_delete(using="default")

    def test_no_database_empties_the_table(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            run("TRUNCATE audit_auditentry CASCADE")

    @pytest.mark.parametrize("sequence", [1, 1000], ids=["same number", "same hash"])
    def test_an_insert_that_replaces_is_refused(self, sequence: int) -> None:
        record()
        columns = [field.column for field in AuditEntry._meta.concrete_fields]
        values = {"sequence": str(sequence), "reason": "'x'"}
        given = ", ".join(values.get(name, name) for name in columns)
        row = f"{TABLE} ({', '.join(columns)}) SELECT {given} FROM {TABLE} WHERE sequence = 1"  # noqa: S608
        key = "entry_hash" if sequence == 1000 else "sequence"
        sql = {
            "sqlite": f"INSERT OR REPLACE INTO {row}",
            "postgresql": f"INSERT INTO {row} ON CONFLICT ({key}) DO UPDATE SET reason = 'x'",
        }
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(sql[connection.vendor])
        assert trail.verify().is_whole

    def test_a_second_entry_of_the_same_number_is_refused_by_the_model(self) -> None:
        record()
        stored = AuditEntry.objects.last()
        fields = {field.attname: getattr(stored, field.attname) for field in AuditEntry._meta.concrete_fields}
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry(**{**fields, "reason": "x"}).save()
        assert trail.verify().is_whole

    def test_a_table_without_its_triggers_is_named_by_the_system_check(self) -> None:
        assert triggers.missing("default") == []
        triggers.remove(connection, TABLE)
        assert triggers.missing("default") == [TABLE]

    def test_a_trigger_taken_away_or_switched_off_is_named_by_the_system_check(self) -> None:
        name = triggers.names(connection, TABLE)[0]
        run(
            f"ALTER TABLE {TABLE} DISABLE TRIGGER {name}"
            if connection.vendor == "postgresql"
            else f"DROP TRIGGER {name}"
        )
        assert triggers.missing("default") == [TABLE]
        assert [found.id for found in append_only_triggers_stand(["default"])] == ["audit.E001"]

    def test_a_database_of_an_older_release_may_be_migrated(self) -> None:
        found = message(TABLE, "default", {f"{TABLE}{triggers.REPLACE}"})
        assert (found.id, found.is_serious()) == ("audit.W001", False)
        assert message(TABLE, "default", set(triggers.names(connection, TABLE))).is_serious()


class TestChain:
    """Every entry follows from the one before."""

    def test_an_untouched_trail_is_whole(self) -> None:
        record(3)
        verdict = trail.verify()
        assert verdict.is_whole
        assert verdict.entries == last() == AuditEntry.objects.count()

    def test_numbers_run_without_a_gap_also_after_a_rollback(self) -> None:
        record()
        before = last()

        def fail() -> None:
            with transaction.atomic():
                record(3)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        record()
        assert last() == before + 1
        assert trail.verify().is_whole

    def test_an_entry_takes_the_head_itself_and_the_head_again(
        self, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        record()
        with django_assert_num_queries(3):
            trail.record(action="cases.noted", by=PORTAL, at=AT)

    def test_many_entries_take_as_many_queries_as_one(
        self, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        # SQLite takes 999 values a statement; a head and its lock beside.
        with django_assert_max_num_queries(6):
            trail.record_many([Entry(action="cases.noted") for _step in range(200)], by=PORTAL, at=AT)
        assert trail.verify().is_whole

    def test_who_and_when_are_part_of_the_chain(self, baba: User, tampered: Callable[..., None]) -> None:
        trail.record(action="cases.noted", by=Staff(baba), at=AT)
        mine = last()
        tampered("UPDATE audit_auditentry SET actor_id = NULL WHERE sequence = %s", mine)
        assert trail.verify().broken_at == mine

    @pytest.mark.parametrize(
        "column", ["reason", "action", "reference", "section", "actor_name", "model", "object_pk", "entry_hash"]
    )
    def test_an_edit_shows_at_the_edited_entry(self, column: str, tampered: Callable[..., None]) -> None:
        wanted = last() - 2
        tampered("UPDATE audit_auditentry SET COLUMN = 'x' WHERE sequence = %s".replace("COLUMN", column), wanted)
        assert trail.verify().broken_at == wanted

    def test_a_changed_time_shows(self, tampered: Callable[..., None]) -> None:
        tampered("UPDATE audit_auditentry SET at = %s WHERE sequence = %s", datetime(2026, 11, 15, tzinfo=UTC), last())
        assert trail.verify().broken_at == last()

    def test_changed_content_shows(self, tampered: Callable[..., None]) -> None:
        tampered("UPDATE audit_auditentry SET changes = %s WHERE sequence = %s", '{"step": 9}', last() - 1)
        assert trail.verify().broken_at == last() - 1

    def test_a_deleted_entry_shows(self, tampered: Callable[..., None]) -> None:
        wanted = last() - 3
        tampered("DELETE FROM audit_auditentry WHERE sequence = %s", wanted)
        assert trail.verify().broken_at == wanted

    def test_a_deleted_entry_shows_even_when_the_rest_is_renumbered(self, tampered: Callable[..., None]) -> None:
        wanted = last() - 3
        tampered("DELETE FROM audit_auditentry WHERE sequence = %s", wanted)
        for sequence in range(wanted + 1, wanted + 4):
            tampered("UPDATE audit_auditentry SET sequence = %s WHERE sequence = %s", sequence - 1, sequence)
        assert trail.verify().broken_at == wanted

    def test_two_entries_that_changed_places_show(self, tampered: Callable[..., None]) -> None:
        one, other = last() - 3, last() - 2
        tampered("UPDATE audit_auditentry SET sequence = -1 WHERE sequence = %s", one)
        tampered("UPDATE audit_auditentry SET sequence = %s WHERE sequence = %s", one, other)
        tampered("UPDATE audit_auditentry SET sequence = %s WHERE sequence = -1", other)
        assert trail.verify().broken_at == one

    def test_a_cut_tail_shows(self, tampered: Callable[..., None]) -> None:
        end = last()
        tampered("DELETE FROM audit_auditentry WHERE sequence > %s", end - 2)
        assert trail.verify().broken_at == end - 1

    def test_an_emptied_trail_shows(self, tampered: Callable[..., None]) -> None:
        tampered("DELETE FROM audit_auditentry")
        assert trail.verify().broken_at == 1

    def test_a_forged_entry_at_the_end_shows(self, tampered: Callable[..., None]) -> None:
        end = AuditEntry.objects.last()
        forged = AuditEntry(
            sequence=end.sequence + 1, at=AT, action="x", previous_hash=end.entry_hash, entry_hash="0" * 64
        )
        AuditEntry.objects.bulk_create([forged])
        assert trail.verify().broken_at == end.sequence + 1


class TestCommand:
    """`manage.py verify_audit`."""

    def test_it_says_how_many_entries_were_proved(self) -> None:
        record(2)
        out = StringIO()
        call_command("verify_audit", stdout=out)
        assert out.getvalue() == f"whole: {last()} entries\n"

    def test_it_ends_with_1_and_names_the_entry(self, tampered: Callable[..., None]) -> None:
        wanted = last() - 1
        tampered("UPDATE audit_auditentry SET reason = 'x' WHERE sequence = %s", wanted)
        with pytest.raises(CommandError, match=f"broken at sequence {wanted}") as caught:
            call_command("verify_audit")
        assert caught.value.returncode == 1
