"""Which words does somebody look for, and under which forms are they kept? What was pasted around them is no part."""

import re
from collections.abc import Iterator

from privacyportal.references.registry import kinds
from privacyportal.search import romaji
from privacyportal.search.folding import digits, fold, numbers
from privacyportal.search.keys import without_company

# So many words of a text that has no spaces are looked for one by one.
MOST = 20
_BETWEEN = re.compile(r"[\s、､]+|(?<!\d)[,，]+|[,，]+(?!\d)")
# What stands around a word that was copied: never a bracket of (株).
_AROUND = "「」『』【】〔〕〈〉《》[]“”‘’\"'`´、。,.;:!?#"
# What one says of a person or a company that is called by name, as folded. 奥様 and 皆様 are called by no name.
_CALLED = "様|サマ|殿|氏|サン|御中|先生"
_BY_NAME = re.compile(rf"(?P<name>.{{2,}})(?:{_CALLED})|(?P<short>[^奥皆神王客ア-ン])(?:様|サン)")
_ALONE = re.compile(_CALLED)
# Only digits and what stands between them (a telephone number, a customer's, a corporate one), with what it is named.
_NUMBER = re.compile(
    r"(?:tel|fax|電話(?:番号)?|携帯(?:電話)?)?[:.]?(?P<number>[+(]?[0-9][0-9()+\-./ ]*)(?:\([^0-9()]+\))?"
)
_CODE = re.compile(r"(?=.*[0-9])[a-z0-9]+(?:[-./()][a-z0-9]+)+")
# Japan's country code without a sign that it is one: no number at home begins so.
_ABROAD = re.compile("81([1-9][0-9]{8,9})")
_RECORD = re.compile(r"(?:(?P<prefix>[a-z]+)-)?(?:(?P<year>[0-9]{4})-)?(?P<number>[0-9]{1,6})")
_RECORD_INSIDE = re.compile(r"[a-z]+-(?:[0-9]{4}-)?[0-9]{4,6}")
_LONG = re.compile("[0-9]{7,}")
_AMOUNT = re.compile(r"(?<![0-9,])[1-9][0-9]{3,11}(?![0-9])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")


def words(text: str) -> list[tuple[str, ...]]:
    """Return the words of a search, each with its forms: a record is found that holds each word in one of them.

    A number typed with spaces is one word; 様 behind a name is none.
    """
    whole = _NUMBER.fullmatch(fold(text))
    if whole is not None and len(digits(whole["number"])) >= 2:
        return [_forms(whole["number"])]
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) > MOST:
        parts = text.split()
    called = [part for at, part in enumerate(parts) if not at or not _ALONE.fullmatch(fold(part))]
    return [forms for forms in map(_forms, called) if forms]


def _forms(word: str) -> tuple[str, ...]:
    folded = fold(word)
    bare = folded.strip(_AROUND) or folded
    names = [bare, *_named(bare)]
    found = [*names, *map(without_company, names), *_numbered(bare), *_amounts(bare)]
    # Two letters of a reading (on, ka) stand in half of all names.
    found += [latin for latin in map(romaji.of_typed, (word, bare, *names[1:])) if len(latin) > 2]
    return tuple(dict.fromkeys(form for form in found if form))


def _named(word: str) -> Iterator[str]:
    if (called := _BY_NAME.fullmatch(word)) is not None:
        yield called["name"] or called["short"]


def _numbered(word: str) -> Iterator[str]:
    """Yield the forms of a number, or of one that stands within the word."""
    number = _NUMBER.fullmatch(word)
    if number is not None or _CODE.fullmatch(word):
        alone = digits(word if number is None else number["number"])
        yield alone
        yield from (f"0{rest}" for rest in _ABROAD.findall(alone) if len(rest) + 2 == len(alone))
    elif not word.isascii():
        yield from numbers(word)
        yield from (found for inside in (_RECORD_INSIDE, _LONG) for found in inside.findall(word))
    if (record := _RECORD.fullmatch(word)) is not None and (record["prefix"] or record["year"]):
        yield from _in_full(record["prefix"] or "", record["year"] or "", int(record["number"]))


def _in_full(prefix: str, year: str, number: int) -> Iterator[str]:
    """Yield the number of a record with all its zeros: CASE-2026-123."""
    of = [kind for kind in kinds() if kind.by_year == bool(year) and kind.prefix.casefold().endswith(prefix)]
    for kind in of:
        yield "-".join(part for part in (prefix, year, f"{number:0{kind.digits}}") if part)


def _amounts(word: str) -> Iterator[str]:
    """Yield the word with and without the commas between thousands."""
    yield _THOUSANDS.sub("", word)
    yield _AMOUNT.sub(lambda found: f"{int(found.group()):,}", word)
