"""How is a backup taken while people work?"""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from privacyportal.audit.actors import PORTAL
from privacyportal.backups import embedded, files, server, services
from privacyportal.backups.about import named_files
from privacyportal.backups.archive import Contents, Writer
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.sealed import key
from privacyportal.backups.states import Snapshot

ENDING = ".backup"


def take(path: Path, *, at: datetime) -> Contents:
    """Write a backup of the state at this moment, to a file or, under a name of its own, into a directory.

    The database first, as it is at one moment, then the files: one is stored before the row that names it.

    :raises BackupRefused: without a key, where there is such a file already, or it cannot be written.
    """
    secret = key()
    target = path / f"portal-{at:%Y%m%dT%H%M%SZ}{ENDING}" if path.is_dir() else path
    if target.exists():
        raise BackupRefused(_("%(file)s exists already. Name another file.") % {"file": target})
    try:
        contents = _written(target, secret, at)
    except OSError as error:
        raise BackupRefused(_("%(file)s: %(error)s.") % {"file": error.filename, "error": error.strerror}) from error
    number, missing = len(contents.files), len(contents.missing)
    services.note_taken(**contents.told, files=number, missing=missing, by=PORTAL, at=at)
    return contents


def _written(target: Path, secret: bytes, at: datetime) -> Contents:
    with snapshot(at=at) as found:
        writer = Writer(target, secret, found.about)
        try:
            writer.database(found.pieces)
            wanted = named_files(found.connection)
        except BaseException:
            writer.give_up()
            raise
    try:
        files.put_all(writer, wanted)
        return writer.finish()
    except BaseException:
        writer.give_up()
        raise


def snapshot(*, at: datetime) -> AbstractContextManager[Snapshot]:
    """Return the state of the portal's database at this moment."""
    return server.snapshot(at=at) if connection.vendor == "postgresql" else embedded.snapshot(at=at)
