"""Which triggers stand in a database, and how do they go? Asked by each way of guarding a table."""

from collections.abc import Iterable, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper


def standing(connection: BaseDatabaseWrapper) -> Mapping[str, str]:
    """Return the triggers that stand and are switched on, with their texts, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger "
                "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            )
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def existing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables of a database."""
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def drop(connection: BaseDatabaseWrapper, table: str, names: Iterable[str]) -> None:
    """Drop triggers of one table where they exist."""
    of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")
