"""Workbooks by several writers: openpyxl, XlsxWriter, a package put together by hand, and the writer of old books."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from xlsxwriter.worksheet import Worksheet

type Value = str | int | float | bool | date | datetime | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@dataclass(frozen=True)
class Shown:
    """A value with the number format under which it is shown."""

    value: Value
    code: str


@dataclass(frozen=True)
class Formula:
    """A formula with the result that the writer stored; None where it stored none."""

    text: str
    result: str | None = None


type Content = Value | Shown | Formula


@dataclass(frozen=True)
class Page:
    """What a sheet is to hold, whoever writes it."""

    rows: Sequence[Sequence[Content]]
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    name: str = "台帳"
    is_hidden: bool = False


@dataclass(frozen=True)
class Oddities:
    """How a package differs from what Excel writes, as other programs' packages do."""

    strict: bool = False
    slash: str = "/"
    main: str = "workbook.xml"
    absolute: bool = False
    unplaced: bool = False
    prefix: str = ""
    styles: bool = True
    from_1904: bool = False
    extra: dict[str, str] = field(default_factory=dict)


def by_openpyxl(path: Path, pages: Sequence[Page]) -> Path:
    """Write with openpyxl; it never stores the result of a formula."""
    book = Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for row in page.rows:
            sheet.append([_openpyxl_value(content) for content in row])
        for line, column, content in _cells(page):
            if isinstance(content, Shown):
                sheet.cell(line + 1, column + 1).number_format = content.code
        for merged in page.merged:
            sheet.merge_cells(merged)
        for line in page.hidden_rows:
            sheet.row_dimensions[line].hidden = True
        for letter in page.hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        sheet.sheet_state = "hidden" if page.is_hidden else "visible"
    book.save(path)
    return path


def _cells(page: Page) -> Iterator[tuple[int, int, Content]]:
    """Yield line and column, from 0, and what stands there."""
    for line, row in enumerate(page.rows):
        for column, content in enumerate(row):
            yield line, column, content


def _openpyxl_value(content: Content) -> object:
    if isinstance(content, Formula):
        return f"={content.text}"
    return content.value if isinstance(content, Shown) else content


def by_xlsxwriter(path: Path, pages: Sequence[Page]) -> Path:
    """Write with XlsxWriter; it stores a result with every formula."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for merged in page.merged:
            sheet.merge_range(merged, "")
        for line, column, content in _cells(page):
            _by_xlsxwriter(book, sheet, line, column, content)
        for line in page.hidden_rows:
            sheet.set_row(line - 1, None, None, {"hidden": True})
        for letter in page.hidden_columns:
            sheet.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
        if page.is_hidden:
            sheet.hide()
    book.close()
    return path


def _by_xlsxwriter(book: xlsxwriter.Workbook, sheet: Worksheet, line: int, column: int, content: Content) -> None:
    if isinstance(content, Formula):
        sheet.write_formula(line, column, f"={content.text}", None, content.result or "")
    elif isinstance(content, Shown):
        sheet.write(line, column, content.value, book.add_format({"num_format": content.code}))
    elif content is not None:
        sheet.write(line, column, content)


def by_hand(path: Path, pages: Sequence[Page], odd: Oddities | None = None) -> Path:
    """Put the package together from its parts, with the oddities of other programs."""
    odd = odd or Oddities()
    codes: list[str] = ["General"]
    sheets = [_sheet(page, codes, odd) for page in pages]
    main = _STRICT if odd.strict else _MAIN
    relation = _STRICT_REL if odd.strict else _REL
    root = "/xl/" if odd.absolute else ""
    listed = "".join(
        f'<sheet name="{escape(page.name)}" sheetId="{number}" r:id="rId{number}"'
        f"{' state="hidden"' if page.is_hidden else ''}/>"
        for number, page in enumerate(pages, 1)
    )
    dated = '<workbookPr date1904="1"/>' if odd.from_1904 else ""
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(pages) + 1)]
    targets += [("styles", "styles.xml")] if odd.styles else []
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{relation}/{kind}" Target="{root}{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    target = f"{'/' if odd.absolute else ''}xl/{odd.main}"
    parts = {
        "_rels/.rels": _relations(f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="{target}"/>'),
        f"xl/{odd.main}": f'<workbook xmlns="{main}" xmlns:r="{relation}">{dated}<sheets>{listed}</sheets></workbook>',
        f"xl/_rels/{odd.main}.rels": _relations(related),
        **{f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(sheets, 1)},
        **odd.extra,
    }
    if odd.styles:
        parts["xl/styles.xml"] = _styles(codes, main)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("/", odd.slash), text)
    return path


def _relations(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def _styles(codes: Sequence[str], main: str) -> str:
    formats = "".join(
        f'<numFmt numFmtId="{163 + number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for number, code in enumerate(codes)
        if number
    )
    cells = "".join(f'<xf numFmtId="{163 + number if number else 0}"/>' for number in range(len(codes)))
    # The empty fill is what a well-known reader stops at.
    return (
        f'<styleSheet xmlns="{main}"><numFmts>{formats}</numFmts><fills><fill/></fills>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>'
    )


def _sheet(page: Page, codes: list[str], odd: Oddities) -> str:
    colon = f"{odd.prefix}:" if odd.prefix else ""
    rows = ""
    for line, row in enumerate(page.rows, 1):
        cells = "".join(_cell(content, line, column, codes, odd) for column, content in enumerate(row, 1))
        hidden = ' hidden="1"' if line in page.hidden_rows else ""
        placed = "" if odd.unplaced else f' r="{line}"'
        rows += f"<row{placed}{hidden}>{cells}</row>"
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in page.merged)
    columns = "".join(
        f'<col min="{ord(letter) - 64}" max="{ord(letter) - 64}" hidden="1"/>' for letter in page.hidden_columns
    )
    inner = (
        (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{rows}</sheetData>"
        + (f"<mergeCells>{merged}</mergeCells>" if merged else "")
    )
    if colon:
        inner = inner.replace("</", "\0").replace("<", f"<{colon}").replace("\0", f"</{colon}")
    space = f"xmlns:{odd.prefix}" if odd.prefix else "xmlns"
    return f'<{colon}worksheet {space}="{_STRICT if odd.strict else _MAIN}">{inner}</{colon}worksheet>'


def _cell(content: Content, line: int, column: int, codes: list[str], odd: Oddities) -> str:
    code = content.code if isinstance(content, Shown) else "General"
    value = content.value if isinstance(content, Shown) else content
    if code not in codes:
        codes.append(code)
    style = f' s="{codes.index(code)}"' if codes.index(code) else ""
    placed = "" if odd.unplaced else f' r="{get_column_letter(column)}{line}"'
    return _written(value, f"c{placed}{style}")


def _written(value: Content, cell: str) -> str:
    match value:
        case None:
            return f"<{cell}/>"
        case Formula(text, None):
            return f"<{cell}><f>{escape(text)}</f><v/></c>"
        case Formula(text, result):
            return f'<{cell} t="str"><f>{escape(text)}</f><v>{escape(str(result))}</v></c>'
        case bool():
            return f'<{cell} t="b"><v>{int(value)}</v></c>'
        case str() if value.startswith("#"):
            return f'<{cell} t="e"><v>{value}</v></c>'
        case str():
            return f'<{cell} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case datetime() | date():
            return f'<{cell} t="d"><v>{value.isoformat()}</v></c>'
    return f"<{cell}><v>{value!r}</v></c>"


WRITERS: dict[str, Callable[[Path, Sequence[Page]], Path]] = {
    "openpyxl": by_openpyxl,
    "xlsxwriter": by_xlsxwriter,
    "by hand": by_hand,
}


def locked(path: Path, password: str) -> Path:
    """Lock a workbook with a password, as Excel does."""
    content = io.BytesIO()
    with path.open("rb") as file:
        OOXMLFile(file).encrypt(password, content)
    path.write_bytes(content.getvalue())
    return path
