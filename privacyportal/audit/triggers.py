"""How does the database itself refuse to rewrite an append-only table?"""

from django.db import connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY_TABLES: set[str] = set()
EVENTS = ("UPDATE", "DELETE")
REPLACE = "_no_replace"

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def append_only(*tables: str) -> migrations.RunPython:
    """Return the migration operation that makes the tables append-only.

    Put it last in every migration that creates or alters such a table: SQLite rebuilds a table to alter it and drops
    its triggers in doing so. Each table also stands in `APPEND_ONLY_TABLES`, which the system check reads.
    """

    def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            install(schema_editor.connection, table)

    def backwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            remove(schema_editor.connection, table)

    return migrations.RunPython(forwards, backwards, elidable=False)


def protect(*tables: str) -> None:
    """Name tables that must carry the triggers; called from an app's `ready()`."""
    APPEND_ONLY_TABLES.update(tables)


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Create the triggers of one table, replacing those that stand there."""
    remove(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION portal_refuse_rewrite()"
            )
            cursor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_rewrite()"
            )
            return
        for event in EVENTS:
            cursor.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN {abort(table)} END"
            )
        # SQLite's INSERT OR REPLACE deletes the row in its way without firing the trigger on DELETE.
        is_taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same_row(connection, table)})"  # noqa: S608  Names of ours.
        cursor.execute(
            f"CREATE TRIGGER {table}{REPLACE} BEFORE INSERT ON {table} WHEN {is_taken} BEGIN {abort(table)} END"
        )


def abort(table: str) -> str:
    """Return the statement with which a trigger of SQLite refuses."""
    return f"SELECT RAISE(ABORT, '{table} is append-only');"


def same_row(connection: BaseDatabaseWrapper, table: str) -> str:
    """Return the condition under which a stored row would give way to a new one: an equal key or unique value."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table).values()
    keys = [found["columns"] for found in constraints if (found["primary_key"] or found["unique"]) and found["columns"]]
    equal = (" AND ".join(f'"{column}" = NEW."{column}"' for column in columns) for columns in keys)
    return " OR ".join(f"({condition})" for condition in equal)


def names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """Return what the triggers of one table are called."""
    of_sqlite = (*(f"_no_{event.lower()}" for event in EVENTS), REPLACE)
    ends = ("_append_only", "_no_truncate") if connection.vendor == "postgresql" else of_sqlite
    return [f"{table}{end}" for end in ends]


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Drop the triggers of one table where they exist."""
    of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names(connection, table):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def missing(alias: str) -> list[str]:
    """Return the protected tables that exist in a database without all of their triggers, or with one switched off."""
    return sorted(lost(alias))


def lost(alias: str) -> dict[str, set[str]]:
    """Return, for each such table, the triggers that do not stand."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        found = {row[0] for row in cursor.fetchall()}
    wanting = {table: set(names(connection, table)) - found for table in APPEND_ONLY_TABLES & existing}
    return {table: gone for table, gone in wanting.items() if gone}
