"""How is the embedded database copied while others write, and put back?"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from privacyportal.backups.about import About, about
from privacyportal.backups.connecting import aside, close_all
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.states import Snapshot, hold_sql

READ = 1 << 20
BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def snapshot(*, at: datetime) -> Iterator[Snapshot]:
    """Yield a copy of the database as it is at one moment (SQLite's online backup), which ends with the block."""
    with TemporaryDirectory(prefix=".backup-", dir=settings.VAR_DIR) as home:
        copy = Path(home) / "copy.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
            # One file by itself, without a journal beside it.
            target.execute("PRAGMA journal_mode=DELETE")
        with aside(str(copy)) as look:
            yield Snapshot(about(look, at=at), look, _pieces(copy))


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while data := content.read(READ):
            yield data


class Place:
    """A file that the database comes back to: written beside its name, looked at, and then given its name."""

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(f"{path.name}.restoring")
        self.part.unlink(missing_ok=True)
        self._file = os.fdopen(os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def piece(self, data: bytes) -> None:
        """Take the next bytes."""
        self._file.write(data)

    def settle(self, said: About, *, hold: str) -> None:
        """Make sure that the copy is whole, and record in it that the mail is held.

        :raises BackupRefused: when it is not what the backup says.
        """
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with closing(sqlite3.connect(self.part, isolation_level=None)) as copy:
            try:
                found = copy.execute("PRAGMA quick_check").fetchone()[0]
                counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in said.rows}  # noqa: S608
                copy.execute(hold_sql("backups_restoration", hold))
            except sqlite3.DatabaseError as error:
                found, counts = str(error), {}
        if found != "ok" or counts != said.rows:
            raise BackupRefused(
                _("The database of this backup is not whole: %(error)s. Take another one.") % {"error": found}
            )

    def commit(self) -> None:
        """Let it take the place of what was there.

        :raises BackupRefused: when somebody still uses what is there.
        """
        close_all()
        if self.path.exists():
            _insist_unused(self.path)
            for ending in BESIDE:
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        self.part.replace(self.path)

    def give_up(self) -> None:
        """Leave everything as it was."""
        self._file.close()
        self.part.unlink(missing_ok=True)


def insist_unused() -> None:
    """Make sure that nobody uses the portal's database.

    :raises BackupRefused: when a process does.
    """
    close_all()
    path = Path(connection.settings_dict["NAME"])
    if path.exists():
        _insist_unused(path)


def _insist_unused(path: Path) -> None:
    # Only the last connection may leave the write-ahead log; what stands in it is in the file then.
    with closing(sqlite3.connect(path, timeout=1)) as last:
        try:
            is_alone = last.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete"
        except sqlite3.OperationalError:
            is_alone = False
    if not is_alone:
        raise BackupRefused(_("The portal is still running. End web, worker and scheduler, then restore."))
