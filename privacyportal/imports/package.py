"""What is inside an Excel workbook's package, whoever wrote it, and is it safe to open?

Parts are found by their relations and by local names (ECMA-376 part 2), so that strict books, other names of parts,
back-slashes between folders and styles that lack what Excel does without are read as Excel reads them.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.backoffice.archives import (
    RATIO_LIMIT,
    UNPACKED_LIMIT,
    ArchiveRefused,
    Budget,
    Member,
    members,
    well_behaved,
)
from privacyportal.backoffice.cells import from_workbook
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.shown import BUILT_IN

_LIMITS = {"limit": UNPACKED_LIMIT >> 20, "times": RATIO_LIMIT}
_WHY = {
    "damaged": gettext_lazy("The workbook is damaged or was cut off."),
    "too_large": gettext_lazy("The workbook would unpack to more than %(limit)s MB."),
    "ratio": gettext_lazy("The workbook would unpack to more than %(times)s times its size."),
    "locked": gettext_lazy("The workbook asks for a password. Save it without one."),
    "path": gettext_lazy("The workbook holds files that belong outside it."),
    "markup": gettext_lazy("The workbook is built so that reading it overloads the reader."),
}
_GENERAL = "General"
# Excel's own limits. Both are stored once and shown by any number of cells, so that what is longer would cost as often.
_LONGEST_CODE = 255
_LONGEST_TEXT = 32_767

type Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells: its name, whether it is hidden, the part that holds it."""

    name: str
    is_hidden: bool
    part: str


@dataclass(frozen=True)
class Book:
    """An open workbook: its sheets, its texts, the format code of each style, where its days begin."""

    parts: Mapping[str, Member]
    sheets: list[Sheet]
    texts: list[str]
    formats: list[str]
    from_1904: bool


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """Open a workbook that `check` has passed.

    :raises FileRefused: where it is damaged.
    """
    with translated(), path.open("rb") as file:
        parts = _parts(members(file, size=file.seek(0, SEEK_END), budget=Budget()))
        main = _main(parts)
        relations = _relations(parts, main)
        sheets, from_1904 = _sheets(parts, main, relations)
        texts = next((target for kind, target in relations.values() if kind == "sharedStrings"), "")
        styles = next((target for kind, target in relations.values() if kind == "styles"), "")
        yield Book(parts, sheets, _texts(parts.get(texts)), _formats(parts.get(styles)), from_1904)


def check(path: Path) -> None:
    """Refuse what would overload whoever opens it: by what its directory declares, then by how its parts are built.

    :raises FileRefused: saying which of these it is.
    """
    with translated(), path.open("rb") as file:
        parts = _parts(members(file, size=file.seek(0, SEEK_END), budget=Budget()))
        if not _main(parts):
            is_other = any(name.endswith("workbook.bin") or name == "mimetype" for name in parts)
            if is_other:
                raise FileRefused(_("It is a spreadsheet of another kind; save it as an Excel workbook (.xlsx)."))
            raise FileRefused(_("It is not an Excel workbook (.xlsx)."))
        for name, part in parts.items():
            if name.endswith((".xml", ".rels")):
                well_behaved(part.chunks())


@contextmanager
def translated() -> Iterator[None]:
    """Say in our words what is wrong with a package.

    :raises FileRefused: in the place of what the reader of archives or of XML raises.
    """
    try:
        yield
    except ArchiveRefused as refused:
        raise FileRefused(_WHY[refused.code] % _LIMITS) from refused
    except (expat.ExpatError, ValueError, KeyError, IndexError, OSError) as error:
        raise FileRefused(str(_WHY["damaged"])) from error


def parsed(
    part: Member | None,
    opens: Callable[[str, Attributes], None],
    closes: Callable[[str], None] = lambda name: None,
    says: Callable[[str], None] | None = None,
) -> None:
    """Pass over a part with handlers that are given local names; nothing of it is kept."""
    if part is None:
        return
    parser = reader(opens, closes, says)
    for piece in part.chunks():
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def reader(
    opens: Callable[[str, Attributes], None],
    closes: Callable[[str], None],
    says: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """Return a parser whose handlers are given names without their name space."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: opens(name.rpartition(":")[2], given)
    parser.EndElementHandler = lambda name: closes(name.rpartition(":")[2])
    parser.CharacterDataHandler = says
    return parser


def _parts(found: list[Member]) -> dict[str, Member]:
    """Return the parts by their names in the package: slashes, small letters."""
    parts = {_folded(member.name): member for member in found}
    if len(parts) != len(found):
        raise ArchiveRefused("damaged")
    return parts


def _folded(name: str) -> str:
    return name.replace("\\", "/").lower()


def _main(parts: Mapping[str, Member]) -> str:
    """Return the part that holds the workbook; empty where there is none."""
    named = next((target for kind, target in _relations(parts, "").values() if kind == "officeDocument"), "")
    main = named if named in parts else "xl/workbook.xml"
    return main if main in parts and main.endswith(".xml") and main.startswith("xl/") else ""


def _relations(parts: Mapping[str, Member], source: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of what a part refers to, by id; of the package itself where `source` is empty."""
    folder, name = posixpath.split(source)
    found: dict[str, tuple[str, str]] = {}

    def opens(element: str, given: Attributes) -> None:
        target = _folded(given.get("Target", ""))
        # Only what ends so has passed `check`.
        if element == "Relationship" and given.get("TargetMode") != "External" and target.endswith(".xml"):
            path = target.removeprefix("/") if target.startswith("/") else posixpath.join(folder, target)
            found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], posixpath.normpath(path))

    parsed(parts.get(posixpath.join(folder, "_rels", f"{name}.rels")), opens)
    return found


def _sheets(
    parts: Mapping[str, Member], main: str, relations: Mapping[str, tuple[str, str]]
) -> tuple[list[Sheet], bool]:
    sheets: list[Sheet] = []
    from_1904 = False

    def opens(element: str, given: Attributes) -> None:
        nonlocal from_1904
        if element == "workbookPr":
            from_1904 = given.get("date1904", "") in ("1", "true")
        if element != "sheet":
            return
        relation = next((value for key, value in given.items() if key.rpartition(":")[2] == "id" and ":" in key), "")
        kind, part = relations.get(relation, ("", ""))
        if kind == "worksheet" and part in parts:
            sheets.append(Sheet(given.get("name", ""), given.get("state", "visible") != "visible", part))

    parsed(parts[main], opens)
    if not sheets:
        raise FileRefused(_("The workbook holds no sheet of cells."))
    return sheets, from_1904


def _texts(part: Member | None) -> list[str]:
    """Return the texts that sheets refer to by their place, readings (furigana) left out."""
    texts: list[str] = []
    current: list[str] = []
    depth = 0
    is_text = False

    def opens(element: str, _given: Attributes) -> None:
        nonlocal depth, is_text
        if element == "si":
            current.clear()
        depth += element == "rPh"
        is_text = element == "t" and not depth

    def closes(element: str) -> None:
        nonlocal depth, is_text
        is_text = False
        depth -= element == "rPh"
        if element == "si":
            text = from_workbook("".join(current))
            if len(text) > _LONGEST_TEXT:
                raise FileRefused(_("A cell is longer than %(limit)s characters.") % {"limit": _LONGEST_TEXT})
            texts.append(text)

    parsed(part, opens, closes, lambda text: current.append(text) if is_text else None)
    return texts


def _formats(part: Member | None) -> list[str]:
    """Return the code of the number format of each style of cells."""
    codes = dict(BUILT_IN)
    numbers: list[int] = []
    is_cells = False

    def opens(element: str, given: Attributes) -> None:
        nonlocal is_cells
        if element == "numFmt":
            codes[int(given["numFmtId"])] = given.get("formatCode", _GENERAL)[:_LONGEST_CODE]
        elif element == "cellXfs":
            is_cells = True
        elif element == "xf" and is_cells:
            numbers.append(int(given.get("numFmtId", "0")))

    def closes(element: str) -> None:
        nonlocal is_cells
        if element == "cellXfs":
            is_cells = False

    parsed(part, opens, closes)
    return [codes.get(number, _GENERAL) for number in numbers]


_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})\Z")


def place(reference: str) -> tuple[int, int]:
    """Return line (from 1) and column (from 0) of a cell's name such as B12.

    :raises ValueError: where it is no such name.
    """
    found = _PLACE.match(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
