"""What is inside an archive, and is it safe to look at?"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

UNPACKED_LIMIT = 200 << 20
ENTRIES_LIMIT = 2000
# A workbook of thirty thousand equal rows unpacks to 16 times its size, one made to overload to hundreds of times.
RATIO_LIMIT = 50
RATIO_FROM = 20 << 20
# Office writes parts some twenty deep; a reader that builds a tree needs memory and stack for every level.
DEPTH_LIMIT = 200
CHUNK = 1 << 16

_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class ArchiveRefused(Exception):
    """An archive that is not looked at; `code` says why: damaged, too_large, ratio, locked, path, markup."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Budget:
    """What an archive, with all archives inside it, may hold: entries and bytes unpacked."""

    entries: int = ENTRIES_LIMIT
    unpacked: int = UNPACKED_LIMIT

    def spend(self, entries: list[zipfile.ZipInfo], *, size: int) -> None:
        """Take off what a directory declares; zipfile never unpacks more than that.

        :raises ArchiveRefused: `too_large` over the budget, `ratio` where it would unpack to too many times its size.
        """
        unpacked = sum(entry.file_size for entry in entries)
        self.entries -= len(entries)
        self.unpacked -= unpacked
        if self.entries < 0 or self.unpacked < 0:
            raise ArchiveRefused("too_large")
        if unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * size:
            raise ArchiveRefused("ratio")


@dataclass(frozen=True)
class Member:
    """A file inside an archive: its `name` with folders, its `info`, and the archive it can be read from."""

    name: str
    info: zipfile.ZipInfo
    archive: zipfile.ZipFile = field(repr=False)

    def chunks(self) -> Iterator[bytes]:
        """Yield the content piece by piece.

        :raises ArchiveRefused: `damaged` where it cannot be unpacked to what the directory declares.
        """
        try:
            with self.archive.open(self.info) as content:
                while piece := content.read(CHUNK):
                    yield piece
        except _DAMAGED as error:
            raise ArchiveRefused("damaged") from error

    def read(self) -> bytes:
        """Return the whole content; the budget has bounded it.

        :raises ArchiveRefused: as `chunks`.
        """
        return b"".join(self.chunks())


def members(file: IO[bytes], *, size: int, budget: Budget) -> list[Member]:
    """Return the files of a ZIP archive of `size` bytes, folders left out; they are read from the open file.

    :raises ArchiveRefused: where it is damaged, begins with something else, is over the budget, asks for a password,
        or names a place outside itself.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise ArchiveRefused("damaged") from error
    entries = archive.infolist()
    budget.spend(entries, size=size)
    # What stands before the first entry is read by nobody here and by others as something else.
    if entries and min(entry.header_offset for entry in entries) != 0:
        raise ArchiveRefused("damaged")
    if len({entry.filename for entry in entries}) != len(entries):
        raise ArchiveRefused("damaged")
    for entry in entries:
        _judge_entry(entry)
    return [Member(entry.filename, entry, archive) for entry in entries if not entry.is_dir()]


def _judge_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveRefused("locked")
    # zipfile has cut the name at a NUL and made slashes of what this machine calls a separator.
    path = PurePosixPath(entry.orig_filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0] or "\x00" in entry.orig_filename:
        raise ArchiveRefused("path")


def well_behaved(chunks: Iterator[bytes]) -> None:
    """Pass over an XML part without building anything of it.

    :raises ArchiveRefused: `markup` where it declares a document type or entities, or is nested beyond DEPTH_LIMIT;
        `damaged` where it is no XML.
    """
    parser, depth = expat.ParserCreate(), 0

    def opened(_name: str, _attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH_LIMIT:
            raise ArchiveRefused("markup")

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_given: object) -> None:
        raise ArchiveRefused("markup")

    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    try:
        for piece in chunks:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ArchiveRefused("damaged") from error
