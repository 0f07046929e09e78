"""What does somebody fill in who has no register yet? A workbook with headings, lists of values and an example."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from typing import IO

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from privacyportal.imports import registers
from privacyportal.imports.fields import (
    ChoiceField,
    CountField,
    DayField,
    EmailField,
    Field,
    FlagField,
    InstantField,
    LookupField,
)
from privacyportal.imports.headings import EXAMPLE
from privacyportal.imports.mapping import Rule
from privacyportal.imports.matching import FLAGS
from privacyportal.imports.registry import STANDARD, Importer

ROWS = 2000
_WIDTH, _HINT = 18, 250


def write_template(importer: Importer, *, at: datetime) -> FileResponse:
    """Return a workbook of a kind's own form: headings (those needed are marked), lists to choose from, an example.

    The example row says that it is one, and is left out when the workbook comes in.
    """
    importer.prepare(at=at)
    book = Workbook()
    page, lists = book.worksheets[0], book.create_sheet(_("lists"))
    page.title = _("register")
    fields = {item.name: item for item in importer.fields}
    rules = {str(column): rule for rule in importer.mapping(STANDARD).rules for column in rule.columns}
    for place, heading in enumerate(registers.header(importer), start=1):
        rule = rules.get(heading)
        _column(page, lists, place, heading, fields[rule.name] if rule else None, rule)
    page.freeze_panes = "B2"
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    name = f"{importer.kind}-template-{timezone.localtime(at):%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def _column(page: Worksheet, lists: Worksheet, place: int, heading: str, item: Field | None, rule: Rule | None) -> None:
    letter = get_column_letter(place)
    cell = page.cell(1, place, heading)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    needed = item is None or item.required
    cell.fill = PatternFill("solid", fgColor="FFE699" if needed else "D9E1F2")
    page.column_dimensions[letter].width = _WIDTH
    page.cell(2, place, EXAMPLE if item is None else _example(item, rule)).font = Font(italic=True, color="808080")
    # Numbers and days are typed as they are read: a program that changes them would lose zeros.
    page.cell(2, place).number_format = "@"
    page.column_dimensions[letter].number_format = "@"
    _guide(page, lists, place, _words(item, rule), _hint(item))


def _guide(page: Worksheet, lists: Worksheet, place: int, words: list[str], hint: str) -> None:
    letter = get_column_letter(place)
    guide = DataValidation(allow_blank=True)
    if words:
        lists.cell(1, place, page.cell(1, place).value)
        for row, word in enumerate(words, start=2):
            lists.cell(row, place, word)
        source = f"'{lists.title}'!${letter}$2:${letter}${len(words) + 1}"
        guide = DataValidation(type="list", formula1=source, allow_blank=True)
    guide.promptTitle, guide.prompt, guide.showInputMessage = str(page.cell(1, place).value)[:32], hint[:_HINT], True
    guide.add(f"{letter}2:{letter}{ROWS}")
    page.add_data_validation(guide)


def _words(item: Field | None, rule: Rule | None) -> list[str]:
    """Return what may be chosen in a column; nothing where anything may be typed."""
    if isinstance(item, ChoiceField):
        words = {code: word for word, code in reversed(list((rule.values if rule else {}).items()))}
        return [words.get(code, str(label)) for code, label in item.choices]
    if isinstance(item, FlagField):
        return list(FLAGS)
    alone = rule is not None and len(rule.columns) == 1
    return sorted(item.known) if isinstance(item, LookupField) and alone else []


def _example(item: Field, rule: Rule | None) -> str:
    words = _words(item, rule)
    if words:
        return rule.empty if rule and rule.empty in words else words[0]
    return next((text for kind, text in _EXAMPLES.items() if isinstance(item, kind)), "") if item else ""


_EXAMPLES: Mapping[type[Field], str] = {
    InstantField: "2026/11/29 9:30",
    DayField: "2026/11/29",
    CountField: "1200",
    EmailField: "taro@example.com",
}


def _hint(item: Field | None) -> str:
    if item is None:
        return _("A number of each row's own. The same number again changes the record and makes no other.")
    parts = [_("Needed in each row.") if item.required else _("May be left blank.")]
    if isinstance(item, InstantField | DayField):
        parts.append(_("A day, such as 2026/11/29; 令和8年11月29日 is read too."))
    if item.max_length:
        parts.append(_("%(length)s characters at most.") % {"length": item.max_length})
    return " ".join(parts)
