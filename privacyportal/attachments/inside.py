"""What is really in a file, read to its end?"""

import re
import zlib
from collections.abc import Iterable, Iterator
from email import message_from_binary_file, policy
from io import BytesIO
from pathlib import PurePosixPath
from struct import unpack
from typing import IO
from xml.etree import ElementTree
from zipfile import is_zipfile

from privacyportal.attachments import pdf
from privacyportal.backoffice.archives import ArchiveRefused, Budget, Member, members, well_behaved

CHUNK = 1 << 20
# The test file that every scanner of malware knows, put together here so that this source is none.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# Beginnings of what a machine runs: Windows, Linux, macOS, Java, scripts, Windows' shortcuts.
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
PROGRAM_ENDINGS = re.compile(
    r"\.(?:exe|dll|com|scr|pif|cpl|ms[ip]|bat|cmd|ps1|vb[se]|jse?|ws[fh]|hta|lnk|jar|app|reg|inf|chm|sh|py|iso|img|vhd"
    r"|html?|xhtml|svg|mht|do[ct]m|xl[st]m|xla?m|pp[ta]m|xll)$",
    re.IGNORECASE,
)
ACTIVE = (b"<script", b"<svg", b"<html", b"<!doctype html")
OFFICE = {
    ".xlsx": "spreadsheetml.sheet.main+xml",
    ".docx": "wordprocessingml.document.main+xml",
    ".pptx": "presentationml.presentation.main+xml",
}
# Beginnings of archives that nobody here looks into: 7-Zip, RAR, gzip, bzip2, xz, Zstandard, cabinets, lzip, xar.
OTHER_ARCHIVES = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"MSCF\x00\x00\x00\x00",
    b"LZIP",
    b"xar!",
)
NESTED = 2
PIXELS = 100_000_000
_MACROS = re.compile(r"(?:^|/)(?:vbaProject|vbaData|macrosheets/|activeX/)", re.IGNORECASE)
# Office before 2007 keeps macros in a storage of this name, Office since then in a part that is built the same.
_VBA = "_VBA_PROJECT".encode("utf-16-le")
# LHA, and tape archives, are told by a mark that does not stand at the beginning.
_LHA = re.compile(rb"..-l[hz][0-9a-z]-", re.DOTALL)
_TAPE, _TAPE_AT = b"ustar", 257
# A book of Excel before 2007 names its sheets; one of this kind (BIFF8, BoundSheet8, dt 1) holds macros of Excel 4.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_SHEET = re.compile(rb"\x85\x00[\x09-\x54]\x00.{4}[\x00-\x02]\x01[\x01-\x1f][\x00\x01]", re.DOTALL)
# Pictures that Office packs by itself, and how they begin unpacked: WMF with and without a place, EMF.
_PACKED_PICTURES = (".emz", ".wmz")
_PICTURES = re.compile(rb"\xd7\xcd\xc6\x9a|[\x01\x02]\x00\x09\x00|\x01\x00\x00\x00.{36} EMF", re.DOTALL)
_GZIP, _PICTURE_UNPACKED = 31, 50 << 20
# A mail inside a mail is never encoded (RFC 2046, 5.2.1): what is encoded here is read there as something else.
_NOT_ENCODED = ("7bit", "8bit", "binary")
_PACKAGE = "\x01Ole10Native".encode("utf-16-le")
_FROM_ELSEWHERE = ("attachedTemplate", "oleObject", "frame", "subDocument")


class ContentRefused(Exception):
    """A file holds what is not kept; `code` says what: other_content, malware, program, macros, active, nested, …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look_through(suffix: str, file: IO[bytes], *, size: int) -> None:
    """Read a file of `size` bytes, whose name ends in `suffix`, to its end, and what is packed into it.

    :raises ContentRefused: when it is not what its name says, or holds what may do harm to whoever opens it.
    """
    budget = Budget()
    try:
        _look(suffix, file, size, budget, depth=0)
    except ArchiveRefused as refused:
        raise _of_archive(refused.code) from refused


def _of_archive(code: str) -> ContentRefused:
    """Return in our own terms what is wrong with an archive."""
    return {
        "damaged": ContentRefused("attachments.damaged"),
        "too_large": ContentRefused("attachments.too_large"),
        "ratio": ContentRefused("attachments.ratio"),
        "locked": ContentRefused("attachments.locked"),
        "path": ContentRefused("attachments.path"),
        "markup": ContentRefused("attachments.markup"),
    }[code]


def _look(suffix: str, file: IO[bytes], size: int, budget: Budget, *, depth: int) -> None:
    _known_malware(file)
    if suffix in OFFICE:
        _office(suffix, file, size, budget, depth)
    elif suffix == ".zip":
        _archive(members(file, size=size, budget=budget), budget, depth)
    elif suffix == ".eml":
        _mail(file, budget, depth)
    else:
        if is_zipfile(file):
            raise ContentRefused("attachments.other_content")
        file.seek(0)
        _ALONE.get(suffix, _text)(file)


def _known_malware(file: IO[bytes]) -> None:
    if any(EICAR in piece for piece in _pieces(file, overlap=len(EICAR))):
        raise ContentRefused("attachments.malware")


def _pieces(file: IO[bytes], *, overlap: int) -> Iterator[bytes]:
    """Yield the whole file piece by piece, the end of each again in front of the next: what is sought may be cut."""
    file.seek(0)
    before = b""
    while piece := file.read(CHUNK):
        yield before + piece
        before = piece[-overlap:]
    file.seek(0)


def _office(suffix: str, file: IO[bytes], size: int, budget: Budget, depth: int) -> None:
    parts = members(file, size=size, budget=budget)
    types = next((part.read() for part in parts if part.name == "[Content_Types].xml"), b"")
    if OFFICE[suffix].encode() not in types:
        raise ContentRefused("attachments.other_content")
    if any(_MACROS.search(part.name) for part in parts) or b"macroEnabled" in types:
        raise ContentRefused("attachments.macros")
    for part in parts:
        if part.name.endswith((".xml", ".rels")):
            well_behaved(part.chunks())
        if part.name.endswith(".rels") and _loads_from_elsewhere(part.read()):
            raise ContentRefused("attachments.active")
    _archive([part for part in parts if not part.name.endswith((".xml", ".rels", ".vml"))], budget, depth)


def _loads_from_elsewhere(relations: bytes) -> bool:
    return any(
        relation.get("TargetMode") == "External" and relation.get("Type", "").endswith(_FROM_ELSEWHERE)
        for relation in ElementTree.fromstring(relations)  # noqa: S314  Entities were refused, its depth is bounded.
    )


def _archive(packed: Iterable[Member], budget: Budget, depth: int) -> None:
    for member in packed:
        if _MACROS.search(member.name):
            raise ContentRefused("attachments.macros")
        _inside(member.name, member.read(), budget, depth)


def _mail(file: IO[bytes], budget: Budget, depth: int) -> None:
    """A mail may be written in HTML, it is never shown here; all else in it is looked at as a file, named or not."""
    _no_nul(file)
    for part in message_from_binary_file(file, policy=policy.default).walk():
        encoding = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
        if part.get_content_maintype() == "message" and encoding not in _NOT_ENCODED:
            raise ContentRefused("attachments.damaged")
        name, content = part.get_filename(""), part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if name or part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment":
            _inside(name, content, budget, depth)
        elif EICAR in content:
            raise ContentRefused("attachments.malware")
    file.seek(0)


def _inside(name: str, content: bytes, budget: Budget, depth: int) -> None:
    """Look at a file that came inside another as if it had been sent alone."""
    if PROGRAM_ENDINGS.search(name) or content.startswith(PROGRAMS) or _PACKAGE in content:
        raise ContentRefused("attachments.program")
    if EICAR in content:
        raise ContentRefused("attachments.malware")
    if _VBA in content or (content.startswith(_OLD_OFFICE) and _MACRO_SHEET.search(content)):
        raise ContentRefused("attachments.macros")
    suffix = PurePosixPath(name.lower()).suffix
    if _is_other_archive(content) and not (suffix in _PACKED_PICTURES and _is_packed_picture(content)):
        raise ContentRefused("attachments.nested")
    inner = suffix if suffix in KEPT else ".zip" if is_zipfile(BytesIO(content)) else ""
    within = depth + (inner in HOLDERS)
    if within > NESTED:
        raise ContentRefused("attachments.nested")
    if inner:
        _look(inner, BytesIO(content), len(content), budget, depth=within)


def _is_packed_picture(content: bytes) -> bool:
    """Return whether one picture is packed here, and nothing behind it."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        picture = unpacker.decompress(content, _PICTURE_UNPACKED)
    except zlib.error:
        return False
    return unpacker.eof and not unpacker.unused_data and EICAR not in picture and _PICTURES.match(picture) is not None


def _is_other_archive(content: bytes) -> bool:
    is_tape = content[_TAPE_AT : _TAPE_AT + len(_TAPE)] == _TAPE
    return content.startswith(OTHER_ARCHIVES) or is_tape or _LHA.match(content) is not None


def _text(file: IO[bytes]) -> None:
    _no_nul(file)
    if any(mark in piece.lower() for piece in _pieces(file, overlap=len(ACTIVE[-1])) for mark in ACTIVE):
        raise ContentRefused("attachments.other_content")


def _no_nul(file: IO[bytes]) -> None:
    if any(b"\x00" in piece for piece in _pieces(file, overlap=1)):
        raise ContentRefused("attachments.other_content")


def _pdf(file: IO[bytes]) -> None:
    content = file.read()
    file.seek(0)
    if not content.startswith(b"%PDF-"):
        raise ContentRefused("attachments.other_content")
    if fault := pdf.fault_of(content):
        raise ContentRefused(f"attachments.{fault}")


def _png(file: IO[bytes]) -> None:
    content = file.read()
    file.seek(0)
    width, height = unpack(">II", content[16:24]) if len(content) >= 24 else (0, 0)
    place, kind = 8, b""
    while kind != b"IEND" and place + 12 <= len(content):
        (length,), kind = unpack(">I", content[place : place + 4]), content[place + 4 : place + 8]
        place += 12 + length
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or kind != b"IEND" or place != len(content):
        raise ContentRefused("attachments.other_content")
    if not 0 < width * height <= PIXELS:
        raise ContentRefused("attachments.too_large")
    _no_script(content)


def _jpeg(file: IO[bytes]) -> None:
    content = file.read()
    file.seek(0)
    if not content.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in content:
        raise ContentRefused("attachments.other_content")
    _no_script(content)


def _no_script(content: bytes) -> None:
    if b"%PDF-" in content[:1024] or any(mark in content.lower() for mark in ACTIVE):
        raise ContentRefused("attachments.other_content")


_ALONE = {".pdf": _pdf, ".png": _png, ".jpg": _jpeg, ".jpeg": _jpeg}
HOLDERS = frozenset({*OFFICE, ".zip", ".eml"})
KEPT = HOLDERS | frozenset({*_ALONE, ".txt", ".csv"})
