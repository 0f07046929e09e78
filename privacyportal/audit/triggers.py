"""How does the database itself refuse to rewrite an append-only table, save for the one change that a table allows?"""

from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from privacyportal.audit.guarding import drop, existing, standing
from privacyportal.audit.tables import GuardTables

APPEND_ONLY_TABLES: set[str] = set()
ALLOWED: dict[str, "Allowed"] = {}
# Whose rows go where a deed takes them back, and not otherwise.
TAKEN_BACK: set[str] = set()
EVENTS = ("UPDATE", "DELETE")
REPLACE, NO_DELETE = "_no_replace", "_no_delete"
NOT_TAKEN_BACK = (
    "WHEN NOT EXISTS (SELECT 1 FROM audit_takenback t WHERE t.table_name = '{table}' "
    "AND t.last_key >= OLD.id AND t.first_key <= OLD.id) "
)

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""

POSTGRESQL_ALLOWING = """
CREATE OR REPLACE FUNCTION portal_refuse_rewrite_but_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was jsonb := to_jsonb(OLD); becomes jsonb := to_jsonb(NEW); emptied text;
BEGIN
  IF TG_OP <> 'UPDATE' OR was -> TG_ARGV[0] <> 'null' OR becomes -> TG_ARGV[0] = 'null'
     OR was - TG_ARGV <> becomes - TG_ARGV THEN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
  END IF;
  FOREACH emptied IN ARRAY TG_ARGV[1:] LOOP
    IF coalesce(becomes ->> emptied, '') <> '' THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF;
  END LOOP;
  RETURN NEW;
END $$
"""

# What a taking back named in its own transaction goes; of all else the refusal is that of the two functions above.
POSTGRESQL_TAKEN_BACK = """
CREATE OR REPLACE FUNCTION portal_refuse_unless_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM audit_takenback t
             WHERE t.table_name = TG_TABLE_NAME AND t.last_key >= OLD.id AND t.first_key <= OLD.id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""


@dataclass(frozen=True)
class Allowed:
    """The one change that a table allows, once a row: `mark` is set, `emptied` becomes empty, all else stays.

    Both name columns: `mark` goes from NULL to a value, `emptied` are text or file columns. Where `gone_after` is a
    number of days, a row that is marked may be deleted when its instant `at` lies further back.
    """

    mark: str
    emptied: tuple[str, ...] = ()
    gone_after: int = 0


def append_only(*tables: str, allowed: Allowed | None = None) -> GuardTables:
    """Return the migration operation that makes the tables append-only, save for the change that they allow.

    Put it last in every migration that creates or alters such a table: SQLite rebuilds a table to alter it and drops
    its triggers in doing so. Each table also stands in `APPEND_ONLY_TABLES`, which the system check reads.
    """

    def guard(connection: BaseDatabaseWrapper, table: str) -> None:
        install(connection, table, allowed)

    return GuardTables.each(tables, guard, remove)


def protect(*tables: str, allowed: Allowed | None = None, taken_back: bool = False) -> None:
    """Name tables that must carry the triggers, and the change they allow; called from an app's `ready()`.

    :param taken_back: whether a deed may take rows back that nothing was built on; it names them first (`TakenBack`).
    """
    APPEND_ONLY_TABLES.update(tables)
    TAKEN_BACK.update(tables if taken_back else ())
    if allowed is not None:
        ALLOWED.update(dict.fromkeys(tables, allowed))


def install(connection: BaseDatabaseWrapper, table: str, allowed: Allowed | None = None) -> None:
    """Create the triggers of one table, replacing those that stand there."""
    remove(connection, table)
    may_go = may_be_taken_back(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(POSTGRESQL_ALLOWING)
            cursor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE {of_postgresql(allowed, may_go=may_go)} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {function_call(allowed)}"
            )
            if may_go:
                cursor.execute(POSTGRESQL_TAKEN_BACK)
                cursor.execute(
                    f"CREATE TRIGGER {table}{NO_DELETE} BEFORE DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION portal_refuse_unless_taken_back()"
                )
            if allowed is not None and allowed.gone_after:
                cursor.execute(
                    f"CREATE TRIGGER {table}{NO_DELETE} BEFORE DELETE ON {table} FOR EACH ROW "
                    f"WHEN (OLD.at >= now() - interval '{allowed.gone_after} days' OR OLD.{allowed.mark} IS NULL) "
                    "EXECUTE FUNCTION portal_refuse_rewrite()"
                )
            cursor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_rewrite()"
            )
            return
        when = NOT_TAKEN_BACK.format(table=table) if may_go else young(allowed)
        cursor.execute(f"CREATE TRIGGER {table}{NO_DELETE} BEFORE DELETE ON {table} {when}BEGIN {abort(table)} END")
        cursor.execute(no_update(connection, table, allowed))
        # SQLite's INSERT OR REPLACE deletes the row in its way without firing the trigger on DELETE.
        is_taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same_row(connection, table)})"  # noqa: S608  Names of ours.
        cursor.execute(
            f"CREATE TRIGGER {table}{REPLACE} BEFORE INSERT ON {table} WHEN {is_taken} BEGIN {abort(table)} END"
        )


def may_be_taken_back(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Return whether a deed may take rows of a table back, in a database that has come to what says which."""
    return table in TAKEN_BACK and "audit_takenback" in existing(connection)


def allowed_now(connection: BaseDatabaseWrapper, table: str) -> Allowed | None:
    """Return the change a table allows, if it has come to the columns for it already."""
    allowed = ALLOWED.get(table)
    with connection.cursor() as cursor:
        columns = {found.name for found in connection.introspection.get_table_description(cursor, table)}
    return allowed if allowed is not None and allowed.mark in columns else None


def function_call(allowed: Allowed | None) -> str:
    """Return the call by which a trigger of PostgreSQL refuses."""
    if allowed is None:
        return "portal_refuse_rewrite()"
    names = ", ".join(f"'{column}'" for column in (allowed.mark, *allowed.emptied))
    return f"portal_refuse_rewrite_but_once({names})"


def of_postgresql(allowed: Allowed | None, *, may_go: bool = False) -> str:
    """Return what the one trigger of PostgreSQL watches; a table whose rows may go has another for that."""
    return "UPDATE" if may_go or (allowed is not None and allowed.gone_after) else "UPDATE OR DELETE"


def young(allowed: Allowed | None) -> str:
    """Return under which condition SQLite refuses to delete a row: of most tables, always."""
    if allowed is None or not allowed.gone_after:
        return ""
    long_ago = f"datetime('now', '-{allowed.gone_after} days')"
    return f'WHEN NOT (OLD."at" < {long_ago} AND OLD."{allowed.mark}" IS NOT NULL) '


def no_update(connection: BaseDatabaseWrapper, table: str, allowed: Allowed | None) -> str:
    """Return the statement that makes SQLite refuse updates; every column of today is named in it."""
    if allowed is None:
        return f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {abort(table)} END"
    with connection.cursor() as cursor:
        columns = [found.name for found in connection.introspection.get_table_description(cursor, table)]
    kept = [column for column in columns if column not in (allowed.mark, *allowed.emptied)]
    conditions = [
        f'OLD."{allowed.mark}" IS NULL',
        f'NEW."{allowed.mark}" IS NOT NULL',
        *(f"COALESCE(NEW.\"{column}\", '') = ''" for column in allowed.emptied),
        *(f'NEW."{column}" IS OLD."{column}"' for column in kept),
    ]
    is_allowed = " AND ".join(conditions)
    return f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({is_allowed}) BEGIN {abort(table)} END"


def abort(table: str) -> str:
    """Return the statement with which a trigger of SQLite refuses."""
    return f"SELECT RAISE(ABORT, '{table} is append-only');"


def same_row(connection: BaseDatabaseWrapper, table: str) -> str:
    """Return the condition under which a stored row would give way to a new one: an equal key or unique value.

    What is unique among some rows only gives way among these only: both rows are asked whether they are among them.
    """
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
        new = ", ".join(
            f'NEW."{found.name}" AS "{found.name}"'
            for found in connection.introspection.get_table_description(cursor, table)
        )
        some = unique_among(cursor, table)
    ways = []
    for name, found in constraints.items():
        if (found["primary_key"] or found["unique"]) and found["columns"]:
            equal = [f'"{column}" = NEW."{column}"' for column in found["columns"]]
            if name in some:  # The index names columns alone, so the new row is asked as a table of one row.
                asked = f"EXISTS (SELECT 1 FROM (SELECT {new}) WHERE {some[name]})"  # noqa: S608  Names of ours.
                equal += [f"({some[name]})", asked]
            ways.append(" AND ".join(equal))
    return " OR ".join(f"({way})" for way in ways)


def unique_among(cursor: CursorWrapper, table: str) -> dict[str, str]:
    """Return, for each index of SQLite that holds some rows of the table only, the condition that names these rows."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
    halves = {name: (sql or "").partition(" WHERE ") for name, sql in cursor.fetchall()}
    return {name: condition for name, (_index, _where, condition) in halves.items() if condition}


def names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """Return what the triggers of one table are called."""
    of_sqlite = (*(f"_no_{event.lower()}" for event in EVENTS), REPLACE)
    of_postgres: tuple[str, ...] = ("_append_only", "_no_truncate")
    is_old = (allowed := ALLOWED.get(table)) is not None and allowed.gone_after
    if is_old or may_be_taken_back(connection, table):
        of_postgres = (*of_postgres, NO_DELETE)
    ends = of_postgres if connection.vendor == "postgresql" else of_sqlite
    return [f"{table}{end}" for end in ends]


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Drop the triggers of one table where they exist."""
    drop(connection, table, names(connection, table))


def missing(alias: str) -> list[str]:
    """Return the protected tables that exist in a database without all of their triggers, or with one switched off."""
    return sorted(lost(alias))


def lost(alias: str) -> dict[str, set[str]]:
    """Return, for each such table, the triggers that do not stand, or allow another change than they should."""
    connection = connections[alias]
    found, tables = standing(connection), existing(connection)
    wanting = {table: set(names(connection, table)) - set(found) for table in APPEND_ONLY_TABLES & tables}
    for table in ALLOWED.keys() & tables:
        if allowed_now(connection, table) is None:
            continue  # of an older release, which migrate brings to this one
        name, text = allowing(connection, table)
        if text not in found.get(name, text):
            wanting[table].add(name)
    for table in TAKEN_BACK & tables:  # Where the one trigger still watches both, nothing goes: it is no loss.
        if "DELETE" in found.get(f"{table}_append_only", ""):
            wanting[table].discard(f"{table}{NO_DELETE}")
    return {table: gone for table, gone in wanting.items() if gone}


def allowing(connection: BaseDatabaseWrapper, table: str) -> tuple[str, str]:
    """Return the trigger that holds the change a table allows, and what its text says of that change."""
    if connection.vendor == "postgresql":
        return f"{table}_append_only", function_call(ALLOWED[table])
    return f"{table}_no_update", no_update(connection, table, ALLOWED[table])
