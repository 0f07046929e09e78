"""The tamper set: eight things that somebody who owns the database may do to the trail, each found and named.

Every trigger of the database is taken away first, then SQL is spoken. What `verify_audit` says is compared by the word.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from privacyportal.accounts.models import Department, User
from privacyportal.accounts.services import change_department
from privacyportal.audit import anchors, proving, trail
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.chain import GENESIS, link
from privacyportal.audit.guarding import drop, standing
from privacyportal.audit.models import AuditEntry, AuditHead, RowDigest

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
MIDDLE = 3  # entries before the last: what is tampered with in the middle


def sql(statement: str, *values: object) -> None:
    """Speak to the database past every model."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_triggers() -> None:
    """Take every trigger of the database away."""
    if connection.vendor == "sqlite":
        drop(connection, "", standing(connection))
        return
    connection.check_constraints()  # What waits for the commit forbids a change of the table.
    for table in connection.introspection.table_names():
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def last() -> int:
    return AuditHead.objects.get().sequence


def renumber(since: int, by: int) -> None:
    """Move every entry from one on by a number, in an order that never meets a number which is taken."""
    moved = [pk for pk in range(since, last() + 1) if AuditEntry.objects.filter(pk=pk).exists()]
    for pk in sorted(moved, reverse=by > 0):
        sql("UPDATE audit_auditentry SET sequence = %s WHERE sequence = %s", pk + by, pk)


def edit() -> str:
    wanted = last() - MIDDLE
    sql("UPDATE audit_auditentry SET reason = 'x' WHERE sequence = %s", wanted)
    return f"broken at sequence {wanted}"


def delete() -> str:
    wanted = last() - MIDDLE
    sql("DELETE FROM audit_auditentry WHERE sequence = %s", wanted)
    renumber(wanted + 1, by=-1)
    return f"broken at sequence {wanted}"


def insert() -> str:
    wanted = last() - MIDDLE
    renumber(wanted, by=1)
    columns = [field.column for field in AuditEntry._meta.concrete_fields]
    given = ", ".join({"sequence": "%s", "entry_hash": "%s"}.get(name, name) for name in columns)
    source = f"SELECT {given} FROM audit_auditentry WHERE sequence = %s"  # noqa: S608  Names of the model's columns.
    sql(f"INSERT INTO audit_auditentry ({', '.join(columns)}) {source}", *in_order(columns, wanted), wanted + 1)
    return f"broken at sequence {wanted}"


def in_order(columns: list[str], sequence: int) -> list[object]:
    """The number and hash of an entry slipped in, in the order in which the columns ask for them."""
    values = {"sequence": sequence, "entry_hash": "0" * 64}
    return [values[name] for name in columns if name in values]


def reorder() -> str:
    one, other = last() - MIDDLE, last() - MIDDLE + 1
    for old, new in ((one, -1), (other, one), (-1, other)):
        sql("UPDATE audit_auditentry SET sequence = %s WHERE sequence = %s", new, old)
    return f"broken at sequence {one}"


def cut_the_tail() -> str:
    end = last()
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", end - 2)
    return f"broken at sequence {end - 1}"


def rewrite_all_with_the_head() -> str:
    previous = GENESIS
    for entry in AuditEntry.objects.order_by("pk").values():
        found = link(previous, {**entry, "reason": "another story"})
        sql(
            "UPDATE audit_auditentry SET reason = %s, previous_hash = %s, entry_hash = %s WHERE sequence = %s",
            *("another story", previous, found, entry["sequence"]),
        )
        previous = found
    sql("UPDATE audit_audithead SET entry_hash = %s", previous)
    assert trail.verify({}).is_whole
    return f"not the trail that was anchored: differs by sequence {last()}"


def cut_the_tail_with_the_head() -> str:
    kept = AuditEntry.objects.get(pk=last() - 2)
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", kept.pk)
    sql("UPDATE audit_audithead SET sequence = %s, entry_hash = %s", kept.pk, kept.entry_hash)
    assert trail.verify({}).is_whole
    return f"not the trail that was anchored: differs by sequence {kept.pk + 1}"


def change_a_protected_row() -> str:
    who = User.objects.order_by("pk")[0]
    proof = RowDigest.objects.filter(model="accounts.user", row=str(who.pk)).order_by("-pk")[0].proved_by
    sql("UPDATE accounts_user SET is_superuser = true WHERE id = %s", who.pk)
    return f"written past the portal:\naccounts_user: row {who.pk} changed: entry {proof} proves another"


TAMPER_SET = (
    edit,
    delete,
    insert,
    reorder,
    cut_the_tail,
    rewrite_all_with_the_head,
    cut_the_tail_with_the_head,
    change_a_protected_row,
)


@pytest.fixture
def owned(baba: User, settings: object, tmp_path: Path) -> None:
    """A trail with deeds in it, proved and anchored; then every trigger of the database is taken away.

    The test's own transaction brings them back.
    """
    settings.PORTAL_ANCHORS_FILE = tmp_path / "anchors.jsonl"
    department = Department.objects.order_by("pk")[0]
    for step in range(MIDDLE + 2):
        change_department(department=department, changes={"name_en": f"Department {step}"}, by=PORTAL, at=AT)
    proving.prove(RowDigest, at=AT)
    anchors.drop_anchor(at=AT)
    without_triggers()
    assert not standing(connection)


def test_the_set_is_whole() -> None:
    assert len(set(TAMPER_SET)) == 8


def test_untouched_the_trail_is_whole(owned: None) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == f"whole: {last()} entries\nas anchored: 1 times\n"


@pytest.mark.parametrize("tamper", TAMPER_SET, ids=lambda one: one.__name__.replace("_", " "))
def test_it_is_found(tamper: Callable[[], str], owned: None) -> None:
    wanted = tamper()
    with pytest.raises(CommandError) as caught:
        call_command("verify_audit")
    assert str(caught.value) == wanted
    assert caught.value.returncode == 1
