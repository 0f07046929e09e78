"""How do triggers outlive the rebuilding of a table?

SQLite rebuilds a table to alter it: the table's own triggers go with it, and a trigger of another table that reads it
stops the rebuilding altogether.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

from privacyportal.audit.guarding import standing
from privacyportal.audit.tables import GuardTables


def keeping_triggers(*operations: Operation) -> list[Operation]:
    """Return operations of a migration, between lifting all of SQLite's triggers and putting them back as they were."""
    kept: dict[str, str] = {}

    def lift(connection: BaseDatabaseWrapper) -> None:
        if connection.vendor != "sqlite":
            return
        kept.clear()
        kept.update(standing(connection))
        with connection.cursor() as cursor:
            for name in kept:
                cursor.execute(f'DROP TRIGGER "{name}"')

    def put_back(connection: BaseDatabaseWrapper) -> None:
        if connection.vendor != "sqlite":
            return
        gone = kept.keys() - standing(connection).keys()
        with connection.cursor() as cursor:
            for name, sql in kept.items():
                if name in gone:
                    cursor.execute(sql)

    return [GuardTables(lift, put_back), *operations, GuardTables(put_back, lift)]
