"""How does the database keep a published version what it was when decisions came to rest on it?

A version is written as a draft and published once (`stage`), by a second person where a person drafted it. From then on
its content is never changed and the row never goes, whatever the door; nor do the rows that are a part of it, nor do
others come. Its last day and its withdrawal are told later, as `backoffice.publishing.put_in_force` tells them: by a
version of the same `key` that begins on that day, or takes the place of one to come. Five laws, 4; section 1.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from privacyportal.audit.guarding import drop, existing, standing
from privacyportal.audit.tables import GuardTables
from privacyportal.audit.triggers import same_row

# What the version that comes after it may still say of it, beside its state.
LAST_DAY = "valid_to"
DRAFT = "draft"
EVENTS = ("UPDATE", "DELETE", "INSERT")
TRUNCATED = "_when_truncated"

POSTGRESQL_TRUNCATED = """
CREATE OR REPLACE FUNCTION portal_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%_stands_still', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
"""


@dataclass(frozen=True, kw_only=True)
class Still:
    """A table of versions, or of their parts; `published` is the SQL condition that a row, `{row}`, is fixed.

    Of versions: `key` names the columns that two versions of one thing share, `state` the column that says draft,
    `ended` what a version is called in it that another has taken the place of.
    """

    table: str
    key: tuple[str, ...] = ()
    state: str = "stage"
    ended: str = "withdrawn"
    is_dated: bool = True
    part_of: str = ""

    @property
    def name(self) -> str:
        """What its triggers are called."""
        return f"{self.table}_stands_still"

    @property
    def is_part(self) -> bool:
        """Whether its rows belong to a version that stands in another table."""
        return bool(self.part_of)

    @property
    def moving(self) -> tuple[str, ...]:
        """The columns that a later version may still write."""
        return () if self.is_part else (self.state, LAST_DAY) if self.is_dated else (self.state,)

    def is_published(self, row: str) -> str:
        """Return the SQL condition that a row is fixed, by the name that the row has there."""
        return self.part_of.format(row=row) or f"{row}.{self.state} <> '{DRAFT}'"

    def is_wrong(self) -> str:
        """Return the SQL condition that a row may not come to be as `NEW` is: a part of what is published already, or
        published by nobody though somebody drafted it."""
        if self.is_part:
            return self.is_published("NEW")
        return f"NEW.{self.state} = 'published' AND NEW.drafted_by_id IS NOT NULL AND NEW.published_by_id IS NULL"

    def is_left_behind(self, other: str) -> str:
        """Return the SQL condition that a published version's state or last day is told otherwise than by another
        version; `other` is the database's word for what differs, empty or not."""
        gone = f"NEW.{self.state} <> OLD.{self.state} AND NOT "
        if not self.is_dated:
            return gone + self._another("o.{state} = 'draft'")
        replaced = self._another("o.{state} = 'draft' AND o.valid_from <= OLD.valid_from")
        ended = self._another("o.{state} <> 'withdrawn' AND o.valid_from = NEW.valid_to")
        return f"({gone}{replaced}) OR (NEW.{LAST_DAY} {other} OLD.{LAST_DAY} AND NOT {ended})"

    def _another(self, condition: str) -> str:
        same = "".join(f" AND o.{column} = OLD.{column}" for column in self.key)
        condition = condition.format(state=self.state)
        return f"EXISTS (SELECT 1 FROM {self.table} o WHERE o.id <> OLD.id{same} AND {condition})"  # noqa: S608  Ours.


def part_of(table: str, column: str, versions: str, state: str = "stage") -> Still:
    """Return what keeps the rows of a table whose `column` leads to their version in the table `versions`."""
    version = f"SELECT 1 FROM {versions} v WHERE v.id = {{row}}.{column} AND v.{state} <> '{DRAFT}'"  # noqa: S608  Ours.
    return Still(table=table, part_of=f"EXISTS ({version})")


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
    becoming = f"NOT ({published}) AND {still.is_wrong()}"
    if connection.vendor == "postgresql":
        refused = f"RAISE EXCEPTION '{still.name}' USING ERRCODE = 'check_violation'"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {still.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP = 'INSERT' THEN IF {still.is_wrong()} THEN {refused}; END IF; RETURN NEW; END IF; "
                f"IF {published} THEN IF TG_OP = 'DELETE' THEN {refused}; END IF; "
                f"IF {changed} THEN {refused}; END IF; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
                f"IF {becoming} THEN {refused}; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {still.name} BEFORE INSERT OR UPDATE OR DELETE ON {still.table} "
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
        "UPDATE": f"({published} AND ({changed})) OR ({becoming})",
        "DELETE": published,
        "INSERT": f"EXISTS (SELECT 1 FROM {still.table} WHERE {in_its_way}) OR ({still.is_wrong()})",  # noqa: S608  Ours.
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
    kept = [column for column in columns if column not in still.moving]
    other = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    differs = [f'NEW."{column}" {other} OLD."{column}"' for column in kept]
    if not still.is_part:
        ended = f"OLD.{still.state} = '{still.ended}' AND NEW.{still.state} <> '{still.ended}'"
        differs += [f"NEW.{still.state} = '{DRAFT}'", ended, still.is_left_behind(other)]
    return " OR ".join(f"({one})" for one in differs)
