"""What does a PDF do when it is opened, also by objects that it packs or names in unusual ways?

Readers find packed objects by their place, not by their name: what could hold some is unpacked, and what cannot be
unpacked the plain way (FlateDecode once, ISO 32000-1, 7.4.4 and 7.5.7) is refused. An encrypted PDF tells nobody.
"""

import re
import zlib
from collections.abc import Iterator

LOCKED, DAMAGED, TOO_LARGE, ACTIVE = "locked", "damaged", "too_large", "active"
UNPACKED, PIECE = 50 << 20, 1 << 16
_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)(?![A-Za-z0-9])")
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream(?=[ \t\r\n])[ \t]*[\r\n]*")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj")
# An object stream says its kind, or at least how many objects it holds and where the first begins.
_HOLDS, _FIRST, _NUMBER = (re.compile(rb"/%s(?![A-Za-z0-9])" % name) for name in (b"ObjStm", b"First", b"N"))
_PLAIN = re.compile(rb"/FlateDecode(?![A-Za-z0-9])")
_UNUSUAL = re.compile(
    rb"/(?:(?!Flate)[A-Za-z0-9]+Decode|AHx|A85|LZW|RL|Fl)(?![A-Za-z0-9])"
    rb"|/(?:Filter|DecodeParms)\s*\[?\s*\d|/Predictor\s*(?:[2-9]|1\d)"
)


def fault_of(content: bytes) -> str:
    """Return what is wrong with a PDF; "" where nothing is."""
    plain = _unescaped(content)
    if _ENCRYPTED.search(plain):
        return LOCKED
    if _ACTS.search(plain):
        return ACTIVE
    left = UNPACKED
    for said, packed in _object_streams(content):
        if _UNUSUAL.search(said) or len(_PLAIN.findall(said)) != 1:
            return DAMAGED
        try:
            objects = _unpacked(packed, left)
        except zlib.error:
            return DAMAGED
        left -= len(objects)
        if left <= 0:
            return TOO_LARGE
        if _ACTS.search(_unescaped(objects)):
            return ACTIVE
    return ""


def _object_streams(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Yield what stands before each stream that may hold objects, names in plain, and the stream with what follows."""
    before = 0
    for stream in _STREAM.finditer(content):
        # What went before has ended here or later, whatever somebody wrote into it.
        ended = content.find(b"endstream", before, stream.start())
        said = _unescaped(content[max(ended, before) : stream.start()])
        before = stream.end()
        own = max((found.end() for found in _OBJECT.finditer(said)), default=0)
        if _HOLDS.search(said) or (_FIRST.search(said, own) and _NUMBER.search(said, own)):
            yield said, memoryview(content)[stream.end() :]


def _unpacked(packed: memoryview, most: int) -> bytes:
    """Return what a stream unpacks to, at most so many bytes.

    :raises zlib.error: when it does not.
    """
    unpacker, made = zlib.decompressobj(), bytearray()
    for place in range(0, len(packed), PIECE):
        made += unpacker.decompress(packed[place : place + PIECE], most - len(made))
        if unpacker.eof or len(made) >= most:
            break
    return bytes(made)


def _unescaped(content: bytes) -> bytes:
    """Return the content with what names may write as #xx in plain (ISO 32000-1, 7.3.5)."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
