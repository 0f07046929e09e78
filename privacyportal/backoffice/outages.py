"""Is a fault a state of the machines around the portal that passes, or a fault of the portal?"""

import errno
import sqlite3

import psycopg
from django.db import InterfaceError, InternalError, OperationalError

# Primary result codes of SQLite that say what state the file is in; its other errors are of the statement.
SQLITE_STATES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
POSTGRESQL_FULL = "53100"
# After a failover one may still be at the server that only reads.
POSTGRESQL_READ_ONLY = "25006"
# Seconds after which it is worth asking again: so long a restart takes at most to be noticed.
RETRY_AFTER = 10


def is_full(error: BaseException | None) -> bool:
    """Return whether a disk has no room left: that of the files, or of the database."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return _sqlstate(error) == POSTGRESQL_FULL or _sqlite_code(error) == sqlite3.SQLITE_FULL


def is_passing(error: BaseException | None) -> bool:
    """Return whether the database is away, busy, full or about to change its server, or the disk is full."""
    if is_full(error) or isinstance(error, InterfaceError):
        return True
    if isinstance(error, InternalError):
        return _sqlstate(error) == POSTGRESQL_READ_ONLY
    if not isinstance(error, OperationalError):
        return False
    return not isinstance(error.__cause__, sqlite3.Error) or _sqlite_code(error) in SQLITE_STATES


def _sqlite_code(error: BaseException | None) -> int | None:
    cause = error.__cause__ if error is not None else None
    return cause.sqlite_errorcode & 0xFF if isinstance(cause, sqlite3.Error) else None


def _sqlstate(error: BaseException | None) -> str | None:
    cause = error.__cause__ if error is not None else None
    return cause.sqlstate if isinstance(cause, psycopg.Error) else None
