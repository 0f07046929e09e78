"""Is a backup one that the portal can come back from? That is tried: in a database and a directory that then go."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from privacyportal.audit import trail
from privacyportal.audit.anchors import anchors, by_sequence
from privacyportal.backups import files, server
from privacyportal.backups.about import applied, first, head, rows, tables
from privacyportal.backups.admitting import fits
from privacyportal.backups.archive import Contents
from privacyportal.backups.connecting import aside
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.restoring import Arrival, landing

SHOWN = 5
HOLD = "backups_restoration"


@dataclass(frozen=True)
class Verified:
    """What was compared."""

    contents: Contents
    tables: int
    entries: int


def verify(path: Path, *, at: datetime) -> Verified:
    """Restore a backup where nobody works, and compare rows, trail and files with what it says of itself.

    :raises BackupRefused: when anything differs.
    """
    with _scratch() as name, TemporaryDirectory(prefix=".verify-", dir=settings.VAR_DIR) as home:
        arrival = Arrival(lambda about: fits(about, vendor=connection.vendor), lambda: landing(name), Path(home))
        is_done = False
        try:
            contents = arrival.read(path, at=at)
            arrival.commit()
            is_done = True
            return _compared(contents, name, Path(home))
        finally:
            arrival.end(is_done=is_done)


@contextmanager
def _scratch() -> Iterator[str]:
    mark = f"portal_verify_{secrets.token_hex(6)}"
    if connection.vendor == "postgresql":
        with server.scratch(mark) as name:
            yield name
    else:
        with TemporaryDirectory(prefix=".verify-", dir=settings.VAR_DIR) as home:
            yield str(Path(home) / f"{mark}.sqlite3")


def _compared(contents: Contents, name: str, home: Path) -> Verified:
    said = contents.about
    # What was written down here says nothing of another installation's trail.
    is_ours = bool(tables(connection)) and first(connection) == said.first
    with aside(name) as look:
        # The one row that a restoration adds.
        found = {table: count - (table == HOLD) for table, count in rows(look).items()}
        other = sorted(table for table in found.keys() | said.rows if found.get(table) != said.rows.get(table))
        if other:
            _differs(_("rows of %(tables)s") % {"tables": ", ".join(other[:SHOWN])})
        if head(look) != said.head:
            _differs(_("the end of the audit trail"))
        known = {number: kept for number, kept in by_sequence(anchors()).items() if number <= said.head[0]}
        verdict = trail.verify(known if is_ours else {}, using=look.alias)
        if not verdict.is_whole:
            _differs(_("the audit trail, by sequence %(number)s") % {"number": verdict.broken_at})
        wrong = files.differing(contents, home)
        if said.migrations == applied(connection):
            unlike = files.unlike_their_rows(home, look.alias)
            wrong += [name for name in unlike if name not in contents.missing]
        if wrong:
            _differs(_("files: %(names)s") % {"names": ", ".join(wrong[:SHOWN])})
    return Verified(contents, len(said.rows), verdict.entries)


def _differs(what: str) -> None:
    raise BackupRefused(
        _("Restored from this backup, something differs from what was there when it was taken: %(what)s.")
        % {"what": what}
    )
