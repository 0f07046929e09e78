"""What is shared by both databases: a state to be copied, and the words with which it is held when it comes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from privacyportal.backups.about import About


@dataclass(frozen=True)
class Snapshot:
    """A database at one moment: what it is, a connection that sees it so, and its bytes."""

    about: About
    connection: BaseDatabaseWrapper
    pieces: Iterator[bytes]


class Landing(Protocol):
    """Where a database comes back to; until `commit` nothing of what was there is changed."""

    def piece(self, data: bytes) -> None:
        """Take the next bytes."""

    def settle(self, said: About, *, hold: str) -> None:
        """Make sure that it is what the backup says, and record in it that the mail is held (`hold_values`)."""

    def commit(self) -> None:
        """Let it take the place of what was there."""

    def give_up(self) -> None:
        """Leave everything as it was."""


def hold_values(archive: str, *, taken_at: datetime, restored_at: datetime) -> str:
    """Return the values of the row that says that the portal was restored; none of them comes from outside."""
    moments = [f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" for moment in (taken_at, restored_at)]
    return ", ".join(f"'{value}'" for value in (archive, *moments))


def hold_sql(table: str, values: str) -> str:
    """Return the statement that holds the mail: written with the restored tables, so that none leaves before."""
    columns = "archive, taken_at, restored_at, reason, again"
    return f"INSERT INTO {table} ({columns}) VALUES ({values}, '', false)"  # noqa: S608  Moments and a hash of ours.
