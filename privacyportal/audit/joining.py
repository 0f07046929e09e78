"""What may not be joined to a row, though neither of the two rows forbids it by itself?

A constraint sees one row; a join of many to many is stored after both of its sides, by a shell without any service. The
database asks the condition whenever such a join is written, and refuses as it does for a constraint.
"""

from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from privacyportal.audit.tables import GuardTables

EVENTS = ("INSERT", "UPDATE")


@dataclass(frozen=True, kw_only=True)
class Forbidden:
    """A join that the database refuses: its table, the rule's name, and the condition, in SQL, on the row `NEW`.

    What only needed to hold when the row was written is asked on `INSERT` alone.
    """

    table: str
    name: str
    condition: str
    events: tuple[str, ...] = EVENTS


FORBIDDEN: dict[str, Forbidden] = {}


def forbid(*joins: Forbidden) -> None:
    """Name joins that must be refused; called from an app's `ready()`."""
    FORBIDDEN.update({join.name: join for join in joins})


def refuse_joins(*joins: Forbidden) -> GuardTables:
    """Return the migration operation that makes the database refuse joins.

    Put it last in every migration that creates or alters such a table, as `audit.triggers.append_only`.
    """

    def forwards(connection: BaseDatabaseWrapper) -> None:
        for join in joins:
            install(connection, join)

    def backwards(connection: BaseDatabaseWrapper) -> None:
        for join in joins:
            remove(connection, join)

    return GuardTables(forwards, backwards)


def install(connection: BaseDatabaseWrapper, join: Forbidden) -> None:
    """Create the triggers of one rule, replacing those that stand there."""
    remove(connection, join)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {join.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {join.condition} THEN RAISE EXCEPTION '{join.name}' USING ERRCODE = 'check_violation'; END IF; "
                "RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {join.name} BEFORE {' OR '.join(join.events)} ON {join.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {join.name}()"
            )
            return
        for event, name in zip(join.events, names(connection, join), strict=True):
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {join.table} WHEN {join.condition} "
                f"BEGIN SELECT RAISE(ABORT, '{join.name}'); END"
            )


def remove(connection: BaseDatabaseWrapper, join: Forbidden) -> None:
    """Drop the triggers of one rule where they exist."""
    of_table = f" ON {join.table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names(connection, join):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def names(connection: BaseDatabaseWrapper, join: Forbidden) -> list[str]:
    """Return what the triggers of one rule are called."""
    of_sqlite = [f"{join.name}_{event.lower()}" for event in join.events]
    return [join.name] if connection.vendor == "postgresql" else of_sqlite


def unguarded(alias: str) -> list[str]:
    """Return the tables of a database that do not refuse what they should."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {name for (name,) in cursor.fetchall()}
    asked = [join for join in FORBIDDEN.values() if join.table in existing]
    return sorted({join.table for join in asked if set(names(connection, join)) - standing})
