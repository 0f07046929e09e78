"""How does the database itself refuse to rewrite an append-only table?"""

from django.db import connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY_TABLES: set[str] = set()
EVENTS = ("UPDATE", "DELETE")

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
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Drop the triggers of one table where they exist."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
            return
        for event in EVENTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event.lower()}")


def missing(alias: str) -> list[str]:
    """Return the protected tables that exist in a database without their full set of triggers."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = [row[0] for row in cursor.fetchall()]
    return sorted(table for table in APPEND_ONLY_TABLES & existing if found.count(table) < len(EVENTS))
