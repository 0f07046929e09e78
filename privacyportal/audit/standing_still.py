"""How does the database keep a published version what it was when decisions came to rest on it?

A version is written as a draft and published once (`stage`). From then on its content is never changed and the row
never goes, whatever the door; nor do the rows that are a part of it. Its last day and its withdrawal are told later, by
the version that replaces it: when they may, `backoffice.publishing.put_in_force` decides. Five laws, 4; section 1.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from privacyportal.audit.guarding import drop, existing, standing
from privacyportal.audit.tables import GuardTables
from privacyportal.audit.triggers import same_row

# What the version that comes after it, or its withdrawal, may still say of it.
MOVING = ("stage", "valid_to")
DRAFT = "draft"
EVENTS = ("UPDATE", "DELETE", "INSERT")
TRUNCATED = "_when_truncated"

POSTGRESQL_TRUNCATED = """
CREATE OR REPLACE FUNCTION portal_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%_stands_still', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
"""


@dataclass(frozen=True, kw_only=True)
class Still:
    """A table of versions, or of their parts; `published` is the SQL condition that a row, `{row}`, is fixed."""

    table: str
    published: str = f"{{row}}.stage <> '{DRAFT}'"
    is_part: bool = False

    @property
    def name(self) -> str:
        """What its triggers are called."""
        return f"{self.table}_stands_still"

    def is_published(self, row: str) -> str:
        """Return the SQL condition that a row is fixed, by the name that the row has there."""
        return self.published.format(row=row)


def part_of(table: str, column: str, versions: str) -> Still:
    """Return what keeps the rows of a table whose `column` leads to their version in the table `versions`."""
    version = f"SELECT 1 FROM {versions} v WHERE v.id = {{row}}.{column} AND v.stage <> '{DRAFT}'"  # noqa: S608  Ours.
    return Still(table=table, published=f"EXISTS ({version})", is_part=True)


STILL: dict[str, Still] = {}


def keep_still(*kept: Still) -> None:
    """Name tables that must carry the triggers; called from an app's `ready()`."""
    STILL.update({still.table: still for still in kept})


def stands_still(*kept: Still) -> GuardTables:
    """Return the migration operation that makes the database keep published versions as they are.

    Put it last in every migration that creates or alters such a table, as `audit.triggers.append_only`.
    """

    return GuardTables.each(kept, install, remove)


def install(connection: BaseDatabaseWrapper, still: Still) -> None:
    """Create the triggers of one table, replacing those that stand there."""
    remove(connection, still)
    changed, published = _changed(connection, still), still.is_published("OLD")
    if connection.vendor == "postgresql":
        refused = f"RAISE EXCEPTION '{still.name}' USING ERRCODE = 'check_violation'"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {still.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {published} THEN IF TG_OP = 'DELETE' THEN {refused}; END IF; "
                f"IF {changed} THEN {refused}; END IF; END IF; "
                "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {still.name} BEFORE UPDATE OR DELETE ON {still.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {still.name}()"
            )
            cursor.execute(POSTGRESQL_TRUNCATED)
            cursor.execute(
                f"CREATE TRIGGER {still.name}{TRUNCATED} BEFORE TRUNCATE ON {still.table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION portal_stands_still()"
            )
        return
    # SQLite's INSERT OR REPLACE deletes the row in its way without firing the trigger on DELETE.
    in_its_way = f"({same_row(connection, still.table)}) AND {still.is_published(still.table)}"
    conditions = {
        "UPDATE": f"{published} AND ({changed})",
        "DELETE": published,
        "INSERT": f"EXISTS (SELECT 1 FROM {still.table} WHERE {in_its_way})",  # noqa: S608  Names of ours.
    }
    with connection.cursor() as cursor:
        for event, name in zip(EVENTS, names(connection, still), strict=True):
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {still.table} WHEN {conditions[event]} "
                f"BEGIN SELECT RAISE(ABORT, '{still.name}'); END"
            )


def remove(connection: BaseDatabaseWrapper, still: Still) -> None:
    """Drop the triggers of one table where they exist."""
    drop(connection, still.table, names(connection, still))


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
    of_sqlite = [f"{still.name}_on_{event.lower()}" for event in EVENTS]
    return [still.name, f"{still.name}{TRUNCATED}"] if connection.vendor == "postgresql" else of_sqlite


def moving(alias: str) -> list[str]:
    """Return the tables of a database in which something published could be changed."""
    connection = connections[alias]
    stand, tables = standing(connection).keys(), existing(connection)
    kept = [still for still in STILL.values() if still.table in tables]
    return sorted(still.table for still in kept if set(names(connection, still)) - stand)


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
