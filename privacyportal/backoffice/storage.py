"""What becomes of a file when the transaction that keeps it is undone, or the process dies in the middle?

A file is written under another name (`part-…`, its ending kept) and gets its own with the commit; undone, it goes with
the transaction. Whoever asks for the file meanwhile finds it. What a dying process leaves between the two is settled by
`settle`.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import IO
from weakref import finalize

from django.apps import apps
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from privacyportal.backoffice import outages
from privacyportal.backoffice.refusals import PortalError

PART = "part-"
# Where files lie that nobody is to get, beside the others.
APART = "quarantine/"
# What is to take the place of a stored file is written under this name until it does.
ANEW = "anew-"
# No transaction that keeps a file takes as long.
SETTLED_AFTER = timedelta(hours=1)


class NoRoom(PortalError):
    """The disk is full; nothing was kept."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class Written:
    """A file that is written and waits under another name."""

    def __init__(self, part: Path, prefix: str = PART) -> None:
        self.part, self.prefix = part, prefix

    def keep(self) -> None:
        """Give the file its name, in the place of whatever has it."""
        self.part.replace(self.part.with_name(self.part.name.removeprefix(self.prefix)))

    def drop(self) -> None:
        """Remove it."""
        self.part.unlink(missing_ok=True)


class TransactionStorage(FileSystemStorage):
    """Files in a directory, each kept or gone with the transaction that it belongs to."""

    def path(self, name: str) -> str:
        """Return where a file is: under its name, where it waits for the commit, or where it was set apart."""
        places = [FileSystemStorage.path(self, at) for at in places_of(name)]
        found: str = next((place for place in places if os.path.lexists(place)), places[0])
        return found

    def set_apart(self, name: str) -> None:
        """Lay a stored file where nobody gets it; safe to repeat."""
        self._lay(name, f"{APART}{name}")

    def bring_back(self, name: str) -> None:
        """Lay a file that was set apart back under its name; safe to repeat."""
        self._lay(f"{APART}{name}", name)

    def _lay(self, name: str, other: str) -> None:
        source, target = (Path(FileSystemStorage.path(self, place)) for place in (name, other))
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)

    def _save(self, name: str, content: "File[bytes] | IO[bytes]") -> str:
        part = Path(super().path(_waiting(name)))
        try:
            kept: str = super()._save(_waiting(name), content)  # type: ignore[misc]
            part = Path(super().path(kept))
            with part.open("rb") as written:
                os.fsync(written.fileno())
        except OSError as error:
            part.unlink(missing_ok=True)
            if outages.is_full(error):
                raise _no_room() from error
            raise
        self._await_commit(part)
        return named(kept)

    def _await_commit(self, part: Path) -> None:
        # Django forgets what waits for a commit when the transaction, or the part of it, is undone: then the file goes.
        written = Written(part)
        finalize(written, _undo, part).atexit = False
        transaction.on_commit(written.keep, robust=True)


def write_beside(name: str, pieces: Iterable[bytes]) -> Written:
    """Write what is to take the place of a stored file beside it, to the disk; `keep` lets it.

    :raises OSError: when it cannot be written; nothing is left of it.
    """
    path = Path(default_storage.path(name))
    written = Written(path.with_name(f"{ANEW}{path.name}"), ANEW)
    try:
        with written.part.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        written.drop()
        raise
    return written


def places_of(name: str) -> tuple[str, str, str]:
    """Return under which names a file may lie: its own, that of one which waits for the commit, or was set apart."""
    return name, _waiting(name), f"{APART}{name}"


def _waiting(name: str) -> str:
    folder, slash, base = name.rpartition("/")
    return f"{folder}{slash}{PART}{base}"


def named(part: str) -> str:
    """Return the name that a file which waits gets with the commit; any other keeps its own."""
    folder, slash, base = part.rpartition("/")
    return f"{folder}{slash}{base.removeprefix(PART)}"


def settle(*, at: datetime) -> int:
    """Give the files that a dying process left waiting their names, or remove them where no row names them.

    What was to take the place of another goes. Return how many.
    """
    number, home = 0, Path(default_storage.path(""))
    for part in [*home.rglob(f"{PART}*"), *home.rglob(f"{ANEW}*")]:
        if at.timestamp() - part.stat().st_mtime < SETTLED_AFTER.total_seconds():
            continue
        name = named(part.relative_to(home).as_posix())
        if part.name.startswith(PART) and any(rows.exists() for rows in _rows_naming(name)):
            Written(part).keep()
        else:
            part.unlink(missing_ok=True)
        number += 1
    return number


def _undo(part: Path) -> None:
    # Where the connection broke, the commit may have reached the database all the same: that is asked later.
    if not connection.errors_occurred:
        part.unlink(missing_ok=True)


def _rows_naming(name: str) -> "Iterator[models.QuerySet[models.Model]]":
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                yield model._base_manager.filter(**{field.attname: name})


def _no_room() -> NoRoom:
    return NoRoom(
        _(
            "There is no room left on the disk for the file. Nothing of this form was recorded, and what you typed is "
            "kept. Tell the administrator, then choose the file again and send the form."
        )
    )
