"""What does a record say once the mapping has been applied, and what is wrong with it?"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import plain
from privacyportal.imports import columns
from privacyportal.imports.columns import REMOVAL, Assumed, Reader, Removed, Unsaid
from privacyportal.imports.errors import CellRefused, FileRefused, MappingRefused
from privacyportal.imports.fields import Field
from privacyportal.imports.lines import Remarks
from privacyportal.imports.mapping import Column, Mapping, Rule, used_columns
from privacyportal.imports.sources import Record

KEY_LENGTH = 100

type Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a row."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem as the reader of the file sees it: the column instead of the field."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be taken: who it is, its values, those that its own cells state, and a digest of its cells.

    A blank cell states nothing, so that it leaves a stored record as it is. `assumed` says, by column, what had to be
    taken for granted to read it.
    """

    record: Record
    key: str
    digest: str
    values: Values
    stated: Values
    assumed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, with every reason."""

    record: Record
    faults: list[Fault]


class Mapper:
    """A mapping made ready for one file: columns found, codes looked up, formats compiled."""

    def __init__(
        self,
        mapping: Mapping,
        fields: Sequence[Field],
        header: Sequence[str],
        check: Callable[[Values], Iterable[Problem]] = lambda values: (),
    ) -> None:
        """Bind the mapping to the header (empty for a file without).

        :raises MappingRefused: for an unknown field, a required field without a rule, a wrong fixed value.
        :raises FileRefused: for columns that the file must have and lacks, all of them at once, or has twice.

        A field that no row needs goes unsaid where the file lacks its columns; `absent` names those columns.
        """
        self._header = header
        self._check = check
        self._width = len(header) or mapping.layout.columns
        known = {field.name: field for field in fields}
        rules, self.absent = self._present(mapping, known)
        self._columns = {column: self._index(column) for column in used_columns(replace(mapping, rules=rules))}
        self._key = [self._columns[column] for column in mapping.key]
        self._key_name = " + ".join(str(column) for column in mapping.key)
        self._labels = {rule.name: self._label(rule) for rule in rules}
        self._floors = [(rule.name, rule.not_before) for rule in rules if rule.not_before in self._labels]
        self._stated = frozenset(rule.name for rule in rules if rule.columns)
        self._names = {field.name: str(field.label) for field in fields}
        self._hours = {rule.name: rule.hour for rule in rules}
        self._timeless = set[str]()
        self._readers = [(rule.name, self._reader(rule, _known(rule, known))) for rule in rules]
        named = {rule.name for rule in mapping.rules}
        for rule in mapping.rules:
            if rule.not_before and rule.not_before not in named:
                raise MappingRefused(_("The mapping lacks the field “%(field)s”.") % {"field": rule.not_before})
        for field in fields:
            if field.required and field.name not in self._labels:
                raise MappingRefused(_("The mapping lacks the field “%(field)s”.") % {"field": field.name})

    def _present(self, mapping: Mapping, known: dict[str, Field]) -> tuple[tuple[Rule, ...], list[str]]:
        """Return the rules whose columns the file has, and the names of the columns that it may do without."""
        if not self._header:
            return mapping.rules, []
        lacking = [(rule, [str(one) for one in rule.columns if self._lacks(one)]) for rule in mapping.rules]
        needed = [str(column) for column in mapping.key if self._lacks(column)]
        needed += [one for rule, missing in lacking if missing and _known(rule, known).required for one in missing]
        if needed:
            named = _("、").join(dict.fromkeys(needed))
            told = _("The file lacks these columns: %(columns)s. Bring it as a table of your own to match them anew.")
            raise FileRefused(told % {"columns": named}, line=1, record=0)
        absent = list(dict.fromkeys(one for _rule, missing in lacking for one in missing))
        return tuple(rule for rule, missing in lacking if not missing), absent

    def _lacks(self, column: Column) -> bool:
        return isinstance(column, str) and plain(column) not in self._header

    @property
    def used(self) -> Collection[int]:
        """Return the places, from 0, of the columns that something is taken from."""
        return self._columns.values()

    def hours(self) -> list[dict[str, object]]:
        """Return, as it is kept with an import, the time of day that columns got in rows, read so far, without one."""
        remarks = Remarks()
        for name in sorted(self._timeless):
            remarks.add("hour_taken", f"{self._labels[name]} {self._hours[name]:%H:%M}")
        return remarks.stored()

    @property
    def has_numbers(self) -> bool:
        """Return whether rows are identified by a mapped number and not by what they say."""
        return bool(self._key)

    def key(self, record: Record) -> str:
        """Return what identifies the row in its file: the mapped number or a digest of the cells.

        Empty where the mapped number is missing.
        """
        if not self._key:
            return _digest(record.cells)
        if self._shape_faults(record):
            return ""
        number = "|".join(plain(record.cells[index]) for index in self._key)
        return number if len(number) <= KEY_LENGTH else _digest([number])

    def row(self, record: Record, occurrence: int = 1) -> Row | Rejected:
        """Return the row's values, or all that is wrong with it."""
        faults = self._shape_faults(record) or self._doubted(record)
        if faults:
            return Rejected(record, faults)
        assumed: dict[str, str] = {}
        values, unsaid, removed = self._values(record, faults, assumed)
        if not faults:
            self._raise_to_floor(values)
            faults = [self._fault(problem) for problem in self._check(values)]
        if faults:
            return Rejected(record, faults)
        key = self.key(record) if self._key else f"{self.key(record)}:{occurrence}"
        cells = {name: value for name, value in values.items() if name in self._stated}
        said = [f"{name}={REMOVAL if name in removed else value}" for name, value in cells.items()]
        stated = {name: value for name, value in cells.items() if name not in unsaid}
        return Row(record, key, _digest(said), values, stated, assumed)

    def _values(
        self, record: Record, faults: list[Fault], assumed: dict[str, str]
    ) -> tuple[Values, set[str], set[str]]:
        """Return the values, the names of those whose cells are blank, and of those that are taken away."""
        values: Values = {}
        unsaid, removed = set[str](), set[str]()
        for name, reader in self._readers:
            try:
                value = reader(record.cells)
            except CellRefused as refused:
                faults.append(Fault(self._labels[name], refused.text))
                continue
            if type(value) is Unsaid:
                unsaid.add(name)
                value = value.value
            elif type(value) is Removed:
                removed.add(name)
                value = value.value
            if type(value) is Assumed:
                if value.said:
                    assumed[self._labels[name]] = value.said
                if value.lacks_time:
                    self._timeless.add(name)
                value = value.value
            values[name] = value
        return values, unsaid, removed

    def rejected(self, row: Row, problems: Iterable[Problem]) -> Rejected:
        """Return a row that stored records or rules contradict."""
        return Rejected(row.record, [self._fault(problem) for problem in problems])

    def _fault(self, problem: Problem) -> Fault:
        """Return the problem beside its column; beside the field's name for people where no column fills it."""
        return Fault(self._labels.get(problem.field) or self._names.get(problem.field, problem.field), problem.reason)

    def _raise_to_floor(self, values: Values) -> None:
        for name, floor in self._floors:
            if values[name] and values[floor] and values[name] < values[floor]:
                values[name] = values[floor]

    def _shape_faults(self, record: Record) -> list[Fault]:
        width = self._width or max(self._columns.values(), default=-1) + 1
        found = len(record.cells)
        if found < width or (self._width and any(record.cells[width:])):
            reason = _("has %(found)s columns where %(width)s are expected") % {"found": found, "width": width}
            return [Fault(_("whole row"), reason)]
        if self._key and not all(record.cells[index].strip() for index in self._key):
            return [Fault(self._key_name, _("is empty, so that the row cannot be told from others"))]
        return []

    def _doubted(self, record: Record) -> list[Fault]:
        """Return what cannot be taken as it stands in the columns that the mapping takes."""
        if not record.doubts:
            return []
        return [
            Fault(str(column), record.doubts[index])
            for column, index in self._columns.items()
            if index in record.doubts
        ]

    def _index(self, column: Column) -> int:
        if isinstance(column, int):
            if self._width and column > self._width:
                raise FileRefused(_("The file has no column %(column)s.") % {"column": column}, line=1, record=0)
            return column - 1
        name = plain(column)
        if self._header.count(name) != 1:
            reason = _("The column “%(column)s” stands in the header more than once.") % {"column": column}
            raise FileRefused(reason, line=1, record=0)
        return self._header.index(name)

    def _label(self, rule: Rule) -> str:
        return " + ".join(str(column) for column in rule.columns) or rule.name

    def _reader(self, rule: Rule, field: Field) -> Reader:
        return columns.reader(rule, field, [self._columns[column] for column in rule.columns])


def _known(rule: Rule, known: dict[str, Field]) -> Field:
    if rule.name not in known:
        raise MappingRefused(
            _("The mapping is wrong at “%(key)s”: there is no such field; there are %(known)s.")
            % {"key": f"fields.{rule.name}", "known": ", ".join(sorted(known))}
        )
    return known[rule.name]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def tell_assumed(rows: Iterable[Row], remarks: Remarks) -> None:
    """Add to the report what had to be assumed for rows that are taken, with row and column."""
    for row in rows:
        for column, said in row.assumed.items():
            words = {"row": row.record.number, "column": column, "said": said}
            remarks.add("assumed", _("row %(row)s, “%(column)s”: %(said)s") % words)


def tell_others(changed: Iterable[tuple[Row, Collection[str]]], telling: Collection[str], remarks: Remarks) -> None:
    """Add to the report which rows change so much of a record that they are likely about another one.

    As a ledger whose numbers begin anew each year, of which the second year would overwrite the first.
    """
    for row, names in changed:
        if len(set(names).intersection(telling)) > 1:
            remarks.add("another_record", str(row.record.number))
