"""In which form are texts compared, however they were written? Pure: nothing stored is ever changed.

Width and composition (NFKC), case, hiragana as katakana, small kana as large, old characters as those of daily use, one
mark for every dash and long vowel, no space and nothing invisible. Each character that is left knows which character of
the text it came from, so that what was found can be shown as it was written.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from privacyportal.search.forms import daily

DASH = "-"
REPEATED = "々"
HIRAGANA = range(ord("ぁ"), ord("ゖ") + 1)
# Between the parts of a foreign name, or not.
DOTS = "・·‧゠"
KANA_APART = ord("ァ") - ord("ぁ")
# Voicing marks that stand by themselves: they belong to the character before.
VOICING = "\u3099\u309a\uff9e\uff9f\u309b\u309c"
# As characters of their own they would become a space and a mark.
SPACED = {0x309B: 0x3099, 0x309C: 0x309A}
DASHES = "‐‑‒–—―−ー－ｰ─━〜~˗⁃"
# Written either way in readings: banks and old systems know no small kana, and some sounds have two spellings.
KANA = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヰヱヲ", "アイウエオツヤユヨワカケジズイエオ")
PAIRS = (("ヴア", "バ"), ("ヴイ", "ビ"), ("ヴエ", "ベ"), ("ヴオ", "ボ"), ("ヴ", "ブ"))
DOUBLE = "ヴ"
# No text that is folded holds it: what cannot be seen is left out.
BOUND = "\0"
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn"})


@dataclass(frozen=True)
class Folded:
    """A text in the form in which it is compared; `origin` is, for each character, from where to where in the text."""

    text: str
    origin: tuple[tuple[int, int], ...]

    def places(self, word: str) -> Iterator[tuple[int, int]]:
        """Yield from where to where (exclusive) a folded word stands in the text as it was written."""
        start = self.text.find(word) if word else -1
        while start >= 0:
            yield self.origin[start][0], self.origin[start + len(word) - 1][1]
            start = self.text.find(word, start + len(word))


class _Alone(dict[int, str]):
    """What stands for each character by itself, found once for each; BOUND for one that its neighbour decides of."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_bound = character == REPEATED or character in VOICING or unicodedata.combining(character)
        self[code] = found = BOUND if is_bound else _plain(character, ())
        return found


_alone = _Alone()


def fold(text: str) -> str:
    """Return a text in the form in which it is compared."""
    found = text.translate(_alone)
    return folded(text).text if BOUND in found or DOUBLE in found else found


def folded(text: str) -> Folded:
    """Return a text in the form in which it is compared, each character with where it came from."""
    characters: list[str] = []
    origin: list[tuple[int, int]] = []
    for place, cluster in _clusters(text):
        for character in _plain(cluster, characters):
            characters.append(character)
            origin.append((place, place + len(cluster)))
    return _paired(Folded("".join(characters), tuple(origin)))


# Japan's country code as it is dialled from elsewhere, and the zero that some write behind it.
_ABROAD = re.compile(r"^(?:\+81|(?:00|010)81(?=0?[0-9]{9,10}$))0?")


def digits(text: str) -> str:
    """Return a number as it is compared: letters and digits alone, Japan's country code as the leading zero."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    alone = "".join(character for character in plain if character.isalnum() and character.isascii())
    return _ABROAD.sub("0", f"+{alone}" if plain.startswith("+") else alone).removeprefix("+")


_NUMBER = re.compile(r"\+?[0-9(][0-9()\- ]{7,}[0-9]")


def numbers(text: str) -> Iterator[str]:
    """Yield the long numbers that stand in a text with their dashes, brackets and spaces, as they are compared."""
    plain = unicodedata.normalize("NFKC", text).translate(str.maketrans(DASHES, DASH * len(DASHES)))
    for found in _NUMBER.finditer(plain):
        number = digits(found.group())
        if number != found.group():
            yield number


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character with the marks that belong to it, and its place."""
    start, cluster = 0, ""
    for place, character in enumerate(text):
        if cluster and (unicodedata.combining(character) or character in VOICING):
            cluster += character
            continue
        if cluster:
            yield start, cluster
        start, cluster = place, character
    if cluster:
        yield start, cluster


def _plain(cluster: str, before: Sequence[str]) -> str:
    if cluster == REPEATED:
        return before[-1] if before else ""
    if cluster in DASHES:
        return DASH
    found = unicodedata.normalize("NFKC", cluster.translate(SPACED)).casefold().translate(daily())
    kana = "".join(chr(ord(one) + KANA_APART) if ord(one) in HIRAGANA else one for one in found)
    return "".join(_seen(one) for one in kana.translate(KANA))


def _seen(character: str) -> str:
    if character in DASHES:
        return DASH
    if character in DOTS:
        return ""
    # What only dresses the character before (a variation selector) is no character of its own.
    is_dress = unicodedata.category(character) in INVISIBLE or unicodedata.combining(character)
    is_selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return "" if is_dress or is_selector else character


def _paired(one: Folded) -> Folded:
    text, origin = one.text, list(one.origin)
    if DOUBLE not in text:
        return one
    for written, sounds in PAIRS:
        while (at := text.find(written)) >= 0:
            text = text[:at] + sounds + text[at + len(written) :]
            del origin[at + 1 : at + len(written)]
    return Folded(text, tuple(origin))
