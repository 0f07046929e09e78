"""How does the database keep erased what was erased, in a table whose rows may otherwise change?

The row's own constraint keeps its content empty while it names its erasure; the triggers keep that name: it is never
taken off or exchanged, and the row neither goes nor gives way to another.
"""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from privacyportal.audit.guarding import drop, existing, standing
from privacyportal.audit.tables import GuardTables

MARK = "erasure_id"
SEALED_TABLES: set[str] = set()

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION portal_stays_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.{MARK} IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.{MARK} IS DISTINCT FROM OLD.{MARK}) THEN
    RAISE EXCEPTION '% stays erased', TG_TABLE_NAME;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""


def stays_erased(*tables: str) -> GuardTables:
    """Return the migration operation that seals the erased rows of tables.

    Put it last in every migration that creates or alters such a table, as `audit.triggers.append_only`.
    """

    return GuardTables.each(tables, seal, unseal)


def keep_erased(*tables: str) -> None:
    """Name tables that must carry the triggers; called from an app's `ready()`."""
    SEALED_TABLES.update(tables)


def seal(connection: BaseDatabaseWrapper, table: str) -> None:
    """Create the triggers of one table, replacing those that stand there."""
    unseal(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_stays_erased BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION portal_stays_erased()"
            )
            return
        refused = f"SELECT RAISE(ABORT, '{table} stays erased');"
        was, changed = f"OLD.{MARK} IS NOT NULL", f"NEW.{MARK} IS NOT OLD.{MARK}"
        cursor.execute(
            f"CREATE TRIGGER {table}_stays_erased BEFORE UPDATE ON {table} WHEN {was} AND {changed} BEGIN {refused} END"
        )
        cursor.execute(f"CREATE TRIGGER {table}_erased_stays BEFORE DELETE ON {table} WHEN {was} BEGIN {refused} END")
        # SQLite's INSERT OR REPLACE deletes the row in its way without firing the trigger on DELETE.
        is_taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id AND {MARK} IS NOT NULL)"  # noqa: S608  Ours.
        cursor.execute(
            f"CREATE TRIGGER {table}_erased_not_replaced BEFORE INSERT ON {table} WHEN {is_taken} BEGIN {refused} END"
        )


def unseal(connection: BaseDatabaseWrapper, table: str) -> None:
    """Drop the triggers of one table where they exist."""
    drop(connection, table, names(connection, table))


def names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """Return what the triggers of one table are called."""
    of_sqlite = ("_stays_erased", "_erased_stays", "_erased_not_replaced")
    ends = ("_stays_erased",) if connection.vendor == "postgresql" else of_sqlite
    return [f"{table}{end}" for end in ends]


def unsealed(alias: str) -> list[str]:
    """Return the tables that have come to the column of erasures and do not carry all of their triggers."""
    connection = connections[alias]
    stand = standing(connection).keys()
    wanting = [table for table in SEALED_TABLES & existing(connection) if set(names(connection, table)) - stand]
    return sorted(table for table in wanting if _has_mark(connection, table))


def _has_mark(connection: BaseDatabaseWrapper, table: str) -> bool:
    with connection.cursor() as cursor:
        columns = {found.name for found in connection.introspection.get_table_description(cursor, table)}
    return MARK in columns
