"""How is a migration tried on a database of an older release? On a file of its own, up to that release and then on.

A test with pytest-django's `django_db` may open no other database: ask for `django_db_blocker` and unblock it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

ALIAS = "older"


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
    executor.migrate(list(targets))
    return MigrationExecutor(connections[ALIAS]).loader.project_state(list(targets)).apps
