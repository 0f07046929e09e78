"""How do triggers outlive the rebuilding of a table?

SQLite rebuilds a table to alter it: the table's own triggers go with it, and a trigger of another table that reads it
stops the rebuilding altogether.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

from privacyportal.audit.tables import GuardTables


def keeping_triggers(*operations: Operation) -> list[Operation]:
    """Return operations of a migration, between lifting all of SQLite's triggers and putting them back as they were."""
    kept: dict[str, str] = {}

    def lift(connection: BaseDatabaseWrapper) -> None:
        if connection.vendor != "sqlite":
            return
        kept.clear()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            kept.update(cursor.fetchall())
            for name in kept:
                cursor.execute(f'DROP TRIGGER "{name}"')

    def put_back(connection: BaseDatabaseWrapper) -> None:
        if connection.vendor != "sqlite":
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            standing = {name for (name,) in cursor.fetchall()}
            for name, sql in kept.items():
                if name not in standing:
                    cursor.execute(sql)

    return [GuardTables(lift, put_back), *operations, GuardTables(put_back, lift)]
