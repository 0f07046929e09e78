"""How does the database keep a published version what it was when decisions came to rest on it?

A version is written as a draft and published once (`stage`). From then on only its last day is told by the version that
replaces it, and one that has not begun may be withdrawn; its content is never changed and never deleted, whatever the
door. The same holds of the rows that are a part of it. Five laws, 4; policy section 1.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from privacyportal.audit.tables import GuardTables

# What the version that comes after it, or its withdrawal, may still say of it.
MOVING = ("stage", "valid_to")
DRAFT = "draft"


@dataclass(frozen=True, kw_only=True)
class Still:
    """A table of versions, or of their parts; `published` is the SQL condition on the row `OLD` that it is fixed."""

    table: str
    published: str = f"OLD.stage <> '{DRAFT}'"
    is_part: bool = False

    @property
    def name(self) -> str:
        """What its triggers are called."""
        return f"{self.table}_stands_still"


def part_of(table: str, column: str, versions: str) -> Still:
    """Return what keeps the rows of a table whose `column` leads to their version in the table `versions`."""
    version = f"SELECT 1 FROM {versions} v WHERE v.id = OLD.{column} AND v.stage <> '{DRAFT}'"  # noqa: S608  Ours.
    return Still(table=table, published=f"EXISTS ({version})", is_part=True)


STILL: dict[str, Still] = {}


def keep_still(*kept: Still) -> None:
    """Name tables that must carry the triggers; called from an app's `ready()`."""
    STILL.update({still.table: still for still in kept})


def stands_still(*kept: Still) -> GuardTables:
    """Return the migration operation that makes the database keep published versions as they are.

    Put it last in every migration that creates or alters such a table, as `audit.triggers.append_only`.
    """

    def forwards(connection: BaseDatabaseWrapper) -> None:
        for still in kept:
            install(connection, still)

    def backwards(connection: BaseDatabaseWrapper) -> None:
        for still in kept:
            remove(connection, still)

    return GuardTables(forwards, backwards)


def install(connection: BaseDatabaseWrapper, still: Still) -> None:
    """Create the triggers of one table, replacing those that stand there."""
    remove(connection, still)
    changed = _changed(connection, still)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {still.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {still.published} THEN "
                f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{still.name}' USING ERRCODE = 'check_violation'; END IF; "
                f"IF {changed} THEN RAISE EXCEPTION '{still.name}' USING ERRCODE = 'check_violation'; END IF; "
                "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {still.name} BEFORE UPDATE OR DELETE ON {still.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {still.name}()"
            )
            return
        refused = f"SELECT RAISE(ABORT, '{still.name}');"
        conditions = (f"{still.published} AND ({changed})", still.published)
        for event, name, condition in zip(("UPDATE", "DELETE"), names(connection, still), conditions, strict=True):
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {still.table} WHEN {condition} BEGIN {refused} END"
            )


def remove(connection: BaseDatabaseWrapper, still: Still) -> None:
    """Drop the triggers of one table where they exist."""
    of_table = f" ON {still.table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names(connection, still):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper, *tables: str) -> Iterator[None]:
    """Let rows be written otherwise as long as the block takes: for databases that are thrown away."""
    for table in tables:
        remove(connection, STILL[table])
    yield
    for table in tables:
        install(connection, STILL[table])


def names(connection: BaseDatabaseWrapper, still: Still) -> list[str]:
    """Return what the triggers of one table are called."""
    of_sqlite = [f"{still.name}_on_{event}" for event in ("update", "delete")]
    return [still.name] if connection.vendor == "postgresql" else of_sqlite


def moving(alias: str) -> list[str]:
    """Return the tables of a database in which something published could be changed."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {name for (name,) in cursor.fetchall()}
    kept = [still for still in STILL.values() if still.table in existing]
    return sorted(still.table for still in kept if set(names(connection, still)) - standing)


def _changed(connection: BaseDatabaseWrapper, still: Still) -> str:
    """Return the condition, in SQL on `OLD` and `NEW`, that content differs; a withdrawn version never comes back."""
    with connection.cursor() as cursor:
        columns = [found.name for found in connection.introspection.get_table_description(cursor, still.table)]
    kept = [column for column in columns if still.is_part or column not in MOVING]
    other = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    differs = [f'NEW."{column}" {other} OLD."{column}"' for column in kept]
    if not still.is_part:
        differs += [f"NEW.stage = '{DRAFT}'", "OLD.stage = 'withdrawn' AND NEW.stage <> 'withdrawn'"]
    return " OR ".join(f"({one})" for one in differs)
