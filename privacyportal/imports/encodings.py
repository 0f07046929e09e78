"""In which encoding is a text file written?"""

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from privacyportal.imports.errors import FileRefused

AUTOMATIC = "auto"
ENCODINGS = (AUTOMATIC, "utf-8", "cp932")

_CHUNK = 1 << 20
# CP932 bytes can look like two-byte UTF-8 by chance, but not like running Japanese text.
_JAPANESE = re.compile("[\u3040-\u9fff\uff00-\uffef]")


def resolve(path: Path, wanted: str) -> str:
    """Return the codec to read `path` with, given the mapping's `encoding`.

    `auto` is UTF-8 (with or without BOM) if the whole file is, CP932 otherwise; a damaged file is what it was before
    the damage: a file that is UTF-8 up to there is not taken for CP932, nor the other way round.

    Raises FileRefused for UTF-16.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused(_("It is written in UTF-16; save it as UTF-8 or as CP932 (Shift_JIS)."), line=1)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if wanted != AUTOMATIC:
        return wanted
    as_utf8 = _decoded(path, "utf-8")
    if as_utf8.is_whole or as_utf8.japanese_seen:
        return "utf-8"
    as_cp932 = _decoded(path, "cp932")
    is_further = as_cp932.japanese_seen and as_cp932.until > as_utf8.until
    return "cp932" if as_cp932.is_whole or is_further else "utf-8"


class _Decoded(NamedTuple):
    """How far a file decodes: wholly or until which byte, and whether Japanese text was read on the way."""

    is_whole: bool
    until: int
    japanese_seen: bool


def _decoded(path: Path, encoding: str) -> _Decoded:
    decoder = codecs.getincrementaldecoder(encoding)()
    japanese_seen = False
    with path.open("rb") as file:
        while True:
            start = file.tell()
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = chunk[: error.start].decode(encoding, errors="ignore")
                return _Decoded(False, start + error.start, japanese_seen or bool(_JAPANESE.search(before)))
            japanese_seen = japanese_seen or bool(_JAPANESE.search(text))
            if not chunk:
                return _Decoded(True, start, japanese_seen)
