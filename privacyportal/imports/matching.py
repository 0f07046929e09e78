"""What did a person choose for the columns of a file, and which mapping does that make?"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from privacyportal.backoffice.written import contacts
from privacyportal.imports import dateforms
from privacyportal.imports.fields import (
    ChoiceField,
    DayField,
    Field,
    FlagField,
    InstantField,
    LookupField,
    TelephoneField,
    TextField,
)
from privacyportal.imports.looking import Look
from privacyportal.imports.mapping import Column as Name
from privacyportal.imports.mapping import Mapping as Plan
from privacyportal.imports.mapping import Rule, used_columns
from privacyportal.imports.recognition import DISTINCT, STATING, Column, Guess, code_of, is_word, recognised, with_times
from privacyportal.imports.registry import STANDARD, Importer
from privacyportal.imports.vocabulary import Vocabulary, squeezed

COLUMN, VALUE = "column", "value"
FLAGS = ("有", "無")
_LONG = 1000
_NUMBER = re.compile(r"[\w./-]*\d[\w./-]*\Z")
_NUMBERED = re.compile(r"番号\Z|no\.?\Z|id\Z|cd\Z|code\Z|コード\Z|\A#\Z|key\Z|キー\Z|ticket")
_LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Chosen:
    """Fields by the places of columns; for fields of which no column speaks alone, another's column or a fixed value.

    A second choice is written `column:3` or `value:JP`.
    """

    columns: Mapping[int, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    guesses: Mapping[int, Guess] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A field whose words a person has to translate: the words of the file with their numbers, and what they may mean.

    `proposed` are codes by word; a word may also be told to mean nothing, where the field may be empty.
    """

    item: Field
    heading: str
    words: Mapping[str, int]
    codes: Sequence[tuple[str, str]]
    proposed: Mapping[str, str]


def proposal(seen: Look, importer: Importer, words: Vocabulary, earlier: Sequence[Plan]) -> Chosen:
    """Return what the columns seem to be; where all columns of an earlier mapping are there, what that one says."""
    before = recalled(seen, earlier)
    if before is not None:
        return chosen_in(before, seen)
    guesses = recognised(seen.columns, importer.fields, words, _said_earlier(earlier))
    guesses |= with_times(seen.columns, guesses, importer.fields)
    columns = {place: guess.field for place, guess in guesses.items()}
    usual = {rule.name: rule.empty for rule in importer.mapping(STANDARD).rules if rule.empty}
    others = {name: f"{VALUE}:{code}" for name, code in usual.items() if name not in columns.values()}
    return Chosen(columns, others, guesses)


def recalled(seen: Look, earlier: Sequence[Plan]) -> Plan | None:
    """Return the first of the earlier mappings whose columns are all in the file and are not only places."""
    there = {squeezed(column.heading) for column in seen.columns}
    for plan in earlier:
        names = [squeezed(name) for name in used_columns(plan) if isinstance(name, str)]
        if names and there.issuperset(names):
            return plan
    return None


def chosen_in(plan: Plan, seen: Look) -> Chosen:
    """Return what a mapping says of the columns of a file."""
    columns: dict[int, str] = {}
    others: dict[str, str] = {}
    for rule in plan.rules:
        places = [place for name in rule.columns if (place := _place(name, seen)) is not None]
        if not rule.columns:
            others[rule.name] = f"{VALUE}:{rule.value}"
        elif places and columns.keys().isdisjoint(places):
            columns |= dict.fromkeys(places, rule.name)
        elif places:
            others[rule.name] = f"{COLUMN}:{places[0]}"
    return Chosen(columns, others)


def plan_of(chosen: Chosen, seen: Look, importer: Importer, *, draft: Plan) -> Plan:
    """Return the mapping that the choices make, words not translated yet; forms of days are told by the file."""
    usual = {rule.name: rule for rule in importer.mapping(STANDARD).rules}
    fields = {item.name: item for item in importer.fields}
    columns = {column.position: column for column in seen.columns}
    sources: dict[str, list[Column]] = {}
    for place, name in sorted(chosen.columns.items()):
        sources.setdefault(name, []).append(columns[place])
    rules = [_rule(fields[name], found, usual.get(name)) for name, found in sources.items()]
    for name, said in chosen.others.items():
        if name not in sources and said:
            kind, _colon, what = said.partition(":")
            fixed = Rule(name=name, value=what)
            own = fixed if kind == VALUE else _rule(fields[name], [columns[int(what)]], usual.get(name))
            rules.append(own)
    named = {rule.name for rule in rules}
    kept = [rule if rule.not_before in named else replace(rule, not_before="") for rule in rules]
    # Which sheet was read and what became of its hidden rows is said of this file and not of the next.
    return replace(draft, layout=replace(seen.layout, sheet="", hidden=""), rules=tuple(kept))


def asked(plan: Plan, seen: Look, importer: Importer, words: Vocabulary, earlier: Sequence[Plan]) -> Iterator[Asked]:
    """Yield the fields of a mapping whose words in the file stand for codes, or for nothing; each with what they mean.

    Of a day, an address or a number that a row may lack, those are words that are none (無期限, 未定, なし).
    """
    fields = {item.name: item for item in importer.fields}
    for rule in plan.rules:
        item = fields[rule.name]
        columns = [column for name in rule.columns if (column := _column(name, seen)) is not None]
        if len(columns) != 1:
            continue
        written = _words_in(item, columns[0])
        if not written or len(written) > DISTINCT:
            continue
        said = dict(rule.values) or _translated_earlier(rule, earlier)
        proposed = {word: said.get(word, code_of(item, word, words)) for word in written}
        known = {word: code for word, code in proposed.items() if code is not None}
        yield Asked(item, columns[0].heading or str(columns[0].position), written, list(_codes(item)), known)


def _words_in(item: Field, column: Column) -> Mapping[str, int]:
    if isinstance(item, ChoiceField | LookupField | FlagField):
        return column.values
    if item.required or not isinstance(item, STATING):
        return {}
    return {text: count for text, count in column.texts.items() if is_word(item, text)}


def codes_in(plan: Plan, importer: Importer) -> dict[str, set[str]]:
    """Return the codes that a mapping gives to each field, and those that have a column of their own with none."""
    found: dict[str, set[str]] = {rule.name: {code for code in rule.values.values() if code} for rule in plan.rules}
    for rule in plan.rules:
        if not rule.columns:
            found[rule.name].add(str(rule.value))
    return found


def open_days(plan: Plan, seen: Look) -> list[Rule]:
    """Return the rules of days of which nothing in the file tells whether month or day comes first."""
    return [rule for rule in plan.rules if rule.formats and dateforms.is_open(_written(rule, seen), rule.formats)]


def without_zeros(plan: Plan, seen: Look, importer: Importer) -> dict[str, tuple[str, int]]:
    """Return the fields with telephone numbers that have lost their 0 in front: an example, and how many there are."""
    fields = {item.name: item for item in importer.fields}
    found = {}
    for rule in plan.rules:
        columns = [column for name in rule.columns if (column := _column(name, seen)) is not None]
        if len(columns) == 1 and isinstance(fields[rule.name], TelephoneField):
            lost = {text: count for text, count in columns[0].texts.items() if contacts.with_zero(text)}
            if lost:
                found[rule.name] = (next(iter(lost)), sum(lost.values()))
    return found


def likely_key(plan: Plan, seen: Look, importer: Importer) -> Name | None:
    """Return the column that tells rows apart: filled everywhere, each time other, and a number of the row's own.

    That is what becomes such a number of ours, or what is headed as one (No, 管理番号); a telephone number is none, and
    a customer's number is not a consent's.
    """
    numbers = [column for column in seen.columns if column.is_unique and all(map(_is_number, column.values))]
    becomes = {name: rule.name for rule in plan.rules for name in rule.columns}
    own = [column for column in numbers if becomes.get(column.name) in importer.numbers]
    headed = [one for one in numbers if one.name not in becomes and _NUMBERED.search(squeezed(one.heading))]
    found = own or headed
    return found[0].name if found else None


def _said_earlier(earlier: Sequence[Plan]) -> dict[str, str]:
    said: dict[str, str] = {}
    for plan in earlier:
        for rule in plan.rules:
            for name in rule.columns:
                if isinstance(name, str):
                    said.setdefault(squeezed(name), rule.name)
    return said


def _translated_earlier(rule: Rule, earlier: Sequence[Plan]) -> dict[str, str]:
    said: dict[str, str] = {}
    for plan in reversed(earlier):
        for other in plan.rules:
            if other.name == rule.name:
                said |= other.values
    return said


def _rule(item: Field, columns: Sequence[Column], usual: Rule | None) -> Rule:
    """Return the rule of a field; what our own form says of it (hour, what stands for nothing) holds here too."""
    own = usual or Rule(name=item.name)
    several = own.join if len(own.columns) > 1 else "\n" if item.max_length > _LONG else " "
    written = [text for column in columns for text in column.values]
    is_day = isinstance(item, DayField | InstantField)
    formats = (dateforms.found(written) or own.formats) if is_day else ()
    names = tuple(column.name for column in columns)
    join = several if len(columns) > 1 else " "
    return replace(own, columns=names, join=join, values={}, formats=formats)


def may_have_several(item: Field, importer: Importer) -> bool:
    """Return whether several columns may be joined to one field."""
    rules = importer.mapping(STANDARD).rules
    return isinstance(item, TextField | InstantField) or any(
        rule.name == item.name and len(rule.columns) > 1 for rule in rules
    )


def _codes(item: Field) -> Iterator[tuple[str, str]]:
    if isinstance(item, ChoiceField):
        yield from ((code, str(label)) for code, label in item.choices)
    elif isinstance(item, LookupField):
        yield from ((code, f"{code} {stored}") for code, stored in sorted(item.known.items()))
    elif isinstance(item, FlagField):
        yield from ((word, word) for word in FLAGS)


def choices_of(item: Field) -> list[tuple[str, str]]:
    """Return what a field may be fixed at, as `value:code` with its words; nothing for texts and days."""
    if not isinstance(item, ChoiceField | LookupField | FlagField):
        return []
    return [(f"{VALUE}:{code}", label) for code, label in _codes(item)]


def _written(rule: Rule, seen: Look) -> Collection[str]:
    columns = [column for name in rule.columns if (column := _column(name, seen)) is not None]
    return [text for column in columns for text in column.values]


def _column(name: Name, seen: Look) -> Column | None:
    place = _place(name, seen)
    return next((column for column in seen.columns if column.position == place), None)


def _place(name: Name, seen: Look) -> int | None:
    if isinstance(name, int):
        return name
    named = squeezed(name)
    return next((column.position for column in seen.columns if squeezed(column.heading) == named), None)


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and _NUMBER.match(text) is not None
