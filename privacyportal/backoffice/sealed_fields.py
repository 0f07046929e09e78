"""How does a model keep a file encrypted? By the kind of its field: whoever stores or reads it need not think of it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.fields.files import FieldFile

from privacyportal.backoffice.sealed_files import PIECE, key_of, not_opened, opened, sealing
from privacyportal.backoffice.storage import Written, write_beside


class Binding(models.Model):
    """A model with encrypted files: it says what a file of a row is bound to."""

    class Meta:
        abstract = True

    def bound_to(self, name: str) -> str:
        """Return model, field and what tells this row from any other; `name` is where its file is stored."""
        raise NotImplementedError


class SealedFile(FieldFile):
    """A file of a row: encrypted as it is stored, decrypted as it is read."""

    @property
    def bound_to(self) -> str:
        """Return what this row's file is bound to."""
        return cast("Binding", self.instance).bound_to(self.name or "")

    def save(self, name: str, content: "File[bytes]", save: bool = True) -> None:
        """Store a file, encrypted, under a name that is chosen first: the file is bound to it.

        :raises KeyMissing: when the installation has no key.
        """
        self.name = self.field.generate_filename(self.instance, name)
        closed = _Closed(sealing(content.chunks(), bound_to=self.bound_to), name=self.name)
        if self.storage.save(self.name, closed, max_length=self.field.max_length) != self.name:
            raise FileExistsError(self.name)
        self.instance.__dict__[self.field.attname] = self.name
        self._committed = True
        if save:
            raise TypeError("A row gets its file as it is made, and keeps it.")

    def open(self, mode: str | None = "rb") -> "SealedFile":  # type: ignore[override]
        """Open the file for reading, from its beginning.

        :raises KeyMissing: when the installation does not have its key.
        :raises NotOpened: when it is not what was stored for this row.
        """
        if not self._committed:
            super().open(mode or "rb")
            return self
        self.close()
        self.file.seek(0)
        return self

    @property
    def file(self) -> "File[bytes]":
        """Return what is read from: what was sent, or what is stored, decrypted."""
        if self._committed and self.closed:
            self._file = cast("File[bytes]", opened(Path(self.path), bound_to=self.bound_to))
        return super().file

    @file.setter
    def file(self, file: "File[bytes]") -> None:
        self._file = file

    @file.deleter
    def file(self) -> None:
        del self._file


class SealedFileField(models.FileField):
    """A field whose files are encrypted; its model is a `Binding`."""

    attr_class = SealedFile

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        """Return what a migration writes down: the table knows no difference, and is not rebuilt for it."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.FileField", list(args), dict(options)


def key_used(file: FieldFile) -> str:
    """Return the fingerprint of the key that a stored file is encrypted with; empty where it is not.

    :raises OSError: when it is not there.
    """
    return key_of(Path(file.path))


def written_anew(row: Binding, name: str, *, sha256: str = "") -> Written:
    """Write a row's stored file, encrypted with the newest key, beside it.

    :param sha256: what the file's own hash has to be, where the row knows it
    :raises KeyMissing: when the portal lacks the newest key, or the one it is encrypted with.
    :raises NotOpened: when it is not what was stored for this row.
    :raises OSError: when it is not there, or there is no room.
    """
    bound, found = row.bound_to(name), hashlib.sha256()
    with opened(Path(default_storage.path(name)), bound_to=bound) as file:
        written = write_beside(name, sealing(_hashed(file, found), bound_to=bound))
    if sha256 and found.hexdigest() != sha256:
        written.drop()
        raise not_opened()
    return written


def _hashed(file: BinaryIO, found: "hashlib._Hash") -> Iterator[bytes]:
    while piece := file.read(PIECE):
        found.update(piece)
        yield piece


class _Closed(File):
    """A file's encrypted pieces, for a storage that asks for chunks."""

    def __init__(self, pieces: Iterator[bytes], *, name: str) -> None:
        super().__init__(None, name)
        self._pieces = pieces

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Return the pieces, once."""
        return self._pieces
