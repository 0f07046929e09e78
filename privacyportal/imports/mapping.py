"""Which column becomes which field, and how are its cells read?"""

import tomllib
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, fields
from datetime import date, time
from pathlib import Path

from django.utils.translation import gettext as _

from privacyportal.imports import dates
from privacyportal.imports.encodings import ENCODINGS
from privacyportal.imports.errors import MappingRefused
from privacyportal.imports.sources import READ, SKIP, Layout

type Column = str | int


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How one field is filled: from columns (joined by `join`), or with a fixed `value`.

    `values` translates whole cells and `otherwise` stands for those it does not name; `empty` stands for an empty
    cell of a new record; `formats` are the date formats, `hour` the time of day of a bare date; `not_before` names a
    field whose date is taken when this one is earlier; `html` undoes HTML escapes; `zeros` puts back the 0 in front
    that a spreadsheet took from a telephone number.
    """

    name: str
    columns: tuple[Column, ...] = ()
    join: str = " "
    value: object = None
    values: Table[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    empty: str | None = None
    formats: tuple[str, ...] = ()
    hour: time = time.min
    not_before: str = ""
    html: bool = False
    zeros: bool = False


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """A mapping file: what it imports, how the file is laid out, what identifies a row, the rules of the fields."""

    name: str
    kind: str
    title: str
    title_en: str
    layout: Layout
    source: str
    key: tuple[Column, ...]
    rules: tuple[Rule, ...]


_TOP = {"kind", "title", "title_en", "file", "identity", "fields"}
_IDENTITY = {"source", "column", "columns"}
_RULE = {"column", "columns", "join", "value", "values", "otherwise", "empty", "dates", "time", "not_before"}
_RULE |= {"html", "zeros"}
_FILE = {item.name for item in fields(Layout)}


def load(path: Path) -> Mapping:
    """Read a mapping file.

    :raises MappingRefused: naming the key that is unknown, missing or of the wrong kind.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingRefused(
            _("The mapping %(name)s cannot be read: %(error)s") % {"name": path.name, "error": error}
        ) from error
    return parse(content, name=path.stem)


def loads(text: str, *, name: str) -> Mapping:
    """Return the mapping that is kept as a text (TOML).

    :raises MappingRefused: as `load` does.
    """
    return parse(tomllib.loads(text), name=name)


def parse(content: dict[str, object], *, name: str) -> Mapping:
    """Return the mapping that a TOML document describes.

    :raises MappingRefused: naming the key that is unknown, missing or of the wrong kind.
    """
    _only(content, _TOP, where="")
    identity = _typed(content, "identity", dict, {})
    _only(identity, _IDENTITY, where="identity.")
    rules = _typed(content, "fields", dict, {})
    if "fields" not in content:
        raise _refused("fields", _("maps no field"))
    mapping = Mapping(
        name=name,
        kind=_typed(content, "kind", str, ""),
        title=_typed(content, "title", str, name),
        title_en=_typed(content, "title_en", str, ""),
        layout=_layout(_typed(content, "file", dict, {})),
        source=_typed(identity, "source", str, name),
        key=_columns(identity, "identity"),
        rules=tuple(_rule(field_name, described) for field_name, described in rules.items()),
    )
    _check_positions(mapping)
    return mapping


def _layout(described: dict[str, object]) -> Layout:
    _only(described, _FILE, where="file.")
    kinds: dict[str, type] = {"header": bool, "heading": int, "columns": int}
    layout = Layout(**{key: _typed(described, key, kinds.get(key, str), None) for key in described})
    if layout.encoding not in ENCODINGS:
        raise _refused("file.encoding", _("must be one of %(choices)s") % {"choices": ", ".join(ENCODINGS)})
    if layout.hidden not in ("", READ, SKIP):
        raise _refused("file.hidden", _("must be one of %(choices)s") % {"choices": f"{READ}, {SKIP}"})
    if len(layout.delimiter) > 1:
        raise _refused("file.delimiter", _("must be one character"))
    return layout


def _rule(name: str, described: object) -> Rule:
    key = f"fields.{name}"
    if _is_column(described):
        described = {"column": described}
    if not isinstance(described, dict):
        raise _refused(key, _("must be a column or a table"))
    _only(described, _RULE, where=f"{key}.")
    columns = _columns(described, key)
    if bool(columns) == ("value" in described):
        raise _refused(key, _("needs either a column or a fixed value"))
    rule = Rule(
        name=name,
        columns=columns,
        join=_typed(described, "join", str, " "),
        value=_fixed(described.get("value")),
        values=_typed(described, "values", dict, {}),
        otherwise=_typed(described, "otherwise", str, None),
        empty=_typed(described, "empty", str, None),
        formats=tuple(_typed(described, "dates", list, [])),
        hour=_hour(described.get("time", time.min), key),
        not_before=_typed(described, "not_before", str, ""),
        html=_typed(described, "html", bool, False),
        zeros=_typed(described, "zeros", bool, False),
    )
    if rule.otherwise is not None and not rule.values:
        raise _refused(f"{key}.otherwise", _("stands only beside “values”"))
    _check_formats(rule)
    return rule


def _check_formats(rule: Rule) -> None:
    try:
        dates.parser(rule.formats)
    except (ValueError, AttributeError, TypeError) as error:
        raise _refused(f"fields.{rule.name}.dates", _("is not a date format: %(error)s") % {"error": error}) from error


def _check_positions(mapping: Mapping) -> None:
    for column in used_columns(mapping):
        if isinstance(column, str) and not mapping.layout.header:
            raise _refused(
                "file.header", _("a file without header needs column positions, not “%(c)s”") % {"c": column}
            )
        if isinstance(column, int) and column < 1:
            raise _refused("fields", _("counts columns from 1"))


def used_columns(mapping: Mapping) -> Iterable[Column]:
    """Yield every column that the mapping names, with repeats."""
    yield from mapping.key
    for rule in mapping.rules:
        yield from rule.columns


def named_columns(mapping: Mapping, fields: Collection[str] | None = None) -> set[str]:
    """Return the columns that the key and the rules (of some fields only, where they are given) know by name."""
    rules = [rule for rule in mapping.rules if fields is None or rule.name in fields]
    columns = (*mapping.key, *(one for rule in rules for one in rule.columns))
    return {one for one in columns if isinstance(one, str)}


def _columns(described: dict[str, object], key: str) -> tuple[Column, ...]:
    if "column" in described and "columns" in described:
        raise _refused(f"{key}.columns", _("stands beside “column”; use one of them"))
    columns = described.get("columns", [described["column"]] if "column" in described else [])
    if not isinstance(columns, list) or not all(map(_is_column, columns)):
        raise _refused(f"{key}.columns", _("must be column names or positions"))
    return tuple(columns)


def _is_column(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _fixed(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else value


def _hour(value: object, key: str) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value))
    except (TypeError, ValueError) as error:
        raise _refused(f"{key}.time", _("must be a time such as 09:00")) from error


def _typed[T](table: dict[str, object], key: str, kind: type[T], default: T | None) -> T:
    value = table.get(key, default)
    if value is not default and not isinstance(value, kind):
        raise _refused(key, _("must be of the kind %(kind)s") % {"kind": kind.__name__})
    return value  # type: ignore[return-value]


def _only(table: dict[str, object], known: set[str], *, where: str) -> None:
    for key in table:
        if key not in known:
            raise _refused(
                f"{where}{key}", _("is not a known key; known are %(known)s") % {"known": ", ".join(sorted(known))}
            )


def _refused(key: str, reason: str) -> MappingRefused:
    return MappingRefused(_("The mapping is wrong at “%(key)s”: it %(reason)s.") % {"key": key, "reason": reason})
