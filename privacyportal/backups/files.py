"""Which files belong into a backup, and how do they come back without those that were there being half gone?"""

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import models

from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.storage import named, places_of
from privacyportal.backups.archive import Contents, Writer

# What stands aside in the directory of files itself, which may be a mount of its own: a move there is one step.
COMING, GOING = ".restoring", ".restored-over"
DIGEST = "sha256"

type Field = models.Field[object, object]


def put_all(writer: Writer, wanted: Collection[str]) -> None:
    """Put every file into a backup, and note in it those that records name (`wanted`) and the disk does not have."""
    taken: set[str] = set()
    for name in stored(Path(settings.MEDIA_ROOT)):
        found = _open(name)
        if found is None:
            continue
        kept, content = found
        with content:
            if kept not in taken:
                taken.add(kept)
                writer.file(kept, content, os.fstat(content.fileno()).st_size)
    writer.contents.missing = sorted(name for name in wanted if taken.isdisjoint(places_of(name)))


def stored(home: Path) -> Iterator[str]:
    """Yield the names of the files in a directory, in order, without what stands aside."""
    for folder, folders, names in os.walk(home):
        if Path(folder) == home:
            folders[:] = [name for name in folders if name not in (COMING, GOING)]
        folders.sort()
        for name in sorted(names):
            yield (Path(folder) / name).relative_to(home).as_posix()


def _open(name: str) -> tuple[str, IO[bytes]] | None:
    """Open a file under its name, or under the one that its commit gave it meanwhile; None of what was erased."""
    for one in (name, named(name)):
        with suppress(FileNotFoundError):
            return one, (Path(settings.MEDIA_ROOT) / one).open("rb")
    return None


class Place:
    """The directory that files come back to: beside those that are there, until all of them are."""

    def __init__(self, home: Path) -> None:
        self.home, self.coming, self.going = home, home / COMING, home / GOING
        shutil.rmtree(self.coming, ignore_errors=True)
        self.coming.mkdir(parents=True, mode=0o700)
        self._open: IO[bytes] | None = None

    def file(self, name: str) -> Callable[[bytes], object]:
        """Return what takes a file's content."""
        self._close()
        path = self.coming / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open = path.open("xb")
        return self._open.write

    def settle(self) -> None:
        """Make sure that all of them are on the disk."""
        self._close()
        os.sync()

    def swap(self) -> None:
        """Let them take the place of those that were there, which stand aside."""
        self.going.mkdir(mode=0o700)
        _move(self.home, self.going)
        _move(self.coming, self.home)

    def swap_back(self) -> None:
        """Undo the swap."""
        _move(self.home, self.coming)
        _move(self.going, self.home)

    def clear(self) -> None:
        """Remove what stands aside."""
        self._close()
        for path in (self.coming, self.going):
            shutil.rmtree(path, ignore_errors=True)

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _move(source: Path, target: Path) -> None:
    for path in list(source.iterdir()):
        if path.name not in (COMING, GOING):
            path.rename(target / path.name)


def differing(contents: Contents, home: Path) -> list[str]:
    """Return the files in a directory that are not those of a backup."""
    return sorted(name for name, digest in contents.files.items() if _digest(home / name) != digest)


def unlike_their_rows(home: Path, using: str) -> list[str]:
    """Return the files in a directory that are not what the record of each says of its content.

    :param using: the connection to the records
    """
    with _kept_in(home):
        return sorted(name for model, field, digest in _fields() for name in _unlike(model, field, digest, using))


def _fields() -> Iterator[tuple[type[models.Model], models.FileField, Field]]:
    """Yield the kinds of record that keep the SHA-256 of their file, with both fields."""
    for model in apps.get_models():
        digests = [field for field in model._meta.concrete_fields if field.name == DIGEST]
        files = [field for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
        yield from ((model, file, digest) for file in files for digest in digests)


def _unlike(model: type[models.Model], field: models.FileField, digest: Field, using: str) -> Iterator[str]:
    for row in model._base_manager.using(using).exclude(**{field.name: ""}).iterator(500):
        file = field.value_from_object(row)
        try:
            with file.open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
        except (OSError, PortalError):
            found = ""
        if found != digest.value_from_object(row):
            yield str(file.name)


@contextmanager
def _kept_in(home: Path) -> Iterator[None]:
    """Let records look for their files in another directory meanwhile."""
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        yield
        return
    before = storage.location
    storage.__dict__["location"] = str(home)
    try:
        yield
    finally:
        storage.__dict__["location"] = before


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
