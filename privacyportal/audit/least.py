"""With how few rights does the portal work at its database? Its role owns no table and cannot change the trail.

Whoever owns a table can drop the triggers that protect it. On PostgreSQL one role migrates and owns, another one, that
pages and workers use, reads and writes rows alone; of the trail's tables it adds rows and no more than `Allowed` names.
"""

from django.apps import apps
from django.db import connection

from privacyportal.audit.triggers import ALLOWED, APPEND_ONLY_TABLES

OWNED = """
SELECT count(*) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
  AND (pg_has_role(relowner, 'USAGE') OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
"""


def owned() -> int | None:
    """Return how many tables the role of this process owns or could own; None where the database has no roles."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(OWNED)
        return int(cursor.fetchone()[0])


def trail_tables() -> list[str]:
    """Return the tables of the trail that only grow."""
    own = {model._meta.db_table for model in apps.get_app_config("audit").get_models()}
    return sorted(own & APPEND_ONLY_TABLES)


def let_in(role: str, password: str) -> None:
    """Make a role that owns nothing and may make nothing, or keep it, and let it in with this password.

    Asked of a role that may make roles.
    """
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        if not cursor.fetchone()[0]:
            cursor.execute(f"CREATE ROLE {name}")
        # What the statement holds is put in here, not by the server, which takes no parameters for it.
        plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        cursor.execute(f"ALTER ROLE {name} WITH {plain} PASSWORD %s", [password])


def grant(role: str) -> None:
    """Give a role what the portal needs of each table there is now, and nothing more; safe to repeat.

    Asked of the role that owns the tables, on PostgreSQL, after each `migrate`.
    """
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        for table in trail_tables():
            cursor.execute(f"REVOKE UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {name}")
            for right in still_allowed(table):
                cursor.execute(f"GRANT {right} ON {connection.ops.quote_name(table)} TO {name}")


def still_allowed(table: str) -> list[str]:
    """Return the rights that a table's one change needs: some columns, and rows that are old enough to go."""
    allowed = ALLOWED.get(table)
    if allowed is None:
        return []
    columns = ", ".join(connection.ops.quote_name(column) for column in (allowed.mark, *allowed.emptied))
    return [f"UPDATE ({columns})", *(["DELETE"] if allowed.gone_after else [])]
