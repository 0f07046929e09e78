"""In which encoding is a text file written, and what speaks for it?"""

import codecs
import re
from pathlib import Path
from typing import NamedTuple

AUTOMATIC = "auto"
ENCODINGS = (AUTOMATIC, "utf-8", "cp932", "euc_jp", "utf-16-le", "utf-16-be", "iso2022_jp")

_CHUNK = 1 << 20
_HEAD = 4096
# What Japanese people write in: kana, the common Chinese characters, full-width signs.
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_ESCAPES = re.compile(rb"\x1b\$[@B]|\x1b\([BJI]")
# Signatures, the longer before the shorter that it begins with.
_SIGNATURES = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Encoding(NamedTuple):
    """A codec and what spoke for it: signature, mapping, zeros, escapes, whole, likeness, nothing."""

    codec: str
    evidence: str


def resolve(path: Path, wanted: str) -> Encoding:
    """Return the codec to read `path` with, given the mapping's `encoding`, and the evidence for it.

    A signature decides, then the mapping. `auto` is what the bytes can only be, else what they read as in running
    Japanese; a damaged file is what it was before the damage: a file that is UTF-8 up to there is not taken for CP932,
    nor the other way round.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for signature, codec in _SIGNATURES:
        if head.startswith(signature):
            return Encoding(codec, "signature")
    if wanted != AUTOMATIC:
        return Encoding(wanted, "mapping")
    if (wide := _wide(head)) is not None:
        return Encoding(wide, "zeros")
    if _ESCAPES.search(head) and _decoded(path, "iso2022_jp").is_whole:
        return Encoding("iso2022_jp", "escapes")
    return _narrow(path)


def _wide(head: bytes) -> str | None:
    """Return UTF-16 without a signature by where its zeros stand: each line has commas and ends in ASCII."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) * 10 > max(even, odd):
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(codec, errors="replace")
    return codec if "\n" in text and "\N{REPLACEMENT CHARACTER}" not in text[:-1] and "\0" not in text else None


def _narrow(path: Path) -> Encoding:
    utf8 = _decoded(path, "utf-8")
    if utf8.is_whole:
        return Encoding("utf-8", "whole" if utf8.japanese else "nothing")
    if utf8.japanese:
        return Encoding("utf-8", "likeness")
    cp932, euc = _decoded(path, "cp932"), _decoded(path, "euc_jp")
    # In CP932 the kana of EUC-JP are runs of half-width kana, which nobody writes between Chinese characters.
    if euc.is_whole and euc.kana and euc.half_width <= euc.kana and _is_stranger(cp932, euc):
        return Encoding("euc_jp", "likeness" if cp932.is_whole else "whole")
    if cp932.is_whole:
        return Encoding("cp932", "likeness" if euc.is_whole else "whole")
    is_further = bool(cp932.japanese) and cp932.until > utf8.until
    return Encoding("cp932" if is_further else "utf-8", "likeness")


class _Decoded(NamedTuple):
    """How far a file decodes: wholly or until which byte, and which characters were read on the way."""

    is_whole: bool
    until: int
    japanese: int
    kana: int
    half_width: int


def _is_stranger(one: _Decoded, other: _Decoded) -> bool:
    return not one.is_whole or one.half_width > one.kana + one.japanese // 2 or one.japanese < other.japanese // 2


def _decoded(path: Path, encoding: str) -> _Decoded:
    decoder = codecs.getincrementaldecoder(encoding)()
    counts = [0, 0, 0]
    with path.open("rb") as file:
        while True:
            start = file.tell()
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = chunk[: error.start].decode(encoding, errors="ignore")
                return _Decoded(False, start + error.start, *_counted(before, counts))
            counts = _counted(text, counts)
            if not chunk:
                return _Decoded(True, start, *counts)


def _counted(text: str, counts: list[int]) -> list[int]:
    return [
        before + len(pattern.findall(text))
        for before, pattern in zip(counts, (_JAPANESE, _KANA, _HALF_WIDTH), strict=True)
    ]
