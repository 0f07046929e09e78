"""Do the triggers stand as they would be written on the finished tables, whatever migration brought them?

A trigger of SQLite against INSERT OR REPLACE names the unique keys of its table. Django makes a migration's unique
indexes when all else of it is done: a trigger of the same migration knew none of them.
"""

from django.db import connection

from privacyportal.audit import joining, sealing, triggers


def standing() -> set[str]:
    """The definitions of all triggers of the database."""
    asked = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {definition for (definition,) in cursor.fetchall()}


def test_every_guard_knows_all_keys_of_its_table(db: None) -> None:
    migrated = standing()
    for table in triggers.APPEND_ONLY_TABLES:
        triggers.install(connection, table, triggers.ALLOWED.get(table))
    for table in sealing.SEALED_TABLES:
        sealing.seal(connection, table)
    for join in joining.FORBIDDEN.values():
        joining.install(connection, join)
    assert standing() == migrated
