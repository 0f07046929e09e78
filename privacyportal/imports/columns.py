"""How does the text of a row's columns become the value of a field?"""

import html
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import NoReturn

from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.written import contacts, moments
from privacyportal.backoffice.written.readings import Frame, Read
from privacyportal.imports import dates
from privacyportal.imports.errors import CellRefused, MappingRefused
from privacyportal.imports.fields import ChoiceField, CodeField, DayField, Field, InstantField, TextField, taken
from privacyportal.imports.mapping import Rule

type Reader = Callable[[list[str]], object]
type Convert = Callable[[str], object]

# What a cell says to empty what is stored: a blank cell leaves it as it is.
REMOVAL = "（削除）"
_REMOVALS = frozenset({plain(REMOVAL), "(remove)"})
_UNDATED = Frame(serials=True)
_SHORT = 300
_LONGEST_MARK = max(map(len, _REMOVALS))


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What a blank cell is worth for a new record; of a stored one it says nothing."""

    value: object


@dataclass(frozen=True, slots=True)
class Removed:
    """What stands in place of what a cell takes away."""

    value: object


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a cell was read as, with what had to be assumed for it in words; what lacks a time has the rule's hour."""

    value: object
    said: str
    lacks_time: bool = False


def reader(rule: Rule, field: Field, indexes: list[int]) -> Reader:
    """Return a function from the cells of a row to the field's value; `indexes` are the rule's columns from 0.

    A blank cell is `Unsaid`, one with the mark of removal is `Removed`, one for which something had to be assumed is
    `Assumed`. The function raises CellRefused for what the field cannot be.

    :raises MappingRefused: when the mapping fixes a value that the field cannot be.
    """
    if isinstance(field, ChoiceField) and rule.values:
        field = replace(field, words=tuple(rule.values))
    is_moment = isinstance(field, DayField | InstantField)
    convert: Convert = _moment_converter(rule, field) if is_moment else field.value
    if rule.zeros:
        convert = _with_zeros(field)
    if not indexes:
        return _fixed(rule, convert)
    nothing = _nothing(field)
    translate = _translated(rule, convert, nothing)
    text, empty = _text_reader(indexes, rule), rule.empty

    def value(written: str) -> object:
        if not written:
            return Unsaid(convert(empty) if empty else nothing())
        return _removed(field, nothing) if _is_removal(written) else translate(written)

    # Most columns say the same few things again and again; long texts are each their own, and would fill the memory.
    is_long = isinstance(field, TextField) and not 0 < field.max_length <= _SHORT
    found = value if is_long else lru_cache(maxsize=1024)(value)
    return lambda cells: found(text(cells))


def _text_reader(indexes: list[int], rule: Rule) -> Callable[[list[str]], str]:
    first, join = indexes[0], rule.join

    def read(cells: list[str]) -> str:
        return join.join(part for index in indexes if (part := cells[index].strip()))

    def read_one(cells: list[str]) -> str:
        return cells[first].strip()

    written = read_one if len(indexes) == 1 else read
    return (lambda cells: html.unescape(written(cells))) if rule.html else written


def _translated(rule: Rule, convert: Convert, nothing: Callable[[], object]) -> Convert:
    """Translate whole cells before converting them; a translation to nothing leaves the field empty."""
    if not rule.values:
        return convert
    translations, otherwise = dict(rule.values), rule.otherwise

    def translate(text: str) -> object:
        found = translations.get(text, otherwise)
        if found == "":
            return nothing()
        return convert(text if found is None else found)

    return translate


def _moment_converter(rule: Rule, field: Field) -> Convert:
    formats = rule.formats or (dates.ISO,)
    # A workbook's own dates arrive in ISO form whatever the mapping expects of typed ones.
    parse = dates.parser((*formats, dates.ISO))

    def convert(text: str) -> object:
        formed = parse(text)
        moment, said = (formed, "") if formed else _read(text)
        if isinstance(field, DayField):
            value, lacks_time = dates.day_of(moment), False
        else:
            value, lacks_time = dates.instant_of(moment, rule.hour), not isinstance(moment, datetime)
        return Assumed(value, said, lacks_time) if said or lacks_time else value

    return convert


def _with_zeros(field: Field) -> Convert:
    def convert(text: str) -> object:
        whole = contacts.with_zero(text)
        if whole is None:
            return field.value(text)
        return Assumed(field.value(whole), _("a 0 was put in front: %(number)s") % {"number": whole})

    return convert


def _read(text: str) -> tuple[date, str]:
    """Return the day or instant in a writing that the mapping does not name, and what was assumed for it.

    A file does not say when it was written, so that what counts from that day is refused.
    """
    reading = moments.moment(text, _UNDATED)
    return taken(reading), reading.said if isinstance(reading, Read) else ""


def _fixed(rule: Rule, convert: Convert) -> Reader:
    text = str(rule.value).lower() if isinstance(rule.value, bool) else str(rule.value)
    try:
        value = convert(text)
    except CellRefused as refused:
        raise MappingRefused(
            _("The mapping is wrong at “%(key)s”: it %(reason)s.")
            % {"key": f"fields.{rule.name}.value", "reason": refused.text}
        ) from refused
    return lambda cells: value


def _nothing(field: Field) -> Callable[[], object]:
    """Say what an empty cell is worth."""
    if field.required:
        return _raise_required
    value = "" if isinstance(field, TextField | CodeField | ChoiceField) else None
    return lambda: value


def _is_removal(written: str) -> bool:
    return len(written) <= _LONGEST_MARK and plain(written).casefold() in _REMOVALS


def _removed(field: Field, nothing: Callable[[], object]) -> Removed:
    if not field.removable:
        raise CellRefused(_("cannot be taken away"))
    return Removed(nothing())


def _raise_required() -> NoReturn:
    raise CellRefused(_("is required"))
