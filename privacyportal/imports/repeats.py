"""Which rows of a file repeat an earlier one, however large the file is?"""

import sqlite3
from collections.abc import Iterable
from types import TracebackType
from typing import Self


class Repeats:
    """A note of every row's key on disk, so that memory does not grow with the file.

    Rows must be added in order. Use as a context manager: the note is a temporary database that vanishes.
    """

    def __init__(self) -> None:
        # An empty name is a private temporary database on disk, removed by SQLite itself.
        self._notes = sqlite3.connect("", isolation_level=None)
        self._notes.execute("PRAGMA journal_mode=OFF")
        self._notes.execute("PRAGMA synchronous=OFF")
        self._notes.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, times INTEGER, last INTEGER) WITHOUT ROWID")
        self._notes.execute("CREATE TABLE repeated (record INTEGER PRIMARY KEY, occurrence INTEGER, earlier INTEGER)")
        self._notes.execute("CREATE INDEX repeated_earlier ON repeated (earlier)")
        self._notes.execute("CREATE TABLE again (key TEXT PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._notes.close()

    def add(self, rows: Iterable[tuple[int, str]]) -> None:
        """Note (record number, key) pairs."""
        self._notes.execute("BEGIN")
        for record, key in rows:
            times, earlier = self._notes.execute(
                "INSERT INTO seen VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times, last",
                (key, record),
            ).fetchone()
            if times > 1:
                self._notes.execute("INSERT INTO repeated VALUES (?, ?, ?)", (record, times, earlier))
                self._notes.execute("UPDATE seen SET last = ? WHERE key = ?", (record, key))
        self._notes.execute("COMMIT")

    def begin_anew(self) -> bool:
        """Forget all but which keys came more than once; return whether any did."""
        self._notes.execute("INSERT INTO again SELECT key FROM seen WHERE times > 1")
        self._notes.execute("DELETE FROM repeated")
        self._notes.execute("DELETE FROM seen")
        return self._notes.execute("SELECT 1 FROM again LIMIT 1").fetchone() is not None

    def came_again(self, key: str) -> bool:
        """Return whether a key came more than once before all was begun anew."""
        return self._notes.execute("SELECT 1 FROM again WHERE key = ?", (key,)).fetchone() is not None

    def occurrences(self, first: int, last: int) -> dict[int, int]:
        """Return the occurrence of each row from `first` to `last` whose key came before; the others are the first."""
        return dict(
            self._notes.execute(
                "SELECT record, occurrence FROM repeated WHERE record BETWEEN ? AND ?", (first, last)
            ).fetchall()
        )

    def superseded(self, first: int, last: int) -> dict[int, int]:
        """Return the rows from `first` to `last` whose key comes again, with the row where it comes next."""
        return dict(
            self._notes.execute(
                "SELECT earlier, record FROM repeated WHERE earlier BETWEEN ? AND ?", (first, last)
            ).fetchall()
        )
