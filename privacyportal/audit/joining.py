"""What may not be joined to a row, though neither of the two rows forbids it by itself?

A constraint sees one row; a join of many to many is stored after both of its sides, by a shell without any service. The
database asks the condition whenever such a join is written, and refuses as it does for a constraint.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from privacyportal.audit.guarding import drop, existing, standing
from privacyportal.audit.tables import GuardTables

EVENTS = ("INSERT", "UPDATE")
# What a condition says for the day of Tokyo on which a row is written, and what each database calls it.
TODAY = "TODAY_IN_TOKYO"
TODAYS = {"postgresql": "(CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Tokyo')::date", "sqlite": "date('now', '+9 hours')"}
# The same for the day of a moment that is stored: `DAY_IN_TOKYO(NEW.recorded_at)`.
DAY_OF = re.compile(r"DAY_IN_TOKYO\(([a-z_.]+)\)", re.IGNORECASE)
DAYS_OF = {"postgresql": r"(\1 AT TIME ZONE 'Asia/Tokyo')::date", "sqlite": r"date(\1, '+9 hours')"}


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

    return GuardTables.each(joins, install, remove)


def install(connection: BaseDatabaseWrapper, join: Forbidden) -> None:
    """Create the triggers of one rule, replacing those that stand there."""
    remove(connection, join)
    condition = DAY_OF.sub(DAYS_OF[connection.vendor], join.condition.replace(TODAY, TODAYS[connection.vendor]))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {join.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {condition} THEN RAISE EXCEPTION '{join.name}' USING ERRCODE = 'check_violation'; END IF; "
                "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {join.name} BEFORE {' OR '.join(join.events)} ON {join.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {join.name}()"
            )
            return
        for event, name in zip(join.events, names(connection, join), strict=True):
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {join.table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{join.name}'); END"
            )


def remove(connection: BaseDatabaseWrapper, join: Forbidden) -> None:
    """Drop the triggers of one rule where they exist."""
    drop(connection, join.table, names(connection, join))


@contextmanager
def lifted(connection: BaseDatabaseWrapper, *rules: str) -> Iterator[None]:
    """Let rows be written that these rules forbid as long as the block takes: for databases that are thrown away."""
    for rule in rules:
        remove(connection, FORBIDDEN[rule])
    yield
    for rule in rules:
        install(connection, FORBIDDEN[rule])


def names(connection: BaseDatabaseWrapper, join: Forbidden) -> list[str]:
    """Return what the triggers of one rule are called."""
    of_sqlite = [f"{join.name}_{event.lower()}" for event in join.events]
    return [join.name] if connection.vendor == "postgresql" else of_sqlite


def unguarded(alias: str) -> list[str]:
    """Return the tables of a database that do not refuse what they should."""
    connection = connections[alias]
    stand, tables = standing(connection).keys(), existing(connection)
    asked = [join for join in FORBIDDEN.values() if join.table in tables]
    return sorted({join.table for join in asked if set(names(connection, join)) - stand})
