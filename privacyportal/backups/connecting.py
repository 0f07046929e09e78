"""How is a database looked at beside the portal's own connections, another one too?"""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper


@contextmanager
def aside(name: str | None = None) -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection of its own, outside the pool, to the portal's database or another of the same server.

    :param name: the other database's name, or the embedded one's file
    """
    other = connection.copy(alias=f"backups_{token_hex(4)}")
    options = {key: value for key, value in other.settings_dict["OPTIONS"].items() if key != "pool"}
    other.settings_dict = {**other.settings_dict, "OPTIONS": options}
    if name is not None:
        other.settings_dict["NAME"] = name
    connections[other.alias] = other
    try:
        yield other
    finally:
        other.close()
        del connections[other.alias]


def close_all() -> None:
    """End this process's own connections, so that nobody but others holds the database."""
    own = connections[DEFAULT_DB_ALIAS]
    own.close()
    if isinstance(own, DatabaseWrapper):
        own.close_pool()
