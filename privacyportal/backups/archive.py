"""Of what parts is a backup made, and is each what was put in?

A packed tar, encrypted: what it is a backup of comes first, so that it can be refused before gigabytes are read, then
the database in pieces, then the files, and last the SHA-256 of every part.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, TypedDict

from django.utils.translation import gettext as _

from privacyportal.backups.about import About
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.sealed import Opening, Sealing

ABOUT, MANIFEST, DATABASE, FILES = "about.json", "manifest.json", "database/", "files/"
PIECE, READ = 8 << 20, 1 << 20
PRIVATE = 0o600


class Sink(Protocol):
    """Whoever takes what a backup holds."""

    def begin(self, about: About) -> None:
        """Take what it is a backup of, first of all.

        :raises BackupRefused: when it is not to be read on.
        """

    def piece(self, data: bytes) -> None:
        """Take the next bytes of the database."""

    def file(self, name: str) -> Callable[[bytes], object]:
        """Return what takes the content of a file, piece by piece."""


class Told(TypedDict):
    """What the trail keeps of a backup: which file, of which state, by which release."""

    sha256: str
    taken_at: str
    head: tuple[int, str]
    version: str


@dataclass
class Contents:
    """What a backup holds: SHA-256 by part, files that records name and the disk did not have, its own SHA-256."""

    about: About
    parts: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    sha256: str = ""
    size: int = 0

    @property
    def told(self) -> Told:
        """Return what the trail keeps of it."""
        about = self.about
        return {"sha256": self.sha256, "taken_at": about.taken_at, "head": about.head, "version": about.version}

    @property
    def files(self) -> Mapping[str, str]:
        """Return the SHA-256 of each file by its name in the directory of files."""
        return {name.removeprefix(FILES): found for name, found in self.parts.items() if name.startswith(FILES)}


class Writer:
    """Writes a backup beside its name; `finish` gives it its name when it is whole and on the disk."""

    def __init__(self, path: Path, secret: bytes, about: About) -> None:
        self.path, self.part = path, path.with_name(f"{path.name}.part")
        self.contents = Contents(about)
        self._file = os.fdopen(os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb")
        self._sealing = Sealing(self._file, secret)
        packing = {"mode": "w|gz", "fileobj": self._sealing, "compresslevel": 1}
        self._tar = tarfile.open(**packing)  # type: ignore[call-overload]  # noqa: SIM115  Closed by finish.
        self._add(ABOUT, about.as_json().encode())

    def database(self, pieces: Iterable[bytes]) -> None:
        """Put in the database, however large, by pieces of PIECE bytes."""
        waiting, number = bytearray(), 0
        for data in pieces:
            waiting += data
            while len(waiting) >= PIECE:
                self._add(f"{DATABASE}{number:06}", bytes(waiting[:PIECE]))
                number += 1
                del waiting[:PIECE]
        self._add(f"{DATABASE}{number:06}", bytes(waiting))

    def file(self, name: str, content: IO[bytes], size: int) -> None:
        """Put in a file of the directory of files."""
        member, hashing = tarfile.TarInfo(FILES + name), _Hashing(content)
        member.size = size
        self._tar.addfile(member, hashing)
        self.contents.parts[FILES + name] = hashing.digest.hexdigest()

    def finish(self) -> Contents:
        """Write the SHA-256 of all parts, and give the file its name."""
        told = {"parts": self.contents.parts, "missing": self.contents.missing}
        self._add(MANIFEST, json.dumps(told, ensure_ascii=False).encode())
        self._tar.close()
        self._sealing.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.contents.sha256, self.contents.size = self._sealing.digest.hexdigest(), self._sealing.size
        self.part.replace(self.path)
        _sync(self.path.parent)
        return self.contents

    def give_up(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self.part.unlink(missing_ok=True)

    def _add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        self._tar.addfile(member, BytesIO(content))
        self.contents.parts[name] = hashlib.sha256(content).hexdigest()


class _Hashing:
    """A file whose content is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self.file.read(size)
        self.digest.update(data)
        return data


def read(path: Path, secret: bytes, sink: Sink) -> Contents:
    """Give all that a backup holds to a sink, and return what it is; only then is it known to be whole.

    :raises BackupRefused: when it is no backup, of another key, damaged, or the sink does not take it.
    """
    try:
        with path.open("rb") as file:
            opening = Opening(file, secret)
            with tarfile.open(mode="r|gz", fileobj=opening) as tar:  # type: ignore[call-overload]
                contents = _read_parts(tar, sink)
            opening.drain()
            contents.sha256, contents.size = opening.digest.hexdigest(), file.tell()
    except tarfile.TarError as error:
        raise BackupRefused(_("This backup cannot be unpacked: %(error)s.") % {"error": error}) from error
    except OSError as error:
        raise BackupRefused(
            _("%(file)s: %(error)s.") % {"file": error.filename or path, "error": error.strerror}
        ) from error
    return contents


def _read_parts(tar: tarfile.TarFile, sink: Sink) -> Contents:
    contents: Contents | None = None
    told: dict[str, dict[str, str]] = {}
    for member in tar:
        content = tar.extractfile(member)
        if content is None:
            raise BackupRefused(_("This backup holds something that is no file: %(name)s.") % {"name": member.name})
        if contents is None:
            contents = Contents(About.read(content.read()))
            sink.begin(contents.about)
        elif member.name == MANIFEST:
            told = json.loads(content.read())
        else:
            contents.parts[member.name] = _take(content, _taker(member.name, sink))
    found = contents.parts if contents else {}
    if contents is None or {name: one for name, one in told.get("parts", {}).items() if name != ABOUT} != found:
        raise BackupRefused(_("This backup does not hold what its list of parts says. Take another one."))
    contents.missing = list(told["missing"])
    return contents


def _taker(name: str, sink: Sink) -> Callable[[bytes], object]:
    if name.startswith(DATABASE):
        return sink.piece
    if not name.startswith(FILES) or not {"", ".", ".."}.isdisjoint(PurePosixPath(name).parts):
        raise BackupRefused(_("This backup holds a part of an unknown kind: %(name)s.") % {"name": name})
    return sink.file(name.removeprefix(FILES))


def _take(content: IO[bytes], take: Callable[[bytes], object]) -> str:
    digest = hashlib.sha256()
    while data := content.read(READ):
        digest.update(data)
        take(data)
    return digest.hexdigest()


def _sync(directory: Path) -> None:
    """Make sure that a name survives a loss of power."""
    place = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
