"""Which lines does a CSV or TSV file hold, and is the file whole?"""

import codecs
import csv
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import Line, Lines

LONGEST_LINE = 4 << 20
DELIMITERS = (",", "\t", ";", "|")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SIGNATURE = "\N{BYTE ORDER MARK}"
_DECLARED = re.compile(r"\"?sep=(.)\"?\s*\Z", re.IGNORECASE)
_CHUNK = 1 << 16
_LOOKED_AT = 20


class _BadLine(Exception):
    """A physical line that is not text; the reader knows its row."""


class Form(NamedTuple):
    """How a text file is written: codec and delimiter, how many signatures and declaring lines stand in front."""

    codec: str
    delimiter: str
    signatures: int = 0
    declarations: int = 0


def form(path: Path, *, codec: str, wanted: str) -> Form:
    """Return how a file is written; `wanted` is the delimiter that its mapping or its name speak for.

    A line `sep=;` in front decides; else the delimiter that the first lines agree on, where the wanted one stands in
    none of them.
    """
    with path.open("rb") as file:
        try:
            lines = list(islice(_decoded(file, codec), _LOOKED_AT))
        except _BadLine:
            return Form(codec, wanted)
    first = lines[0] if lines else ""
    signatures = len(first) - len(first.lstrip(_SIGNATURE))
    declared = _DECLARED.match(first[signatures:])
    if declared:
        return Form(codec, declared[1], signatures, 1)
    return Form(codec, _agreed(lines, wanted), signatures)


def read(path: Path, *, form: Form, header_rows: int) -> Lines:
    """Yield every line of the file as text, heading included, in constant memory; blank ones are left out.

    :raises FileRefused: naming row and line, for bytes that do not decode, NUL bytes, replacement characters (text once
        decoded wrongly), stray quotes, and a file that ends inside a quoted field.
    """
    with path.open("rb") as file:
        lines = _lines(file, form.codec)
        for _line in range(form.declarations):
            next(lines)
        reader = csv.reader(_spaces_off(lines, form.delimiter), delimiter=form.delimiter, strict=True)
        rows, start = 0, 1
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    rows += 1
                    yield Line(start + form.declarations, cells)
                start = reader.line_num + 1
        except _BadLine as bad:
            where = {"record": rows + 1 - header_rows, "line": reader.line_num + 1 + form.declarations}
            raise FileRefused(str(bad), **where) from bad
        except csv.Error as error:
            where = {"record": rows + 1 - header_rows, "line": start + form.declarations}
            raise FileRefused(_explained(error), **where) from error


def ends_with_newline(path: Path, codec: str) -> bool:
    """Return whether the last line was finished; a cut-off upload usually was not."""
    width = 2 if codec.startswith("utf-16") else 1
    with path.open("rb") as file:
        if file.seek(0, 2) < width:
            return False
        file.seek(-width, 2)
        return file.read(width).decode(codec, errors="replace") in ("\r", "\n")


def _agreed(lines: list[str], wanted: str) -> str:
    """Return the wanted delimiter where it stands in each line, else one that does, else the wanted one."""
    counts = {sign: [line.count(sign) for line in lines if line.strip()] for sign in {wanted, *DELIMITERS}}
    least = {sign: min(found, default=0) for sign, found in counts.items()}
    if least[wanted] or not any(least.values()):
        return wanted
    return max(DELIMITERS, key=lambda sign: least[sign])


def _spaces_off(lines: Iterator[str], delimiter: str) -> Iterator[str]:
    """Take off spaces between a delimiter and a quotation mark, which would make the mark a part of the text."""
    loose = re.compile(rf'({re.escape(delimiter)}) +(?="(?:[^"]|"")*"\s*(?:{re.escape(delimiter)}|$))')
    for line in lines:
        yield loose.sub(r"\1", line) if ' "' in line else line


def _lines(file: BinaryIO, codec: str) -> Iterator[str]:
    for number, line in enumerate(_decoded(file, codec)):
        if "\0" in line:
            raise _BadLine(_("It holds a NUL byte; this is not a text file."))
        if _REPLACEMENT in line:
            raise _BadLine(_("It holds replacement characters: the text was decoded wrongly before it was saved."))
        # Signatures belong to the first line only; later ones are characters of the text.
        yield line.lstrip(_SIGNATURE) if number == 0 else line


def _decoded(file: BinaryIO, codec: str) -> Iterator[str]:
    if codec.startswith("utf-16"):
        yield from _wide_lines(file, codec)
        return
    decoder = codecs.getincrementaldecoder(codec)()
    for raw in iter(partial(file.readline, LONGEST_LINE), b""):
        if len(raw) >= LONGEST_LINE:
            raise _BadLine(_("A line is longer than 4 MB; this is not a table."))
        try:
            yield decoder.decode(raw, final=True)
        except UnicodeDecodeError as error:
            raise _undecodable(codec, error.start + 1) from error


def _wide_lines(file: BinaryIO, codec: str) -> Iterator[str]:
    """Yield the lines of UTF-16, whose ends are two bytes."""
    decoder, rest = codecs.getincrementaldecoder(codec)(), ""
    while True:
        raw = file.read(_CHUNK)
        try:
            rest += decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            raise _undecodable(codec, error.start + 1) from error
        *whole, rest = rest.split("\n")
        yield from (f"{line}\n" for line in whole)
        if len(rest) >= LONGEST_LINE:
            raise _BadLine(_("A line is longer than 4 MB; this is not a table."))
        if not raw:
            break
    if rest:
        yield rest


def _undecodable(codec: str, byte: int) -> _BadLine:
    return _BadLine(
        _("It cannot be read as %(encoding)s (byte %(byte)s of the line).") % {"encoding": named(codec), "byte": byte}
    )


def named(codec: str) -> str:
    """Return what people call a codec."""
    names = {"cp932": "CP932 (Shift_JIS)", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP (JIS)"}
    return names.get(codec, codec.upper())


def _explained(error: csv.Error) -> str:
    text = str(error)
    if text.startswith("unexpected end of data"):
        return _("The file ends inside a quoted field: it was cut off.")
    if text.startswith("field larger"):
        return _("A cell is longer than %(limit)s characters.") % {"limit": csv.field_size_limit()}
    return _("The quotation marks do not pair.")
