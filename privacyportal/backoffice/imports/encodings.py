"""In which encoding is a text file written?"""

import codecs
import re
from pathlib import Path

from django.utils.translation import gettext as _

from privacyportal.backoffice.imports.errors import FileRefused

AUTOMATIC = "auto"
ENCODINGS = (AUTOMATIC, "utf-8", "cp932")

_CHUNK = 1 << 20
# CP932 bytes can look like two-byte UTF-8 by chance, but not like running Japanese text.
_JAPANESE = re.compile("[\u3040-\u9fff\uff00-\uffef]")


def resolve(path: Path, wanted: str) -> str:
    """Return the codec to read `path` with, given the mapping's `encoding`.

    `auto` is UTF-8 (with or without BOM) if the whole file is, CP932 otherwise; a file that is
    UTF-8 with damage is not taken for CP932.

    Raises FileRefused for UTF-16, and for a file that is neither.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused(_("It is written in UTF-16; save it as UTF-8 or as CP932 (Shift_JIS)."), line=1)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if wanted != AUTOMATIC:
        return wanted
    readable, japanese_seen = _decodes(path, "utf-8")
    if readable or japanese_seen:
        return "utf-8"
    return "cp932" if _decodes(path, "cp932")[0] else "utf-8"


def _decodes(path: Path, encoding: str) -> tuple[bool, bool]:
    """Return whether the whole file decodes, and whether Japanese text was read before it did or did not."""
    decoder = codecs.getincrementaldecoder(encoding)()
    japanese_seen = False
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = chunk[: error.start].decode(encoding, errors="ignore")
                return False, japanese_seen or bool(_JAPANESE.search(before))
            japanese_seen = japanese_seen or bool(_JAPANESE.search(text))
            if not chunk:
                return True, japanese_seen
