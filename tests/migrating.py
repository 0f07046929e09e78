"""How is a migration tried on a database of an older release? On a file of its own, up to that release and then on.

Such a database goes one migration after the other; one from nothing goes by those that replace them.

A test with pytest-django's `django_db` may open no other database: ask for `django_db_blocker` and unblock it.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps

ALIAS = "older"


class OneByOne(MigrationLoader):
    """The migrations as a database of an older release meets them: none is replaced."""

    def load_disk(self) -> None:
        """Leave out what replaces others."""
        super().load_disk()
        self.disk_migrations = {key: one for key, one in self.disk_migrations.items() if not one.replaces}


@contextmanager
def older_database(directory: Path, *targets: tuple[str, str]) -> Iterator[StateApps]:
    """A database migrated up to `targets` and no further; yields its models, which store there."""
    settings = {**connections.databases["default"], "ENGINE": "django.db.backends.sqlite3"}
    settings |= {"NAME": str(directory / "older.sqlite3"), "OPTIONS": {}}
    connections.databases[ALIAS] = settings
    try:
        yield migrated(*targets)
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.databases[ALIAS]


def migrated(*targets: tuple[str, str]) -> StateApps:
    """Migrate that database to `targets`; return the models as they are there."""
    executor = MigrationExecutor(connections[ALIAS])
    executor.loader = OneByOne(connections[ALIAS])
    executor.migrate(list(targets))
    return OneByOne(connections[ALIAS]).project_state(list(targets)).apps


def schema(database: Path) -> Mapping[str, list[str]]:
    """All that stands in the file of an embedded database: columns, constraints, indexes, triggers.

    In which order a table's definition has them says only which way it came about: SQLite rebuilds it to alter it.
    """
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {f"{kind} {name}": sorted(parts(sql)) if kind == "table" else [sql] for kind, name, sql in rows}


def parts(definition: str) -> list[str]:
    """The columns and constraints of a table."""
    found, depth, quoted = [""], 0, ""
    for sign in definition[definition.index("(") + 1 : definition.rindex(")")]:
        quoted = sign if not quoted and sign in "'\"" else "" if sign == quoted else quoted
        depth += 0 if quoted else {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth and not quoted:
            found.append("")
        else:
            found[-1] += sign
    return [part.strip() for part in found]
