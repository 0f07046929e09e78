"""Which column of somebody else's register is which field of ours? By its name, its content and earlier choices."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Frame, Read, Unread
from privacyportal.imports import dateforms
from privacyportal.imports.errors import CellRefused
from privacyportal.imports.fields import (
    ChoiceField,
    CorporateNumberField,
    CountField,
    DayField,
    EmailField,
    Field,
    FlagField,
    InstantField,
    LeiField,
    LookupField,
)
from privacyportal.imports.mapping import Column as Name
from privacyportal.imports.vocabulary import Vocabulary, squeezed

LOOKED_AT = 50
LONGEST = 60
# So many different values at most may be chosen from: beyond, a column holds texts.
DISTINCT = 60
_SHORTEST = 2
_SHORTEST_LATIN = 4
_LEAST = 0.5
_NEARLY_ALL = 0.9
_BRACKETS = re.compile(r"[（(\[［【〔][^）)\]］】〕]*[）)\]］】〕]?")
# What turns a word into another, or says that it is yet to come.
_TURNING = re.compile(
    r"[未不非無否待前要中迄予再?？△]|な[いしく]|ず|まだ|以外|除|ではな|でない|取[消下]|撤回|しない|せぬ|ません|希望|依頼|"
    r"\b(not?|non|un|pending|awaiting)",
)
_TELLING = (EmailField, CorporateNumberField, LeiField)
_PRECISE = (*_TELLING, CountField)
# What such a field says is one thing and no words: a day, an address, a number.
STATING = (*_PRECISE, DayField, InstantField)
_NONE = frozenset({
    "", "なし", "無し", "無", "ナシ", "ー", "—", "―", "無期限", "期限なし", "未定", "未", "該当なし", "該当無し",
    "不明", "未登録", "未取得", "空欄", "n/a", "na", "none",
})  # fmt: skip


class Why(Enum):
    """How a column was recognised, in the order of what counts more."""

    EARLIER = 80
    NAME = 60
    LIKE = 40
    CONTENT = 20


@dataclass(frozen=True)
class Column:
    """A column of the file: its place from 1, its heading, its different values with how often each is written.

    A unique one is filled in every row, each time with another value. `values` are the first different ones, `texts`
    all of them.
    """

    position: int
    heading: str
    values: Mapping[str, int] = field(default_factory=dict)
    filled: int = 0
    is_named: bool = True
    is_unique: bool = False
    texts: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> Name:
        """Return what a mapping calls it: its heading, or its place where that names it alone."""
        return self.heading if self.is_named else self.position


@dataclass(frozen=True)
class Guess:
    """The field that a column seems to be, and why."""

    field: str
    why: Why


def recognised(
    columns: Sequence[Column],
    fields: Sequence[Field],
    words: Vocabulary,
    earlier: Mapping[str, str],
) -> dict[int, Guess]:
    """Return, by the places of columns, the field that each seems to be: each field once, the surest first.

    `earlier` are headings, as they are compared, with the fields that people chose for them.
    """
    weighed = [
        (weight, column.position, guess)
        for column in columns
        for weight, guess in _weighed(column, fields, words, earlier)
    ]
    taken: dict[int, Guess] = {}
    used = set[str]()
    for _weight, position, guess in sorted(weighed, key=lambda one: (-one[0], one[1])):
        if position not in taken and guess.field not in used:
            taken[position] = guess
            used.add(guess.field)
    return taken


def with_times(columns: Sequence[Column], guesses: Mapping[int, Guess], fields: Sequence[Field]) -> dict[int, Guess]:
    """Return, by place, the columns of times of day beside a column of days: both together are an instant."""
    instants = {item.name for item in fields if isinstance(item, InstantField)}
    found = {}
    for column in columns:
        day = guesses.get(column.position - 1)
        if day is None or day.field not in instants or column.position in guesses:
            continue
        written = list(column.texts)[:LOOKED_AT]
        if written and sum(_is_time(text) for text in written) >= _NEARLY_ALL * len(written):
            found[column.position] = Guess(day.field, Why.CONTENT)
    return found


def _is_time(text: str) -> bool:
    read = moments.moment(f"2000-01-01 {text}", Frame()) if len(text) <= LONGEST else None
    return isinstance(read, Read) and isinstance(read.value, datetime)


def code_of(item: Field, written: str, words: Vocabulary) -> str | None:
    """Return the code that a word of a file seems to mean; None where nothing tells."""
    if isinstance(item, FlagField):
        share = _share(item, [written])
        return None if not share else ("有" if item.value(written) else "無")
    if isinstance(item, ChoiceField):
        known = words.values.get(item.name, {})
        said = squeezed(written)
        whole = known.get(said) or (str(item.value(written)) if _share(item, [written]) else None)
        return whole or _contained(written, known)
    if isinstance(item, LookupField):
        codes = {squeezed(str(stored)): code for code, stored in item.known.items()}
        codes |= {squeezed(code): code for code in item.known} | words.values.get(item.name, {})
        code = codes.get(squeezed(written))
        return code if code in item.known else None
    # A sign alone (－, ／) is squeezed to nothing.
    return "" if squeezed(written) in _NONE else None


def is_word(item: Field, text: str) -> bool:
    """Return whether what stands where a day, an address or a number should is a word without any figure."""
    if len(text) > LONGEST or any(map(str.isdigit, text)):
        return False
    if isinstance(item, DayField | InstantField):
        return isinstance(moments.moment(text, Frame(serials=True)), Unread)
    return not reads(item, text)


def _contained(written: str, known: Mapping[str, str]) -> str | None:
    """Return the code of the longest known word within a longer one; None where what stands beside may turn it.

    未完了 is not 完了, 同意なし no 同意, 回答待ち not yet 回答. Of two that differ in meaning neither is taken.
    What stands in brackets explains: it turns a word only together with one.
    """
    said = squeezed(written)
    within = [word for word in known if len(word) >= _SHORTEST and _stands_in(word, said)]
    if not within:
        return None
    longest = max(within, key=len)
    others = {known[word] for word in within if word not in longest} - {known[longest]}
    main, beside = squeezed(_BRACKETS.sub("", written)), squeezed("".join(_BRACKETS.findall(written)))
    is_turned = _TURNING.search(main.replace(longest, "")) is not None
    is_turned |= _TURNING.search(beside) is not None and any(word in beside for word in within)
    return None if others or is_turned else known[longest]


def _stands_in(word: str, said: str) -> bool:
    """Return whether a word stands within a text; a Latin one not as a part of another."""
    if not word.isascii():
        return word in said
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said) is not None


def _weighed(
    column: Column, fields: Sequence[Field], words: Vocabulary, earlier: Mapping[str, str]
) -> Iterator[tuple[float, Guess]]:
    heading, written = squeezed(column.heading), [text[:LONGEST] for text in list(column.values)[:LOOKED_AT]]
    for item in fields:
        share = _share_read(item, written, words)
        is_other = bool(written) and share is not None and share < _LEAST
        why = _by_name(item.name, heading, words, earlier) if heading else None
        # The words of a column that is named for it are translated by a person: that none is known tells nothing.
        if is_other and not (isinstance(item, ChoiceField) and why in (Why.EARLIER, Why.NAME)):
            continue
        if why is None and share is not None and _is_told_by_content(item, column, share):
            why = Why.CONTENT
        if why is not None:
            near = _nearness(item.name, heading, words) if why is Why.LIKE else 0
            yield why.value + near + 5 * (share or 0), Guess(item.name, why)


def _by_name(name: str, heading: str, words: Vocabulary, earlier: Mapping[str, str]) -> Why | None:
    if earlier.get(heading) == name:
        return Why.EARLIER
    if words.headings.get(heading) == name:
        return Why.NAME
    return Why.LIKE if heading not in words.headings and _nearness(name, heading, words) else None


def _nearness(name: str, heading: str, words: Vocabulary) -> float:
    """Return how many signs of a heading are a known one of the field; 0 where none is within it."""
    within = [known for known, other in words.headings.items() if other == name and _is_within(known, heading)]
    return min(max(map(len, within), default=0), 9) + (0.5 if any(map(heading.endswith, within)) else 0)


def _is_within(known: str, heading: str) -> bool:
    return len(known) >= (_SHORTEST_LATIN if known.isascii() else _SHORTEST) and known in heading


def _share_read(item: Field, written: Collection[str], words: Vocabulary) -> float | None:
    """Return which part of the values the field could be; None where that says nothing of it."""
    if isinstance(item, STATING):
        written = [text for text in written if squeezed(text) not in _NONE]
    if not written:
        return None
    if isinstance(item, DayField | InstantField):
        return dateforms.share(written)
    if isinstance(item, ChoiceField):
        return sum(code_of(item, text, words) is not None for text in written) / len(written) or None
    if isinstance(item, _PRECISE):
        return _share(item, written)
    return None


def _share(item: Field, written: Collection[str]) -> float:
    return sum(reads(item, text) for text in written) / len(written)


def reads(item: Field, text: str) -> bool:
    """Return whether a field takes a text as it stands."""
    try:
        item.value(text)
    except CellRefused:
        return False
    return True


def _is_told_by_content(item: Field, column: Column, share: float) -> bool:
    if isinstance(item, _TELLING):
        return share >= _NEARLY_ALL
    is_few = 1 < len(column.values) <= len(item.choices) + 3 if isinstance(item, ChoiceField) else item.required
    return share >= _NEARLY_ALL and is_few and isinstance(item, ChoiceField | InstantField)
